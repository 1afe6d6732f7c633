import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Holding } from "../../prover/accounts/account.ts";
import type { Quantity } from "../../prover/domain/quantity.ts";
import { parseRate, type Rate } from "../../prover/domain/rate.ts";
import { type ScenarioPrice, scenarioPrice } from "../../prover/domain/scenario-price.ts";
import { EXACT_PER_USD, formatScenarioUsd } from "../../prover/domain/scenario-usd.ts";
import { formatUsd } from "../../prover/domain/usd.ts";
import { valueAccount } from "../../prover/margin/model.ts";
import { type PortfolioValuation, valuePortfolio } from "../../prover/margin/portfolio.ts";
import { parsePredicate, shortfall, slack } from "../../prover/margin/predicate.ts";
import { valueMargin } from "../../prover/margin/valuation.ts";
import { assertPublishable } from "../../prover/market/publication.ts";
import type { Market, Row } from "../../prover/market/row.ts";
import type { ScenarioSet } from "../../prover/market/scenarios.ts";
import { at } from "../support/at.ts";
import { testMarket } from "../support/market.ts";
import { named } from "../support/portfolio-case.ts";
import { COVERED, portfolioMarket } from "../support/portfolio-market.ts";
import { randomPortfolio } from "../support/random-portfolio.ts";

const market = portfolioMarket();

const valued = (holdings: Readonly<Record<string, string>>, table: Market = market): PortfolioValuation =>
  valuePortfolio(table, { holdings: named(holdings, table) });

const pnlOf = ({ perScenario }: PortfolioValuation): readonly string[] =>
  perScenario.map(({ pnl }) => formatScenarioUsd(pnl));

