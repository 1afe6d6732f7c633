import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { MARGIN_PUBLIC_SIGNALS } from "../../../circuits/registry.ts";
import type { Quantity } from "../../../prover/domain/quantity.ts";
import type { Rate } from "../../../prover/domain/rate.ts";
import type { ScenarioPrice } from "../../../prover/domain/scenario-price.ts";
import { violatedConstraint } from "../../../prover/keys/violated-constraint.ts";
import { parsePredicate, slack } from "../../../prover/margin/predicate.ts";
import { statementFromSignals } from "../../../prover/margin/statement.ts";
import { prepareClaim } from "../../../prover/margin/witness.ts";
import type { Market } from "../../../prover/market/row.ts";
import type { ConstraintSystem } from "../../support/constraint-system.ts";
import {
  caseOfRequest,
  fitsSmall,
  type PortfolioCase,
  type PortfolioOptions,
  portfolioCase,
  portfolioSystem,
} from "../../support/portfolio-case.ts";
import { COVERED, portfolioMarket } from "../../support/portfolio-market.ts";
import { PORTFOLIO_SLACK_STEP, randomPortfolio } from "../../support/random-portfolio.ts";

let small: ConstraintSystem;

/** The verdict of calculator and constraints, which must be one. */
async function accepts({ input }: PortfolioCase): Promise<boolean> {
  const wires = await small.calculated(input);
  if (wires !== null) expect(violatedConstraint(small.r1cs, wires)).toBeNull();
  return wires !== null;
}

/** The same claim with the greatest buffer that it still holds with, and with one unit (1e-8 USD) more. */
async function atTheLimit({ request, valuation }: PortfolioCase) {
  const bufferUsd = slack({ ...request.predicate, bufferUsd: 0n }, valuation) / PORTFOLIO_SLACK_STEP;
  const withBuffer = (units: bigint) =>
    caseOfRequest({ ...request, predicate: { ...request.predicate, bufferUsd: units } });
  return { last: await withBuffer(bufferUsd), beyond: await withBuffer(bufferUsd + 1n) };
}

const initial = parsePredicate("initial", "1", "0");
const anyEquity = parsePredicate("maintenance", "0", "0");

beforeAll(async () => {
  small = await portfolioSystem();
});

