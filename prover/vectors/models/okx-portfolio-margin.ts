import { price } from "../../domain/price.ts";
import { RATE_ONE, RATE_ZERO } from "../../domain/rate.ts";
import { valueAccount } from "../../margin/model.ts";
import type { ScenarioSet } from "../../market/scenarios.ts";
import { continuousSchedule, type Tier } from "../../market/schedule.ts";
import { listOf, numberOf, ShapeError } from "../fields.ts";
import { Fraction } from "../fraction.ts";
import type { VectorModel } from "../model.ts";
import { valueByScenarios } from "../portfolio-case.ts";
import { openSchedule } from "../unit-margin.ts";
import { fromUsd, toQuantity, toRate, toScenarioPrice, toThreshold } from "../units.ts";
import { marketOf } from "../value-row.ts";

/**
 * OKX portfolio margin: the greater of the scenario margin (MR1 to MR6) and the tiered minimum charge (MR7).
 *
 * | OKX                              | here                                                                     |
 * |----------------------------------|--------------------------------------------------------------------------|
 * | MR1 to MR6 of a risk unit        | scenarios; here the published sum, as a loss of a unit held              |
 * | MR7, sum of charges a contract   | a margin row, like an inverse contract's: booked with the account, in USD |
 * | tiers of the MR7 factor          | the row's brackets: each factor for its own part, so convex              |
 * | MMR = max(sum of MR, MR7)        | two tables, of scenarios and of charges: an account that meets both meets |
 * |                                  | the greater requirement                                                  |
 *
 * A tier is [end of tier in USD, factor]; the last factor goes on.
 */
export const okxPortfolioMargin: VectorModel = {
  name: "okx-portfolio-margin",
  run(inputs, expected, report) {
    const minimum = minimumCharge(inputs.number("MR7_raw"), inputs.list("tiers"));
    if (expected.has("MR7_adj")) report.equal("MR7_adj", expected.get("MR7_adj"), minimum);
    if (expected.has("MMR")) {
      const scanned = scenarioMargin(inputs.number("MR_raw"));
      const both = scanned.compare(minimum) > 0 ? scanned : minimum;
      report.equal("MMR", expected.get("MMR"), both);
    }
    report.ignored(expected, ["MR7_adj", "MMR"]);
  },
};

/** The table of charges: brackets alone. */
function minimumCharge(raw: Fraction, list: readonly unknown[]): Fraction {
  let floor = 0n;
  const tiers = list.map((entry, k): Tier => {
    const [end, factor] = listOf(entry, `inputs.tiers[${k}]`);
    const rate = toRate(numberOf(factor, `inputs.tiers[${k}][1]`), "factor");
    const tier = { floor, valueRate: RATE_ZERO, maintenanceRate: rate, initialRate: rate };
    floor = toThreshold(numberOf(end, `inputs.tiers[${k}][0]`), "end of tier");
    return tier;
  });
  if (tiers.length === 0) throw new ShapeError("inputs.tiers must not be empty");
  const schedule = continuousSchedule(tiers);
  const market = marketOf([
    {
      name: "minimum charge",
      basis: "notional",
      valuePrice: null,
      notionalPrice: price(10n ** 8n),
      long: schedule,
      short: [],
    },
  ]);
  const { maintenance } = valueAccount(market, {
    holdings: [{ row: 1, quantity: toQuantity(raw, "MR7_raw") }],
  });
  return fromUsd(maintenance);
}

/** The table of scenarios: the worst one, as far as it is published. */
function scenarioMargin(raw: Fraction): Fraction {
  const set: ScenarioSet = {
    scenarios: [{ name: "worst", damp: RATE_ONE, absolute: false }],
    groups: [{ name: "risk unit", gain: RATE_ONE, loss: RATE_ONE }],
    maintenanceFactor: RATE_ONE,
    initialFactor: RATE_ONE,
  };
  const schedule = openSchedule(RATE_ZERO, null);
  const zero = toScenarioPrice(new Fraction(0n), "base");
  const loss = toScenarioPrice(new Fraction(-1n), "P&L of a unit");
  const row = {
    name: "book",
    basis: "notional" as const,
    valuePrice: null,
    notionalPrice: price(1n),
    long: schedule,
    short: schedule,
    risk: { group: "risk unit", base: zero, prices: [loss] },
  };
  return fromUsd(valueByScenarios(set, [{ row, quantity: toQuantity(raw, "MR_raw") }]).maintenance);
}
