import { beforeAll, describe, expect, it } from "vitest";
import { MARGIN_PUBLIC_SIGNALS } from "../../../circuits/registry.ts";
import type { Price } from "../../../prover/domain/price.ts";
import type { Quantity } from "../../../prover/domain/quantity.ts";
import type { Rate } from "../../../prover/domain/rate.ts";
import { violatedConstraint } from "../../../prover/keys/violated-constraint.ts";
import { BUFFER_BOUND, type Predicate, RATIO_BPS_BOUND, slack } from "../../../prover/margin/predicate.ts";
import { statementFromSignals } from "../../../prover/margin/statement.ts";
import { prepareClaim } from "../../../prover/margin/witness.ts";
import type { Market } from "../../../prover/market/row.ts";
import { continuousSchedule } from "../../../prover/market/schedule.ts";
import type { ConstraintSystem } from "../../support/constraint-system.ts";
import {
  caseOf,
  caseOfHoldings,
  type MarginCase,
  marginCase,
  marginSystem,
} from "../../support/margin-case.ts";
import { testMarket } from "../../support/market.ts";
import { HOLDINGS, type RequestOptions } from "../../support/request.ts";

let eight: ConstraintSystem;

/** 2^64 - 1 units of 1e-8, the greatest quantity. */
const MOST = "184467440737.09551615";

const anyEquity: Predicate = { kind: "maintenance", ratioBps: 0n, bufferUsd: 0n };
const initial: Predicate = { kind: "initial", ratioBps: 10_000n, bufferUsd: 0n };

/** The verdict of calculator and constraints, which must be one. Cheaper than refusedBy: no uniqueness argument. */
async function accepts(system: ConstraintSystem, { input }: MarginCase): Promise<boolean> {
  const wires = await system.calculated(input);
  if (wires !== null) expect(violatedConstraint(system.r1cs, wires)).toBeNull();
  return wires !== null;
}

/** The same claim with the greatest buffer that it still holds with, and with one unit (1e-8 USD) more. */
async function atTheLimit(margin: MarginCase): Promise<{ last: MarginCase; beyond: MarginCase }> {
  const { request, valuation } = margin;
  const free = slack({ ...request.predicate, bufferUsd: 0n }, valuation);
  const bufferUsd = free / 10n ** 21n;
  const withBuffer = (units: bigint) =>
    caseOf({ ...request, predicate: { ...request.predicate, bufferUsd: units } });
  return { last: await withBuffer(bufferUsd), beyond: await withBuffer(bufferUsd + 1n) };
}

beforeAll(async () => {
  eight = await marginSystem("margin-standard-8");
});

