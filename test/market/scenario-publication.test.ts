import { describe, expect, it } from "vitest";
import { InputError } from "../../prover/domain/errors.ts";
import type { Rate } from "../../prover/domain/rate.ts";
import type { ScenarioPrice } from "../../prover/domain/scenario-price.ts";
import { assertPublishable } from "../../prover/market/publication.ts";
import type { Market } from "../../prover/market/row.ts";
import type { RowRisk, ScenarioSet } from "../../prover/market/scenarios.ts";
import { at } from "../support/at.ts";
import { portfolioMarket } from "../support/portfolio-market.ts";

const market = portfolioMarket();
const set = market.portfolio as ScenarioSet;

/** The market with another scenario set. */
const withSet = (change: Partial<ScenarioSet>): Market => ({ ...market, portfolio: { ...set, ...change } });

/** The market with another first scenario or first group. */
const withScenario = (change: object): Market =>
  withSet({ scenarios: [{ ...at(set.scenarios, 0), ...change }, ...set.scenarios.slice(1)] });
const withGroup = (change: object): Market =>
  withSet({ groups: [{ ...at(set.groups, 0), ...change }, ...set.groups.slice(1)] });

/** The market with another array in rows[3], BTC-MAR-60000-C. */
const withRisk = (change: Partial<RowRisk>): Market => ({
  ...market,
  rows: market.rows.map((row, i) =>
    i === 3 && row.risk ? { ...row, risk: { ...row.risk, ...change } } : row,
  ),
});
const prices = at(market.rows, 3).risk?.prices ?? [];

function refusal(change: Market): string {
  try {
    assertPublishable(change, "market.json");
  } catch (error) {
    if (error instanceof InputError) return error.message.replace("market.json: ", "");
    throw error;
  }
  return "published";
}

const CALL = "rows[3] (BTC-MAR-60000-C).risk";
const PRICE = "must be within ±180143985.09481983 USD (below 2^54 units of 1e-8)";

