import { beforeAll, describe, expect, it } from "vitest";
import type { Price } from "../../../prover/domain/price.ts";
import type { Quantity } from "../../../prover/domain/quantity.ts";
import type { Rate } from "../../../prover/domain/rate.ts";
import { violatedConstraint } from "../../../prover/keys/violated-constraint.ts";
import {
  BUFFER_BOUND,
  MEETS_MAINTENANCE,
  type Predicate,
  RATIO_BPS_BOUND,
  slack,
} from "../../../prover/margin/predicate.ts";
import type { Market } from "../../../prover/market/row.ts";
import { continuousSchedule } from "../../../prover/market/schedule.ts";
import { MarketTree } from "../../../prover/market/tree.ts";
import { at } from "../../support/at.ts";
import { compiledCircuit, type TestCircuit } from "../../support/circuit.ts";
import {
  caseOf,
  caseOfHoldings,
  committed,
  type MarginCase,
  type MarginInput,
  marginCase,
} from "../../support/margin-case.ts";
import { setMarketPath, setPiece } from "../../support/margin-edits.ts";
import { testMarket } from "../../support/market.ts";
import { HOLDINGS } from "../../support/request.ts";

let circuit: TestCircuit;

const anyEquity: Predicate = { kind: "maintenance", ratioBps: 0n, bufferUsd: 0n };

/** Passes calculator and constraints. */
async function expectAccepted({ input }: MarginCase): Promise<void> {
  const wires = await circuit.calculator.wires(input);
  expect(violatedConstraint(circuit.r1cs, wires)).toBeNull();
}

/** The calculator stops at the first constraint that does not hold, and names the templates around it. */
const expectRefused = (input: MarginInput, where: RegExp) =>
  expect(circuit.calculator.wtns(input)).rejects.toThrow(where);

