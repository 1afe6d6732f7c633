import { price } from "../../domain/price.ts";
import { type Quantity, quantity } from "../../domain/quantity.ts";
import { RATE_ONE, RATE_ZERO } from "../../domain/rate.ts";
import type { RowRisk, ScenarioSet } from "../../market/scenarios.ts";
import type { NewRow } from "../../market/sources/row-indexes.ts";
import { numberOf, ShapeError } from "../fields.ts";
import { Fraction } from "../fraction.ts";
import type { VectorModel } from "../model.ts";
import { valueByScenarios } from "../portfolio-case.ts";
import { openSchedule } from "../unit-margin.ts";
import { fromScenarioUsd, fromUsd, toScenarioPrice } from "../units.ts";

const ARRAY = /^(?!portfolio)(.+?)_?Pnl$/;

/**
 * CME SPAN: the scan risk of one combined commodity.
 *
 * | SPAN                                  | here                                                             |
 * |---------------------------------------|------------------------------------------------------------------|
 * | risk array of a contract              | a row's `prices`, its P&L a unit under each scenario; `base` 0   |
 * | combined commodity                    | one group with gain = loss = 1: legs hedge each other in full    |
 * | extreme moves, counted by a fraction  | as published: the fraction is in the array (or in `damp`)        |
 * | scan risk                             | the loss of the worst scenario; factors are 1                    |
 * | short option minimum                  | short bracket of the option's row                                |
 * | several combined commodities          | do not fit one table: each has a worst scenario of its own        |
 *
 * An array here is the P&L of a whole leg, hence each leg is a row held once. Any input `...Pnl` is a leg.
 */
export const cmeSpanScan: VectorModel = {
  name: "cme-span-scan",
  run(inputs, expected, report) {
    const names = inputs.list("scenarios").map((name, s) => (typeof name === "string" ? name : `${s + 1}`));
    const held = inputs.keys.flatMap((key) => {
      const leg = ARRAY.exec(key)?.[1];
      if (leg === undefined) return [];
      const pnl = inputs.list(key).map((value, s) => numberOf(value, `inputs.${key}[${s}]`));
      if (pnl.length !== names.length)
        throw new ShapeError(`inputs.${key} must have ${names.length} figures`);
      return { row: legRow(leg, pnl), quantity: quantity(10n ** 8n) as Quantity };
    });
    if (held.length === 0) throw new ShapeError("inputs has no array ...Pnl");
    const set: ScenarioSet = {
      scenarios: names.map((name) => ({ name, damp: RATE_ONE, absolute: false })),
      groups: [{ name: "commodity", gain: RATE_ONE, loss: RATE_ONE }],
      maintenanceFactor: RATE_ONE,
      initialFactor: RATE_ONE,
    };
    const { perScenario, maintenance, worst } = valueByScenarios(set, held);

    if (expected.has("portfolioPnl")) {
      const published = expected.list("portfolioPnl");
      if (published.length !== names.length) throw new ShapeError("expected.portfolioPnl has another length");
      perScenario.forEach(({ pnl }, s) => {
        report.equal(`P&L of ${names[s]}`, published[s], fromScenarioUsd(pnl));
      });
    }
    if (expected.has("scanRisk")) report.equal("scanRisk", expected.get("scanRisk"), fromUsd(maintenance));
    if (expected.has("activeScenario")) {
      // Counted from 1; SPAN's is the first where nothing loses.
      const active = worst === null ? 1 : perScenario.indexOf(worst) + 1;
      report.equal("activeScenario", expected.get("activeScenario"), new Fraction(BigInt(active)));
    }
    report.ignored(expected, ["portfolioPnl", "scanRisk", "activeScenario"]);
  },
};

function legRow(leg: string, pnl: readonly Fraction[]): NewRow {
  const risk: RowRisk = {
    group: "commodity",
    base: toScenarioPrice(new Fraction(0n), "base"),
    prices: pnl.map((value) => toScenarioPrice(value, `P&L of ${leg}`)),
  };
  const schedule = openSchedule(RATE_ZERO, null);
  return {
    name: leg,
    basis: "notional",
    valuePrice: null,
    notionalPrice: price(1n),
    long: schedule,
    short: schedule,
    risk,
  };
}