describe("valuePortfolio", () => {
  it("takes each scenario's sum over groups, gains and losses discounted, less the base", () => {
    const { equity, maintenance, initial, contingency, ...valuation } = valued(COVERED);
    // 20,000 + 1.5 * 60,000 - 2 * 2,400.5
    expect(formatUsd(equity)).toBe("105199");
    expect(
      valuation.perScenario.map(({ scenario, groups }) => [
        scenario.name,
        ...groups.map(({ group, pnl }) => [group.name, formatScenarioUsd(pnl)]),
      ]),
    ).toEqual([
      // 1.5 * (48,000 - 60,000); -1.01 * 2 * 210.25 + 2 * 2,400.5
      ["spot -20 %", ["spot", "-18000"], ["MAR", "4376.295"]],
      // damped to 0.75: 1.5 * (78,000 - 60,000); -1.01 * 2 * 18,100.00000001 + 2 * 2,400.5
      ["spot +30 %", ["spot", "20250"], ["MAR", "-23820.75000001515"]],
      // damped to 0.5: nothing; -1.01 * 2 * 2,445 + 2 * 2,400.5
      ["skew", ["spot", "0"], ["MAR", "-68.95"]],
    ]);
    expect(pnlOf({ ...valuation, equity, maintenance, initial, contingency })).toEqual([
      "-13623.705",
      "-3570.75000001515",
      "-68.95",
    ]);
    expect(valuation.worst?.scenario.name).toBe("spot -20 %");
    // 1.5 * 60,000 * 0.015 + 2 * 60,000 * 0.003, and so for initial
    expect([formatUsd(contingency.maintenance), formatUsd(contingency.initial)]).toEqual(["1710", "2400"]);
    // 0.8 * 13,623.705 + 1,710; 1.1 * 13,623.705 + 2,400
    expect([formatUsd(maintenance), formatUsd(initial)]).toEqual(["12608.964", "17386.0755"]);
  });

  it("counts a gain as a loss where a scenario goes by absolute value, each group by itself", () => {
    // A short put gains 2,390 - 1.01 * 2,300 = 67 in its group, a short call 1,800 - 1.05 * 1,700 = 15 in another.
    const { perScenario } = valued({ "BTC-MAR-60000-P": "-1", "BTC-JUN-70000-C": "-1" });
    const skew = at(perScenario, 2);
    expect(skew.groups.map(({ pnl }) => formatScenarioUsd(pnl))).toEqual(["-33.5", "-7.5"]);
    expect(formatScenarioUsd(skew.pnl)).toBe("-41");
  });

  it("asks for contingencies only where no scenario loses, and for nothing of rows without prices", () => {
    const cash = valued({ USDC: "-100" });
    expect(cash.worst).toBeNull();
    expect(pnlOf(cash)).toEqual(["0", "0", "0"]);
    expect([formatUsd(cash.maintenance), formatUsd(cash.initial)]).toEqual(["5", "10"]);
    expect(formatUsd(valued({}).initial)).toBe("0");
  });

  it("rounds requirements up to 1e-25 USD, and decides by the exact ones", () => {
    // One unit of 1e-8, a loss of 1e-8 USD a unit, damped by 1e-9, times a factor of 1e-9: 1e-43 * 10^9 USD.
    const least = edited((row) => ({
      ...row,
      risk: { group: "spot", base: 0n as ScenarioPrice, prices: [-1n, 0n, 0n] as ScenarioPrice[] },
    }));
    const table: Market = {
      ...least,
      portfolio: {
        ...scenariosOf(least),
        scenarios: scenariosOf(least).scenarios.map((each) => ({ ...each, damp: 1n as Rate })),
        maintenanceFactor: 1n as Rate,
        initialFactor: 1n as Rate,
      },
    };
    const dust = valuePortfolio(table, { holdings: [{ row: 13, quantity: 1n as Quantity }] });
    expect(dust.exact.maintenance).toBe(10n ** 9n);
    expect(dust.maintenance).toBe(1n);
    const none = { ...dust, equity: 0n as typeof dust.equity };
    const predicate = parsePredicate("maintenance", "1", "0");
    expect(slack(predicate, none)).toBe(-(10n ** 13n)); // 1e-47 USD
    expect(shortfall(predicate, none)).toBe(1n);
    expect(slack(predicate, { ...none, equity: 1n as typeof dust.equity })).toBe(10n ** 22n - 10n ** 13n);
  });

  it("has no limit of holdings, groups or scenarios of its own", () => {
    const wide = portfolioMarket(36);
    const option = at(wide.rows, 3);
    const rows = Array.from({ length: 100 }, (_, i): Row => ({ ...option, index: 100 + i, name: `o${i}` }));
    const holdings = rows.map(({ index }, i): Holding => {
      return { row: index, quantity: (BigInt(i - 50) * 10n ** 8n + 1n) as Quantity };
    });
    const many = valuePortfolio({ ...wide, rows }, { holdings });
    const summed = holdings.reduce((sum, { quantity }) => sum + quantity, 0n) as Quantity;
    const one = valuePortfolio(wide, { holdings: [{ row: option.index, quantity: summed }] });
    expect(many.perScenario.map(({ pnl }) => pnl)).toEqual(one.perScenario.map(({ pnl }) => pnl));
  });

  it("refuses a market without scenarios, and rows whose group or prices are not the market's", () => {
    expect(() => valuePortfolio(testMarket(), { holdings: [] })).toThrow(
      "portfolio: the market of test-venue has no scenarios",
    );
    const short = edited((row) => (row.risk ? { ...row, risk: { ...row.risk, prices: [] } } : row));
    expect(() => valued(COVERED, short)).toThrow("row BTC-PERP: risk.prices is 0 prices: the market has 3");
    const lost = edited((row) => (row.risk ? { ...row, risk: { ...row.risk, group: "X" } } : row));
    expect(() => valued(COVERED, lost)).toThrow('row BTC-PERP: risk.group is "X": unknown group');
  });
});

describe("valueMargin", () => {
  it("values each account with a table for its mode, and refuses any other table", () => {
    const holdings = named(COVERED, market);
    expect(valueMargin(market, { mode: "portfolio", holdings })).toEqual(
      valuePortfolio(market, { holdings }),
    );
    for (const mode of ["cross", "isolated"] as const) {
      expect(() => valueMargin(market, { mode, holdings })).toThrow("is a table for portfolio accounts");
      expect(valueMargin(testMarket(), { mode, holdings: [] })).toEqual(
        valueAccount(testMarket(), { holdings: [] }),
      );
    }
    expect(() => valueMargin(testMarket(), { mode: "portfolio", holdings })).toThrow("has no scenarios");
  });
});

