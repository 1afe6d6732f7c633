import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError } from "../../prover/domain/errors.ts";
import { type Price, parsePrice } from "../../prover/domain/price.ts";
import { parseQuantity, type Quantity } from "../../prover/domain/quantity.ts";
import { RATE_ONE, type Rate } from "../../prover/domain/rate.ts";
import type { Usd } from "../../prover/domain/usd.ts";
import { liquidationPrice, ratioBps } from "../../prover/margin/liquidation.ts";
import { type Valuation, valueAccount } from "../../prover/margin/model.ts";
import type { Market, Row } from "../../prover/market/row.ts";
import { continuousSchedule } from "../../prover/market/schedule.ts";
import { linearContractRow, settlementRow } from "../../prover/market/sources/plain.ts";
import { testMarket } from "../support/market.ts";

const CONTRACT = 2;

/** A contract at a price, and a settlement account for everything else. */
function marketAt(contract: Row, mark: bigint): Market {
  const settled = { ...settlementRow("USDT", (10n ** 8n) as Price), index: 1 };
  return {
    venue: "v",
    asOf: 1,
    rows: [settled, { ...contract, valuePrice: mark as Price, notionalPrice: mark as Price }],
  };
}

interface Case {
  readonly contract: Row;
  readonly mark: bigint;
  readonly size: bigint;
  readonly cash: bigint;
}

// Mostly a venue's rates; also above 100 %, where a rising price hurts a long too.
const rate = fc.oneof(
  { weight: 4, arbitrary: fc.bigInt(1n, 500_000_000n) },
  fc.bigInt(500_000_000n, 3_000_000_000n),
);
const rates = fc.uniqueArray(rate, { minLength: 1, maxLength: 5 });
const floors = fc.uniqueArray(fc.bigInt(1n, 10n ** 16n), { minLength: 5, maxLength: 5 });
const sorted = (values: readonly bigint[]): bigint[] => values.toSorted((a, b) => (a < b ? -1 : 1));

/** Accounts whose cash is near what the position needs, so that most have a liquidation price. */
const anyCase: fc.Arbitrary<Case> = fc
  .record({
    rates,
    floors,
    mark: fc.bigInt(1_000n, 10n ** 13n),
    size: fc.bigInt(1n, 10n ** 12n),
    short: fc.boolean(),
    share: fc.bigInt(-1_000n, 12_000n),
  })
  .map(({ rates: drawn, floors: starts, mark, size, short, share }) => {
    const maintenance = sorted(drawn);
    const schedule = continuousSchedule(
      [0n, ...sorted(starts)].slice(0, maintenance.length).map((floor, k) => ({
        floor,
        valueRate: RATE_ONE,
        maintenanceRate: (maintenance[k] ?? 0n) as Rate,
        initialRate: (maintenance[k] ?? 0n) as Rate,
      })),
    );
    const quantity = short ? -size : size;
    const notional = (quantity * mark) / 10n ** 8n;
    // Entry cost plus a wallet of `share` basis points of the notional.
    const cash = -notional + ((notional < 0n ? -notional : notional) * share) / 10_000n;
    return {
      contract: { ...linearContractRow("C", mark as Price, schedule), index: CONTRACT },
      mark,
      size: quantity,
      cash,
    };
  });

const valueAt = ({ contract, size, cash }: Case, mark: bigint): Valuation =>
  valueAccount(marketAt(contract, mark), {
    holdings: [
      { row: 1, quantity: cash as Quantity },
      { row: CONTRACT, quantity: size as Quantity },
    ],
  });

const free = ({ equity, maintenance }: Valuation): bigint => equity - maintenance;

function priceOf(drawn: Case) {
  const valuation = valueAt(drawn, drawn.mark);
  const target = valuation.holdings[1];
  if (target === undefined) throw new Error("the contract is the second holding");
  return { valuation, price: liquidationPrice(valuation, target) };
}

/** Equity less maintenance at a fraction of a price, by its own arithmetic: denominator * 1e-25 USD. */
function freeAt({ contract, size, cash }: Case, numerator: bigint, denominator: bigint): bigint {
  const long = size > 0n;
  const magnitude = long ? size : -size;
  const notional = magnitude * numerator;
  const bracket = contract[long ? "long" : "short"].findLast(
    (one) => one.floor * 10n ** 8n * denominator <= notional,
  );
  if (bracket === undefined) throw new Error("the first bracket starts at 0");
  const maintenance =
    bracket.maintenanceRate * notional + bracket.maintenanceOffset * 10n ** 8n * denominator;
  return cash * 10n ** 17n * denominator + size * numerator * 10n ** 9n - maintenance;
}

