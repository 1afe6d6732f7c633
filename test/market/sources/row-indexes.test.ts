import { describe, expect, it } from "vitest";
import { parsePrice } from "../../../prover/domain/price.ts";
import type { Market } from "../../../prover/market/row.ts";
import { settlementRow } from "../../../prover/market/sources/plain.ts";
import { assignIndexes } from "../../../prover/market/sources/row-indexes.ts";

const rows = (...names: string[]) => names.map((name) => ({ ...settlementRow(name, parsePrice("1")), name }));

const published = (asOf: number, indexes: Record<string, number>): Market => ({
  venue: "v",
  asOf,
  rows: Object.entries(indexes).map(([name, index]) => ({
    index,
    ...settlementRow(name, parsePrice("1")),
    name,
  })),
});

const indexesOf = (names: string[], ...earlier: Market[]) =>
  Object.fromEntries(assignIndexes(rows(...names), earlier).map(({ name, index }) => [name, index]));

describe("assignIndexes", () => {
  it("numbers a first publication from 1, in order", () => {
    expect(indexesOf(["A", "B", "C"])).toEqual({ A: 1, B: 2, C: 3 });
  });

  it("keeps the index of a known name and gives new names higher ones", () => {
    expect(indexesOf(["NEW", "B", "A"], published(1, { A: 1, B: 2 }))).toEqual({ A: 1, B: 2, NEW: 3 });
  });

  it("never gives the index of a dropped row to another", () => {
    expect(indexesOf(["A", "NEW"], published(1, { A: 1, B: 2 }))).toEqual({ A: 1, NEW: 3 });
    // B was dropped in the second publication, which alone does not tell of it.
    const history = [published(1, { A: 1, B: 2 }), published(2, { A: 1 })];
    expect(indexesOf(["A", "NEW"], ...history)).toEqual({ A: 1, NEW: 3 });
  });

  it("gives a name that returns its old index", () => {
    const history = [published(1, { A: 1, B: 2 }), published(2, { A: 1, C: 3 })];
    expect(indexesOf(["A", "B", "C", "D"], ...history)).toEqual({ A: 1, B: 2, C: 3, D: 4 });
  });

  it("sorts by index", () => {
    const placed = assignIndexes(rows("NEW", "A"), [published(1, { A: 7 })]);
    expect(placed.map(({ index }) => index)).toEqual([7, 8]);
  });

  it("refuses a name given twice", () => {
    expect(() => assignIndexes(rows("A", "A"))).toThrow(/rows is "A": is the name of two rows/);
  });

  it("refuses publications that contradict each other", () => {
    const moved = [published(1, { A: 1 }), published(2, { A: 2 })];
    expect(() => assignIndexes(rows("A"), moved)).toThrow(
      /row 2 "A": contradicts another earlier publication, where row 1 is "A"/,
    );
    const reused = [published(1, { A: 1 }), published(2, { B: 1 })];
    expect(() => assignIndexes(rows("A"), reused)).toThrow(/row 1 "B": contradicts .* row 1 is "A"/);
  });
});