describe("assertPublishable, on portfolio markets (T-42)", () => {
  it("takes 1, 3, 16 and 36 scenarios", () => {
    for (const count of [1, 3, 16, 36]) expect(refusal(portfolioMarket(count))).toBe("published");
  });

  it("takes a portfolio market whose rows have no scenario data", () => {
    const rows = market.rows.map(({ risk: _, ...row }) => row);
    expect(refusal({ ...market, rows })).toBe("published");
  });

  it.each<[string, Market, string]>([
    [
      "scenario data in a market without scenarios (P11)",
      { venue: market.venue, asOf: market.asOf, rows: market.rows },
      "rows[1] (BTC).risk is present: must be absent: the market has no scenarios",
    ],
    [
      "no scenario (P11)",
      withSet({ scenarios: [] }),
      "portfolio.scenarios is 0 scenarios: a portfolio market has 1 to 36 scenarios",
    ],
    [
      "37 scenarios (P11)",
      portfolioMarket(37),
      "portfolio.scenarios is 37 scenarios: a portfolio market has 1 to 36 scenarios",
    ],
    [
      "no group (P11)",
      withSet({ groups: [] }),
      "portfolio.groups is 0 groups: a portfolio market has 1 to 65535 groups",
    ],
    [
      "65,536 groups (P11)",
      withSet({ groups: Array.from({ length: 65_536 }, (_, g) => ({ ...at(set.groups, 0), name: `${g}` })) }),
      "portfolio.groups is 65536 groups: a portfolio market has 1 to 65535 groups",
    ],
    [
      "two scenarios of one name (P11)",
      withScenario({ name: "skew" }),
      'portfolio.scenarios[2].name is "skew": must be unique; scenarios[0] has it too',
    ],
    [
      "two groups of one name (P11)",
      withGroup({ name: "JUN" }),
      'portfolio.groups[2].name is "JUN": must be unique; groups[0] has it too',
    ],
    [
      "a scenario that does not count (P12)",
      withScenario({ damp: 0n as Rate }),
      "portfolio.scenarios[0] (spot -20 %).damp is 0: must be above 0 and at most 1",
    ],
    [
      "a scenario that counts for more than it is (P12)",
      withScenario({ damp: (10n ** 9n + 1n) as Rate }),
      "portfolio.scenarios[0] (spot -20 %).damp is 1.000000001: must be above 0 and at most 1",
    ],
    [
      "three scenarios by absolute value (P12)",
      withSet({ scenarios: set.scenarios.map((each) => ({ ...each, absolute: true })) }),
      'portfolio.scenarios is "spot -20 %", "spot +30 %", "skew": at most 2 scenarios may count by absolute value',
    ],
    [
      "gains that count for more than losses (P13)",
      withGroup({ gain: (10n ** 9n + 1n) as Rate }),
      "portfolio.groups[0] (spot).gain is 1.000000001: must not be above loss 1, or a hedged book counts for more than its parts",
    ],
    [
      "a rate of 2^32 (P13)",
      withGroup({ loss: (2n ** 32n) as Rate }),
      "portfolio.groups[0] (spot).loss is 4294967296: must be a rate of at most 4.294967295",
    ],
    [
      "a negative rate (P13)",
      withGroup({ gain: -1n as Rate }),
      "portfolio.groups[0] (spot).gain is -1: must be a rate of at least 0",
    ],
    [
      "an initial factor below the maintenance factor (P13)",
      withSet({ initialFactor: (set.maintenanceFactor - 1n) as Rate }),
      "portfolio.initialFactor is 0.799999999: must not be below maintenanceFactor 0.8",
    ],
    [
      "a factor of 2^32 (P13)",
      withSet({ initialFactor: (2n ** 32n) as Rate }),
      "portfolio.initialFactor is 4294967296: must be a rate of at most 4.294967295",
    ],
    [
      "a group that the market does not list (P14)",
      withRisk({ group: "SEP" }),
      `${CALL}.group is "SEP": unknown group: portfolio.groups has none`,
    ],
    [
      "a scenario without a price (P14)",
      withRisk({ prices: prices.slice(0, 2) }),
      `${CALL}.prices[2] (skew) is missing: every scenario of the market needs a price`,
    ],
    [
      "a price too many (P14)",
      withRisk({ prices: [...prices, 0n as ScenarioPrice] }),
      `${CALL}.prices is 4 prices: must be one a scenario, of which the market has 3`,
    ],
    [
      "a price of 2^54 (P14)",
      withRisk({ prices: prices.with(1, (2n ** 54n) as ScenarioPrice) }),
      `${CALL}.prices[1] (spot +30 %) is 180143985.09481984: ${PRICE}`,
    ],
    [
      "a price of -2^54 (P14)",
      withRisk({ prices: prices.with(0, -(2n ** 54n) as ScenarioPrice) }),
      `${CALL}.prices[0] (spot -20 %) is -180143985.09481984: ${PRICE}`,
    ],
    [
      "a base of 2^54 (P14)",
      withRisk({ base: (2n ** 54n) as ScenarioPrice }),
      `${CALL}.base is 180143985.09481984: ${PRICE}`,
    ],
  ])("refuses %s", (_, change, message) => {
    expect(refusal(change)).toBe(message);
  });

  it("takes the values at each of these limits", () => {
    const limit = (2n ** 54n - 1n) as ScenarioPrice;
    const most = (2n ** 32n - 1n) as Rate;
    for (const change of [
      withRisk({ base: -limit as ScenarioPrice, prices: prices.with(1, limit) }),
      withScenario({ damp: 1n as Rate, absolute: true }),
      withGroup({ gain: most, loss: most }),
      withSet({ maintenanceFactor: most, initialFactor: most }),
    ]) {
      expect(refusal(change)).toBe("published");
    }
  });
});
