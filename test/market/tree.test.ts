import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Quantity } from "../../prover/domain/quantity.ts";
import { bracketAt, valueHolding } from "../../prover/margin/model.ts";
import { MarketTree } from "../../prover/market/tree.ts";
import { testMarket } from "../support/market.ts";
import { anyQuantity, publishableRow, TOP } from "./support/publishable-row.ts";

describe("MarketTree.placeOf", () => {
  it("finds the piece that values a quantity as the brackets do", async () => {
    const rows = fc.array(publishableRow, { minLength: 6, maxLength: 6 });
    const quantities = fc.array(anyQuantity, { minLength: 6, maxLength: 6 });
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(rows, quantities, async (drawn, sizes) => {
        const market = {
          venue: "v",
          asOf: 1,
          rows: drawn.map((row, k) => ({ ...row, index: 3 * k + 1, name: `${k}` })),
        };
        const tree = await MarketTree.build(market);
        for (const row of market.rows) {
          const edges = tree.pieces
            .filter((piece) => piece.row === row.index)
            .flatMap(({ lower, upper }) => [lower, upper]);
          for (const quantity of [...sizes, ...edges.flatMap((edge) => [edge - 1n, edge, edge + 1n])]) {
            if (quantity < -TOP || quantity > TOP) continue;
            const side = quantity < 0n ? "short" : "long";
            const admitted = bracketAt(row, side, quantity < 0n ? -quantity : quantity) !== undefined;
            const place = tree.placeOf(row.index, quantity);
            expect(place !== undefined).toBe(admitted);
            const piece = place === undefined ? undefined : tree.pieces[place];
            if (piece === undefined) continue;
            const valuation = valueHolding(row, { row: row.index, quantity: quantity as Quantity });
            expect(piece.row).toBe(row.index);
            expect(piece.valueSlope * quantity + piece.valueOffset).toBe(valuation.value);
            expect(piece.maintenanceSlope * quantity + piece.maintenanceOffset).toBe(valuation.maintenance);
            expect(piece.initialSlope * quantity + piece.initialOffset).toBe(valuation.initial);
            compared += 1;
          }
        }
      }),
      { seed: 7, numRuns: 25 },
    );
    expect(compared).toBeGreaterThan(1_000);
  });

  it("knows no place of a row the market does not have, nor beyond its last bracket", async () => {
    const tree = await MarketTree.build(testMarket());
    expect(tree.placeOf(3, 1n)).toBeUndefined();
    expect(tree.placeOf(4, -1n)).toBeUndefined();
    // BTC/USDT:USDT ends at 12,000,000 of notional: at 65,000.1 a unit, 184.614... BTC.
    expect(tree.placeOf(100, 18_461_510_059n)).toBeDefined();
    expect(tree.placeOf(100, 18_461_510_060n)).toBeUndefined();
    expect(tree.placeOf(100, -18_461_510_060n)).toBeUndefined();
  });
});

describe("MarketTree.build", () => {
  it("gives another root when any published figure changes", async () => {
    const market = testMarket();
    const root = (await MarketTree.build(market)).root;
    expect((await MarketTree.build(testMarket({ btc: "65000.10000001" }))).root).not.toBe(root);
    const renumbered = market.rows.map((row) => (row.index === 200 ? { ...row, index: 201 } : row));
    expect((await MarketTree.build({ ...market, rows: renumbered })).root).not.toBe(root);
    expect((await MarketTree.build({ ...market, rows: [...market.rows] })).root).toBe(root);
  });

  it("refuses a market that breaks a rule of publication", async () => {
    const { rows, ...rest } = testMarket();
    await expect(MarketTree.build({ ...rest, rows: rows.toReversed() }, "m.json")).rejects.toThrow(
      /^m\.json: rows\[1\]\.index/,
    );
  });

  it("refuses more pieces than the tree has places", async () => {
    const { rows, ...rest } = testMarket();
    const perpetual = rows.find(({ index }) => index === 100);
    if (perpetual === undefined) throw new Error("no perpetual");
    // Seven pieces each: four a side, the two at zero on one line or not.
    const many = Array.from({ length: 2_100 }, (_, k) => ({ ...perpetual, index: k + 1, name: `P${k}` }));
    await expect(MarketTree.build({ ...rest, rows: many })).rejects.toThrow(
      /a market tree holds 16384 pieces/,
    );
  });
});

describe("MarketTree.root", () => {
  it("is another for the same numbers at another time, so that a root has one date", async () => {
    const market = testMarket();
    const { root } = await MarketTree.build(market);
    expect((await MarketTree.build({ ...market })).root).toBe(root);
    expect((await MarketTree.build({ ...market, asOf: market.asOf + 1 })).root).not.toBe(root);
  });
});
