import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Quantity } from "../../prover/domain/quantity.ts";
import { parseRate } from "../../prover/domain/rate.ts";
import { accountWorth } from "../../prover/liabilities/model.ts";
import { placedWorth, placeHoldings } from "../../prover/liabilities/place.ts";
import { CellTable } from "../../prover/market/cells/table.ts";
import { continuousSchedule } from "../../prover/market/schedule.ts";
import { at } from "../support/at.ts";
import { batchMarket, manyRows } from "../support/batch-market.ts";
import { testMarket, tier } from "../support/market.ts";

const KINDS = ["flat", "equity", "margin"] as const;
const table = (kind: (typeof KINDS)[number]) => CellTable.build(batchMarket(kind), kind);

describe.each(KINDS)("a table of kind %s", (kind) => {
  it("values a holding as the brackets do, at both ends of every cell and anywhere between (2,000 holdings)", async () => {
    const cells = await table(kind);
    const anywhere = fc.record({
      cell: fc.constantFrom(...cells.cells.slice(1)),
      share: fc.bigInt({ min: 0n, max: 2n ** 64n }),
      end: fc.nat(2),
    });
    fc.assert(
      fc.property(anywhere, ({ cell, share, end }) => {
        const last = cell.width - 1n;
        const offset = end === 0 ? 0n : end === 1 ? last : (last * share) / 2n ** 64n;
        const quantity = (cell.lower + offset - 2n ** 64n) as Quantity;
        fc.pre(quantity > -(2n ** 64n));
        const account = { tag: 1n, holdings: [{ row: cell.row, quantity }] };
        const worth = accountWorth(cells.market, kind, account);
        expect(placedWorth(cells, placeHoldings(cells, account, 8))).toBe(worth);
        expect(worth < 2n ** 161n && worth > -(2n ** 161n)).toBe(true);
      }),
      { numRuns: 2000, seed: 9 },
    );
  });

  it("covers each row once, in order: the neighbours of a cell start where it ends", async () => {
    const { cells } = await table(kind);
    expect(at(cells, 0)).toMatchObject({ row: 0, ordinal: 0, base: 0n, rate: 0n });
    cells.slice(1).forEach((cell, i) => {
      const before = at(cells, i);
      expect(cell.width).toBeGreaterThan(0n);
      expect(cell.lower + cell.width).toBeLessThanOrEqual(2n ** 65n);
      if (before.row === cell.row) {
        expect(cell.ordinal).toBe(before.ordinal + 1);
        expect(cell.lower).toBe(before.lower + before.width);
      } else {
        expect(cell.row).toBeGreaterThan(before.row);
        expect(cell.ordinal).toBe(1);
      }
    });
  });

  it("has another digest for another time, price or bracket", async () => {
    const market = batchMarket(kind);
    const digest = async (changed = market) => (await CellTable.build(changed, kind)).digest;
    const later = { ...market, asOf: market.asOf + 1 };
    const dearer = {
      ...market,
      rows: market.rows.map((row) =>
        row.index === 9
          ? { ...row, valuePrice: ((row.valuePrice ?? 0n) + 1n) as typeof row.valuePrice }
          : row,
      ),
    };
    const digests = [await digest(), await digest(later), await digest(dearer)];
    expect(new Set(digests).size).toBe(3);
  });

  it("is read in steps of 128 cells, the last one filled up with zeros", async () => {
    const { cells, steps } = await table(kind);
    expect(steps).toHaveLength(Math.ceil(cells.length / 128));
    const { row, lower, span, base, rate } = at(steps, steps.length - 1);
    for (const column of [row, lower, span, base, rate]) {
      expect(column).toHaveLength(128);
      expect(column.slice(cells.length % 128).every((value) => value === 0n)).toBe(true);
    }
    expect(span.some((value) => value !== 0n)).toBe(kind !== "flat");
  });
});

describe("A table", () => {
  it("has at most 8,192 cells, which batches name by 13 bits", async () => {
    const cells = async (rows: number) => (await CellTable.build(manyRows(rows), "flat")).cells.length;
    expect(await cells(8_191)).toBe(8_192);
    await expect(cells(8_192)).rejects.toThrow("rows is 8193 cells: a table holds 8192");
  });
});

describe("Tables of one market", () => {
  it("have different digests by kind, even where the numbers are the same (T-12)", async () => {
    const settlement = {
      ...testMarket(),
      rows: testMarket().rows.filter(({ notionalPrice }) => notionalPrice === null),
    };
    const digests = await Promise.all(
      KINDS.map(async (kind) => (await CellTable.build(settlement, kind)).digest),
    );
    expect(new Set(digests).size).toBe(3);
    const [equity, margin] = await Promise.all(
      (["equity", "margin"] as const).map((kind) => CellTable.build(settlement, kind)),
    );
    expect(equity?.steps).toEqual(margin?.steps);
  });

  it("join neighbouring pieces that are worth one line: brackets of margin are nothing to equity", async () => {
    const count = async (kind: "equity" | "margin") =>
      (await table(kind)).cells.filter(({ row }) => row === 100).length;
    expect(await count("equity")).toBe(1);
    expect(await count("margin")).toBe(8);
  });
});

describe("A flat table", () => {
  it("is refused for a row whose value is tiered, with the tier named", async () => {
    await expect(CellTable.build(testMarket(), "flat")).rejects.toThrow(
      /row BTC: long\[1\]\.valueRate is 0\.95: a flat table has one haircut/,
    );
  });

  it("counts what is held without brackets as nothing, and what is owed in full, or at the long rate if that is more", async () => {
    const market = batchMarket("flat");
    const rows = market.rows.map((row) => {
      if (row.index === 1) return { ...row, short: [] };
      if (row.index === 2) return { ...row, long: [] };
      if (row.index !== 4) return row;
      const rich = continuousSchedule([{ ...tier("0", "0", "0", "0"), valueRate: parseRate("1.5") }]);
      return { ...row, long: rich, short: [] };
    });
    const changed = { ...market, rows };
    const cells = await CellTable.build(changed, "flat");
    for (const [row, quantity] of [
      [1, -5n],
      [1, 5n],
      [2, 5n],
      [2, -5n],
      [4, -5n],
      [4, 5n],
    ] as const) {
      const account = { tag: 1n, holdings: [{ row, quantity: quantity as Quantity }] };
      const worth = accountWorth(changed, "flat", account);
      expect(placedWorth(cells, placeHoldings(cells, account, 8))).toBe(worth);
      const { valuePrice } = rows.find(({ index }) => index === row) ?? { valuePrice: null };
      const rate = row === 4 ? 1_500_000_000n : row === 2 && quantity > 0n ? 0n : 1_000_000_000n;
      expect(worth).toBe(rate * quantity * (valuePrice ?? 0n));
    }
  });
});