const SLACK = /does not hold \(AssertBits line \d+, in Predicate/;

/** The same claim with the greatest buffer that it holds with, and with one unit (1e-8 USD) more. */
async function atTheLimit({
  request,
  valuation,
}: MarginCase): Promise<readonly [last: MarginCase, beyond: MarginCase]> {
  const spare = slack({ ...request.predicate, bufferUsd: 0n }, valuation) / 10n ** 21n;
  const asking = (bufferUsd: bigint) =>
    caseOf({ ...request, predicate: { ...request.predicate, bufferUsd } });
  return [await asking(spare), await asking(spare + 1n)];
}

beforeAll(async () => {
  circuit = await compiledCircuit("margin-standard-32");
});

describe("MarginStandard(32, 2) accepts up to the limit and refuses beyond (T-39)", () => {
  it.each<{ name: string; holdings: Record<string, string>; kind: Predicate["kind"] }>([
    {
      name: "nine holdings against initial margin",
      holdings: { ...HOLDINGS, OKB: "1", "PNL-BTC": "0.001", "PNL-USD": "-5", "BTC/USD:BTC": "20" },
      kind: "initial",
    },
    {
      name: "nine holdings, long and short in turn",
      holdings: {
        USDT: "1",
        BTC: "5",
        OKB: "3",
        "PNL-USDT": "-4",
        "PNL-BTC": "0.5",
        "PNL-USD": "-6",
        "BTC/USDT:USDT": "0.7",
        "ETH/USDT:USDT": "-8",
        "BTC/USD:BTC": "9",
      },
      kind: "maintenance",
    },
  ])("$name", async ({ holdings, kind }) => {
    const margin = await marginCase({ holdings, predicate: { ...MEETS_MAINTENANCE, kind } });
    expect(margin.circuit.id).toBe("margin-standard-32");
    const [last, beyond] = await atTheLimit(margin);
    expect([last.slack >= 0n, beyond.slack >= 0n]).toEqual([true, false]);
    await expectAccepted(last);
    await expectRefused(beyond.input, SLACK);
  });
});

describe("MarginStandard(32, 2) at its bounds", () => {
  /** 32 rows of the greatest price and rate there is. */
  const extremes = (): Market => {
    const price = (2n ** 64n - 1n) as Price;
    const rate = (2n ** 32n - 1n) as Rate;
    const only = continuousSchedule([
      { floor: 0n, valueRate: rate, maintenanceRate: rate, initialRate: rate },
    ]);
    const rows = Array.from({ length: 32 }, (_, i) => ({
      index: 1 + 512 * i,
      name: `R${i}`,
      basis: "notional" as const,
      valuePrice: price,
      notionalPrice: price,
      long: only,
      short: only,
    }));
    return { venue: "extremes", asOf: 1, rows };
  };
  /** Every row held, or owed, to the last unit. */
  const claim = (units: bigint, predicate: Predicate) => {
    const market = extremes();
    const holdings = market.rows.map(({ index }) => ({ row: index, quantity: units as Quantity }));
    return caseOfHoldings({ market, holdings, predicate });
  };
  const most = 2n ** 64n - 1n;

  it("does not overflow with 32 holdings of the greatest value and requirement (B5, B6, T-13)", async () => {
    const rich = await claim(most, anyEquity);
    expect(rich.valuation.equity).toBeGreaterThan(2n ** 164n);
    await expectAccepted(rich);
    const even = await claim(most, MEETS_MAINTENANCE);
    expect(even.slack).toBe(0n);
    await expectAccepted(even);
    await expectRefused((await claim(most, { ...MEETS_MAINTENANCE, bufferUsd: 1n })).input, SLACK);
  });

  it("refuses the most negative account there can be, whatever is asked of it (B6, T-13)", async () => {
    const greatest: Predicate = {
      kind: "initial",
      ratioBps: RATIO_BPS_BOUND - 1n,
      bufferUsd: BUFFER_BOUND - 1n,
    };
    for (const predicate of [anyEquity, greatest]) {
      const broke = await claim(-most, predicate);
      expect(broke.valuation.equity).toBeLessThan(-(2n ** 164n));
      await expectRefused(broke.input, SLACK);
    }
  });
});

describe("MarginStandard(32, 2) refuses", () => {
  let base: MarginCase;
  const holding = (row: number, quantity: bigint) => ({ row, quantity: quantity as Quantity });

  beforeAll(async () => {
    const holdings = {
      ...HOLDINGS,
      USDT: "1000000",
      OKB: "1",
      "PNL-BTC": "1",
      "PNL-USD": "-5",
      "BTC/USD:BTC": "20",
    };
    base = await marginCase({ holdings });
  });

  it("nothing of the account that the edits start from", async () => {
    await expectAccepted(base);
  });

  it("one row held twice, though a venue committed it (T-43)", async () => {
    const { account, salt } = base.request.membership;
    const twice = [...account.holdings, holding(200, 1n)];
    const membership = await committed({ ...account, holdings: twice }, 32, salt);
    const { input } = await caseOf({ ...base.request, membership });
    await expectRefused(input, /AssertBits line \d+, in HoldingOrder/);
  });

  it("a debt left out, a quantity changed, and an account committed for 8 holdings (T-12, T-13)", async () => {
    const { membership } = base.request;
    const { account, salt } = membership;
    const lesser = account.holdings.filter(({ row }) => row !== 9);
    const more = account.holdings.map(({ row, quantity }) =>
      holding(row, row === 1 ? quantity + 1n : quantity),
    );
    const inTree = /AssertMember line \d+, in TreePath line \d+, in MarginStandard/;
    for (const holdings of [lesser, more]) {
      const { input } = await caseOf({
        ...base.request,
        membership: { ...membership, account: { ...account, holdings } },
      });
      await expectRefused(input, inTree);
    }
    const narrow = await committed({ ...account, holdings: lesser.slice(0, 8) }, 8, salt);
    const { input } = await caseOf({ ...base.request, membership: { ...narrow, capacity: 32 } });
    await expectRefused(input, inTree);
  });

  it("a tier that the quantity is not in, and a row of yesterday's market (T-23, T-44)", async () => {
    const { market } = base.request;
    const i = base.input.row.indexOf(100n);
    const place = market.placeOf(100, 1n) ?? -1;
    const cheaper = base.input;
    setPiece(cheaper, i, at(market.pieces, place), market.path(place));
    await expectRefused(cheaper, /AssertBits line \d+, in Placement/);

    const yesterday = await MarketTree.build(testMarket({ btc: "70000" }));
    const older = yesterday.placeOf(100, 2n * 10n ** 8n) ?? -1;
    const mixed = base.input;
    setPiece(mixed, i, at(yesterday.pieces, older), yesterday.path(older));
    await expectRefused(mixed, /AssertMember line \d+, in MarketPath/);

    const elsewhere = base.input;
    setMarketPath(elsewhere, i, market.path(0));
    await expectRefused(elsewhere, /AssertMember line \d+, in MarketPath/);
  });

  it("a portfolio account, another owner, another nullifier (T-09)", async () => {
    const { account, salt } = base.request.membership;
    const portfolio = await committed({ ...account, mode: "portfolio" }, 32, salt);
    const { input } = await caseOf({ ...base.request, membership: portfolio });
    await expectRefused({ ...input, mode: 2n }, /does not hold \(MarginStandard/);
    await expectRefused({ ...base.input, ownerSecret: base.input.ownerSecret + 1n }, /in TreePath/);
    await expectRefused(
      { ...base.input, nullifier: base.input.nullifier + 1n },
      /does not hold \(MarginStandard/,
    );
    await expectRefused(
      { ...base.input, marketRoot: base.input.marketRoot + 1n },
      /does not hold \(MarginStandard/,
    );
    await expectRefused(
      { ...base.input, accountsRoot: base.input.accountsRoot + 1n },
      /does not hold \(MarginStandard/,
    );
  });
});