const RUNS = { seed: 20_260_102, numRuns: 1_500 };

describe("liquidationPrice", () => {
  it("is where equity equals maintenance margin, exactly, and under water a tick beyond", () => {
    let found = 0;
    fc.assert(
      fc.property(anyCase, (drawn) => {
        const { price } = priceOf(drawn);
        if (price === null) return;
        found += 1;
        const { numerator, denominator } = price;
        expect(freeAt(drawn, numerator, denominator)).toBe(0n);
        const down = numerator / denominator;
        const up = down + (numerator % denominator === 0n ? 0n : 1n);
        const beyond = drawn.size > 0n ? up - 1n : down + 1n;
        if (beyond > 0n) expect(free(valueAt(drawn, beyond)) < 0n).toBe(true);
      }),
      RUNS,
    );
    expect(found).toBeGreaterThan(1_000);
  });

  it("leaves a solvent account solvent up to it, and is on the side that hurts", () => {
    let solvent = 0;
    fc.assert(
      fc.property(anyCase, (drawn) => {
        const { price, valuation } = priceOf(drawn);
        if (free(valuation) < 0n) return;
        const long = drawn.size > 0n;
        if (price === null) {
          // Only a long can be beyond all harm from falling prices; the worst of them is the lowest.
          expect(long).toBe(true);
          expect(free(valueAt(drawn, 1n)) >= 0n).toBe(true);
          return;
        }
        solvent += 1;
        const down = price.numerator / price.denominator;
        const last = long && price.numerator % price.denominator !== 0n ? down + 1n : down;
        expect(long ? last <= drawn.mark : last >= drawn.mark).toBe(true);
        if (last > 0n) expect(free(valueAt(drawn, last)) >= 0n).toBe(true);
      }),
      RUNS,
    );
    expect(solvent).toBeGreaterThan(500);
  });

  it("has none for a row without value, without notional, with tiered value or with sizes by quantity", () => {
    const market = testMarket();
    const rows = new Map(market.rows.map((row) => [row.name, row.index]));
    const holding = (name: string, amount: string) => ({
      row: rows.get(name) ?? 0,
      quantity: parseQuantity(amount),
    });
    const valuation = valueAccount(market, {
      holdings: [
        holding("BTC", "1"),
        holding("OKB", "1"),
        holding("PNL-USDT", "-100000"),
        holding("BTC/USD:BTC", "10"),
      ],
    });
    expect(valuation.holdings.map((target) => liquidationPrice(valuation, target))).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it("has none where the bracket it would lie in is not admitted any more", () => {
    const contract: Row = {
      ...linearContractRow(
        "C",
        parsePrice("100"),
        continuousSchedule(
          [
            {
              floor: 0n,
              valueRate: RATE_ONE,
              maintenanceRate: (10n ** 7n) as Rate,
              initialRate: (10n ** 7n) as Rate,
            },
          ],
          150n * 10n ** 8n,
        ),
      ),
      index: CONTRACT,
    };
    // Short 1 from 100 with a wallet of 100: under water only near 198, past the cap of 150.
    const drawn = { contract, mark: 100n * 10n ** 8n, size: -(10n ** 8n), cash: 200n * 10n ** 8n };
    expect(priceOf(drawn).price).toBeNull();
    expect(() => valueAt(drawn, 150n * 10n ** 8n)).toThrow(InputError);
  });
});

describe("ratioBps", () => {
  const usd = (value: bigint) => value as Usd;
  it("is rounded down, also below zero", () => {
    expect(ratioBps(usd(12_345n), usd(10_000n))).toBe(12_345n);
    expect(ratioBps(usd(1n), usd(3n))).toBe(3_333n);
    expect(ratioBps(usd(-1n), usd(3n))).toBe(-3_334n);
    expect(ratioBps(usd(-3n), usd(3n))).toBe(-10_000n);
    expect(ratioBps(usd(5n), usd(0n))).toBeNull();
  });
});