describe("MarginPortfolio(3, 2, 3, 1, 1) accepts, and one buffer unit more is refused (T-39)", () => {
  it.each<{ name: string; options: PortfolioOptions }>([
    { name: "a covered call against its maintenance margin", options: {} },
    { name: "a covered call against its initial margin", options: { predicate: initial } },
    {
      name: "a ratio of 1.2",
      options: { predicate: parsePredicate("initial", "1.2", "0"), holdings: { ...COVERED, USDC: "1" } },
    },
    { name: "equity alone, ratio 0", options: { predicate: anyEquity } },
    { name: "cash alone, in no scenario", options: { holdings: { USDC: "0.00000001" } } },
    {
      name: "a short straddle, both legs in one group",
      options: { holdings: { USDC: "70000", "BTC-MAR-60000-C": "-1", "BTC-MAR-60000-P": "-1" } },
    },
    {
      name: "a calendar spread, whose legs are discounted apart",
      options: { holdings: { USDC: "70000", "BTC-MAR-60000-C": "-1", "BTC-JUN-70000-C": "1" } },
    },
    {
      name: "gains by absolute value",
      options: { holdings: { USDC: "50000", "BTC-MAR-60000-P": "-1", "BTC-JUN-70000-C": "-1" } },
    },
    {
      name: "coins with a haircut by size that hedge the perpetual",
      options: { holdings: { USDC: "200000", BTC: "20", "BTC-PERP": "-20" } },
    },
    {
      name: "fewer scenarios than the circuit has places for",
      options: { market: portfolioMarket(2), holdings: { ...COVERED, USDC: "7" } },
    },
    {
      name: "one scenario, of gains only",
      options: { market: portfolioMarket(1), holdings: { USDC: "7", "BTC-MAR-60000-P": "3" } },
    },
  ])("$name", async ({ options }) => {
    const portfolio = await portfolioCase(options);
    expect(portfolio.slack).toBeGreaterThanOrEqual(0n);
    expect(await accepts(portfolio)).toBe(true);
    const { last, beyond } = await atTheLimit(portfolio);
    expect([last.slack >= 0n, beyond.slack >= 0n]).toEqual([true, false]);
    expect(await accepts(last)).toBe(true);
    expect(await accepts(beyond)).toBe(false);
  });

  it("an empty account that owes nothing, but not one that must have 1e-8 USD", async () => {
    expect(await accepts(await portfolioCase({ holdings: {} }))).toBe(true);
    const owing = parsePredicate("maintenance", "0", "0.00000001");
    expect(await accepts(await portfolioCase({ holdings: {}, predicate: owing }))).toBe(false);
  });

  it("slack exactly 0, and refuses a slack of -1e-47 USD", async () => {
    // A loss of 1e-34 USD, times a factor of 1e-9, times a ratio of 1e-4; and the same account without it.
    const market = portfolioMarket();
    const set = market.portfolio as NonNullable<Market["portfolio"]>;
    const dust = (price: bigint): Market => ({
      ...market,
      portfolio: {
        ...set,
        scenarios: set.scenarios.map((each) => ({ ...each, damp: 1n as Rate })),
        groups: set.groups.map((each) => ({ ...each, gain: 1n as Rate, loss: 1n as Rate })),
        maintenanceFactor: 1n as Rate,
      },
      rows: market.rows.map((row) =>
        row.risk
          ? {
              ...row,
              valuePrice: null,
              long: row.long.map((each) => ({
                ...each,
                valueRate: 0n as Rate,
                valueOffset: 0n as never,
                maintenanceRate: 0n as Rate,
                initialRate: 0n as Rate,
              })),
              short: [],
              risk: { ...row.risk, base: 0n as ScenarioPrice, prices: [price, 0n, 0n] as ScenarioPrice[] },
            }
          : row,
      ),
    });
    const holdings = [{ row: 12, quantity: 1n as Quantity }];
    const predicate = parsePredicate("maintenance", "0.0001", "0");
    const zero = await portfolioCase({ market: dust(0n), holdings, predicate });
    const owing = await portfolioCase({ market: dust(-1n), holdings, predicate });
    expect([zero.slack, owing.slack]).toEqual([0n, -1n]);
    expect(await accepts(zero)).toBe(true);
    expect(await accepts(owing)).toBe(false);
  });

  it("the greatest sums there are: all quantities, prices, rates and factors at their limits", async () => {
    const market = portfolioMarket();
    const most = (2n ** 32n - 1n) as Rate;
    const limit = 2n ** 54n - 1n;
    const set = market.portfolio as NonNullable<Market["portfolio"]>;
    for (const sign of [1n, -1n]) {
      const extreme: Market = {
        ...market,
        portfolio: {
          scenarios: set.scenarios.map((each) => ({ ...each, damp: (10n ** 9n) as Rate })),
          groups: set.groups.map((each) => ({ ...each, gain: most, loss: most })),
          maintenanceFactor: most,
          initialFactor: most,
        },
        rows: market.rows.map((row) =>
          row.risk
            ? {
                ...row,
                risk: {
                  ...row.risk,
                  base: (-sign * limit) as ScenarioPrice,
                  prices: row.risk.prices.map(() => (sign * limit) as ScenarioPrice),
                },
              }
            : row,
        ),
      };
      const holdings = [12, 13, 14].map((row) => ({ row, quantity: (2n ** 64n - 1n) as Quantity }));
      const portfolio = await portfolioCase({ market: extreme, predicate: anyEquity, holdings });
      const loss = -(portfolio.valuation.worst?.pnl ?? 0n);
      // Gains at the limit are lost in the scenario that counts by absolute value.
      expect(loss).toBe(3n * (2n ** 64n - 1n) * limit * (most + 10n ** 9n) * 10n ** 9n);
      expect(await accepts(portfolio)).toBe(true);
    }
  });

  it("as public signals the statement, in the registry's order, and nothing else", async () => {
    const portfolio = await portfolioCase();
    const wires = (await small.calculated(portfolio.input)) ?? [];
    expect(small.r1cs.nPublic).toBe(MARGIN_PUBLIC_SIGNALS.length);
    const { statement, circuit } = await prepareClaim(portfolio.request);
    expect(circuit.id).toBe("margin-portfolio-16-4-16");
    expect(statementFromSignals(wires.slice(1, 7))).toEqual(statement);
  });
});

describe("MarginPortfolio and the reference model", () => {
  it("agree on random books, most of them within 1e-8 USD of the limit (T-39)", async () => {
    let decided = [0, 0];
    await fc.assert(
      fc.asyncProperty(randomPortfolio(), async ({ market, holdings, predicate }) => {
        expect(fitsSmall(market, holdings)).toBe(true);
        const portfolio = await portfolioCase({ market, holdings, predicate });
        const holds = portfolio.slack >= 0n;
        decided = holds ? [(decided[0] ?? 0) + 1, decided[1] ?? 0] : [decided[0] ?? 0, (decided[1] ?? 0) + 1];
        expect(await accepts(portfolio)).toBe(holds);
      }),
      { seed: 4, numRuns: 60 },
    );
    expect(Math.min(...decided)).toBeGreaterThan(15);
  });
});