describe("the requirement of a portfolio", () => {
  it("of a covered write is SPAN's scan risk: the worst of sixteen scenarios, 6,620", () => {
    // McMillan, Options as a Strategic Investment, on index futures options: long S&P future, short December 410 call.
    const future = [0, 0, 3330, 3330, -3330, -3330, 6670, 6670, -6670, -6670];
    const call = [-460, 610, -2640, -1730, 1270, 2340, -5210, -4540, 2540, 3430];
    future.push(10000, 10000, -10000, -10000, 7000, -7000);
    call.push(-8060, -7640, 3380, 3990, -3130, 1500);
    const full = parseRate("1");
    const array = (pnl: readonly number[]) => ({
      group: "S&P",
      base: 0n as ScenarioPrice,
      prices: pnl.map((usd) => scenarioPrice(BigInt(usd) * 10n ** 8n)),
    });
    const bare = { basis: "notional", valuePrice: 10n ** 8n, notionalPrice: null } as const;
    const [flat] = portfolioMarket().rows;
    const free = { ...bare, long: flat?.long ?? [], short: flat?.long ?? [] };
    const span = {
      venue: "span",
      asOf: 1,
      portfolio: {
        scenarios: future.map((_, s) => ({ name: `${s + 1}`, damp: full, absolute: false })),
        groups: [{ name: "S&P", gain: full, loss: full }],
        maintenanceFactor: full,
        initialFactor: full,
      },
      rows: [
        { ...free, index: 1, name: "future", risk: array(future) },
        { ...free, index: 2, name: "call", risk: array(call.map((pnl) => -pnl)) },
      ],
    } as unknown as Market;
    assertPublishable(span);
    const { perScenario, worst, maintenance } = valued({ future: "1", call: "-1" }, span);
    expect(perScenario.map(({ pnl }) => formatScenarioUsd(pnl))).toEqual(
      future.map((pnl, s) => String(pnl + at(call, s))),
    );
    expect(worst?.scenario.name).toBe("13");
    expect(formatUsd(maintenance)).toBe("6620");
  });

  it("is never more for two books together than for each by itself, absolute values apart", () => {
    fc.assert(
      fc.property(randomPortfolio(), fc.nat(), ({ market: drawn, holdings }, cut) => {
        const set = scenariosOf(drawn);
        const scenarios = set.scenarios.map((each) => ({ ...each, absolute: false }));
        const table = { ...drawn, portfolio: { ...set, scenarios } };
        // A book is cut in two by rows; contingencies are the same, being sums over rows.
        const at = cut % (holdings.length + 1);
        const exact = (part: readonly Holding[]) => valuePortfolio(table, { holdings: part }).exact.initial;
        expect(exact(holdings) <= exact(holdings.slice(0, at)) + exact(holdings.slice(at))).toBe(true);
      }),
      { seed: 41, numRuns: 300 },
    );
  });

  it("is rounded up by less than 1e-25 USD", () => {
    fc.assert(
      fc.property(randomPortfolio(), ({ market: drawn, holdings }) => {
        const { maintenance, exact } = valuePortfolio(drawn, { holdings });
        const up = maintenance * EXACT_PER_USD - exact.maintenance;
        expect(up >= 0n && up < EXACT_PER_USD).toBe(true);
      }),
      { seed: 42, numRuns: 200 },
    );
  });
});

/** The market with its rows changed, and not checked. */
function edited(change: (row: Row) => Row): Market {
  return { ...market, rows: market.rows.map(change) };
}

/** The scenarios of a market that has some. */
function scenariosOf({ portfolio }: Market): ScenarioSet {
  if (portfolio === undefined) throw new RangeError("the market has no scenarios");
  return portfolio;
}