describe("MarginStandard(8, 1) accepts, and one buffer unit more is refused (T-39)", () => {
  it.each<{ name: string; options: RequestOptions }>([
    { name: "a cross account", options: {} },
    { name: "an isolated account", options: { mode: "isolated" } },
    { name: "an account against its initial margin", options: { predicate: initial } },
    { name: "a ratio of 1.2", options: { predicate: { ...initial, ratioBps: 12_000n } } },
    { name: "equity alone, ratio 0", options: { predicate: anyEquity } },
    { name: "a single holding", options: { holdings: { "PNL-USD": "0.00000001" }, predicate: anyEquity } },
    {
      name: "negative balances: borrowed coins and realised losses",
      options: {
        holdings: { USDT: "-5000", BTC: "-0.3", OKB: "900", "PNL-USD": "-12", "PNL-USDT": "50000" },
      },
    },
    {
      name: "an inverse contract, which carries margin and no value",
      options: { holdings: { "PNL-BTC": "2.1", "PNL-USD": "-100000", "BTC/USD:BTC": "100000" } },
    },
    {
      name: "a short inverse contract",
      options: { holdings: { BTC: "1", "PNL-BTC": "-2", "PNL-USD": "100000", "BTC/USD:BTC": "-100000" } },
    },
    { name: "coin-denominated collateral in its second tier", options: { holdings: { OKB: "15000" } } },
    { name: "coin-denominated collateral beyond its last tier", options: { holdings: { OKB: "25000" } } },
    { name: "collateral in its last haircut tier", options: { holdings: { BTC: "500" } } },
    {
      name: "a full account of eight holdings",
      options: {
        holdings: {
          USDT: "10000",
          BTC: "1",
          OKB: "10",
          "PNL-USDT": "-95000",
          "PNL-BTC": "0.1",
          "PNL-USD": "3",
          "BTC/USDT:USDT": "2",
          "ETH/USDT:USDT": "-10",
        },
      },
    },
    {
      name: "positions at the last unit before a tier and at its first",
      options: {
        // 65,000.1 USD: the tier of 50,000 USD starts at ceil(50,000 / 65,000.1) = 0.76922959 BTC.
        holdings: { "PNL-USD": "9000", "BTC/USDT:USDT": "-0.76922958", "ETH/USDT:USDT": "14.28346974" },
      },
    },
  ])("$name", async ({ options }) => {
    const margin = await marginCase(options);
    expect(margin.slack).toBeGreaterThanOrEqual(0n);
    expect(await accepts(eight, margin)).toBe(true);
    const { last, beyond } = await atTheLimit(margin);
    expect([last.slack >= 0n, beyond.slack >= 0n]).toEqual([true, false]);
    expect(await accepts(eight, last)).toBe(true);
    expect(await accepts(eight, beyond)).toBe(false);
  });

  it("an empty account that owes nothing, but not one that must have 1e-8 USD", async () => {
    const empty = { holdings: {} };
    expect(await accepts(eight, await marginCase({ ...empty, predicate: anyEquity }))).toBe(true);
    expect(await accepts(eight, await marginCase(empty))).toBe(true); // nothing is required of no positions
    const greatest = { kind: "initial" as const, ratioBps: RATIO_BPS_BOUND - 1n, bufferUsd: 0n };
    expect(await accepts(eight, await marginCase({ ...empty, predicate: greatest }))).toBe(true);
    expect(
      await accepts(eight, await marginCase({ ...empty, predicate: { ...anyEquity, bufferUsd: 1n } })),
    ).toBe(false);
  });

  it("zero quantities, which are worth nothing", async () => {
    const holdings = [1, 2, 100].map((row) => ({ row, quantity: 0n as Quantity }));
    const market = testMarket();
    expect(await accepts(eight, await caseOfHoldings({ market, holdings, predicate: initial }))).toBe(true);
    const owing = { ...initial, bufferUsd: 1n };
    expect(await accepts(eight, await caseOfHoldings({ market, holdings, predicate: owing }))).toBe(false);
  });

  it("slack exactly 0, and refuses a slack of -1e-29 USD", async () => {
    const holdings = { "PNL-USD": "1000", "BTC/USDT:USDT": "1", "PNL-USDT": "-1" };
    const { valuation, request } = await marginCase({ holdings });
    const exact = { ...anyEquity, bufferUsd: valuation.equity / 10n ** 17n };
    const zero = await caseOf({ ...request, predicate: exact });
    expect(zero.slack).toBe(0n);
    expect(await accepts(eight, zero)).toBe(true);
    // A ten-thousandth of the least requirement there is: one unit, at the least price and rate.
    const price = 1n as Price;
    const row = {
      index: 1,
      name: "DUST",
      basis: "notional" as const,
      valuePrice: null,
      notionalPrice: price,
      long: continuousSchedule([
        { floor: 0n, valueRate: 0n as Rate, maintenanceRate: 1n as Rate, initialRate: 1n as Rate },
      ]),
      short: [],
    };
    const dust: Market = { venue: "dust", asOf: 1, rows: [row] };
    const owing = await caseOfHoldings({
      market: dust,
      holdings: [{ row: 1, quantity: 1n as Quantity }],
      predicate: { kind: "maintenance", ratioBps: 1n, bufferUsd: 0n },
    });
    expect(owing.slack).toBe(-1n);
    expect(await accepts(eight, owing)).toBe(false);
  });

  it.each<{ name: string; holdings: Record<string, string>; solvent: boolean }>([
    { name: "the greatest long balance", holdings: { "PNL-BTC": MOST }, solvent: true },
    { name: "the greatest short balance", holdings: { "PNL-BTC": `-${MOST}` }, solvent: false },
    {
      name: "the greatest debt against a greater asset",
      holdings: { USDT: `-${MOST}`, "PNL-BTC": MOST },
      solvent: true,
    },
    {
      name: "a debt one unit greater than the assets",
      holdings: { "PNL-USD": `-${MOST}`, "PNL-USDT": MOST },
      solvent: false,
    },
  ])("is exact at ±(2^64 - 1) units: $name (T-13)", async ({ holdings, solvent }) => {
    const margin = await marginCase({ holdings, predicate: anyEquity });
    expect(margin.slack >= 0n).toBe(solvent);
    expect(await accepts(eight, margin)).toBe(solvent);
  });

  it("the greatest ratio and the greatest buffer, met exactly or refused", async () => {
    const rich = { holdings: { "PNL-BTC": "184467440.0", "BTC/USDT:USDT": "2" } };
    for (const predicate of [
      { kind: "initial" as const, ratioBps: RATIO_BPS_BOUND - 1n, bufferUsd: 0n },
      { kind: "maintenance" as const, ratioBps: 0n, bufferUsd: BUFFER_BOUND - 1n },
      { kind: "initial" as const, ratioBps: RATIO_BPS_BOUND - 1n, bufferUsd: BUFFER_BOUND - 1n },
    ]) {
      const margin = await marginCase({ ...rich, predicate });
      expect(margin.slack).toBeGreaterThanOrEqual(0n);
      expect(await accepts(eight, margin)).toBe(true);
      const poor = await marginCase({ holdings: { ...HOLDINGS }, predicate });
      expect(poor.slack).toBeLessThan(0n);
      expect(await accepts(eight, poor)).toBe(false);
    }
  });

  it("as public signals the statement, in the registry's order, and nothing else", async () => {
    const margin = await marginCase();
    const wires = (await eight.calculated(margin.input)) ?? [];
    expect(eight.r1cs.nPublic).toBe(MARGIN_PUBLIC_SIGNALS.length);
    const { statement } = await prepareClaim(margin.request);
    expect(statementFromSignals(wires.slice(1, 7))).toEqual(statement);
  });
});
