import { beforeAll, describe, expect, it } from "vitest";
import type { FieldElement } from "../../../prover/domain/field.ts";
import { type Poseidon, poseidon } from "../../../prover/hash/poseidon.ts";
import { pieceLeaf } from "../../../prover/market/piece.ts";
import { MarketTree } from "../../../prover/market/tree.ts";
import { at } from "../../support/at.ts";
import type { ConstraintSystem } from "../../support/constraint-system.ts";
import { testMarket } from "../../support/market.ts";
import { compileTemplate } from "../../support/template.ts";

const marketPath = (levels: number, top: number) =>
  compileTemplate({
    main: `MarketPath(${levels}, ${top})`,
    files: ["margin/MarketPath.circom"],
    inputs: ["leaf", "group", "children", "shared"],
  });

let hash: Poseidon;
let market: MarketTree;
let circuit: ConstraintSystem;

/** The opening of the piece at a place, with `shared` levels above left to TreeTop. */
function opening(tree: MarketTree, place: number, sharedLevels = 1) {
  const path = tree.path(place);
  return {
    leaf: pieceLeaf(hash, at(tree.pieces, place)),
    group: at(path, 0),
    children: path.slice(1, path.length - sharedLevels),
    shared: tree.top(sharedLevels),
  };
}

beforeAll(async () => {
  hash = await poseidon();
  market = await MarketTree.build(testMarket());
  circuit = await marketPath(3, 8);
});

describe("MarketPath", () => {
  it("opens every piece of a market", () => {
    for (const place of market.pieces.keys()) {
      expect(circuit.violated(circuit.witness(opening(market, place)))).toEqual([]);
    }
  });

  it("opens the same pieces when two levels are shared, as margin-standard-32 does", async () => {
    const wide = await marketPath(2, 64);
    for (const place of [0, 3, 4, market.pieces.length - 1]) {
      expect(await wide.accepts(opening(market, place, 2))).toBe(true);
    }
    const wrong = { ...opening(market, 0, 2), leaf: opening(market, 4, 2).leaf };
    expect(await wide.refusedBy(wrong)).toHaveLength(1);
  });

  it("refuses a leaf that is not in its group, be it the next piece's or an empty place (T-44, T-12)", async () => {
    const last = market.pieces.length - 1;
    expect(await circuit.refusedBy({ ...opening(market, 0), leaf: opening(market, 4).leaf })).toHaveLength(1);
    expect(await circuit.refusedBy({ ...opening(market, 0), leaf: 0n })).toHaveLength(1);
    expect(
      await circuit.refusedBy({ ...opening(market, last), leaf: opening(market, last).leaf + 1n }),
    ).toHaveLength(1);
  });

  it("refuses a group of the prover's own making, and a path of another piece", async () => {
    const own = [opening(market, 0).leaf, 1n, 2n, 3n];
    expect(await circuit.accepts({ ...opening(market, 0), group: own })).toBe(false);
    const far = market.pieces.length - 1;
    expect(at(market.path(far), 1)).not.toEqual(at(market.path(0), 1));
    expect(await circuit.accepts({ ...opening(market, 0), children: opening(market, far).children })).toBe(
      false,
    );
  });

  it("refuses yesterday's piece beside today's shared nodes (T-23)", async () => {
    const yesterday = await MarketTree.build(testMarket({ btc: "64999.9" }));
    expect(await circuit.accepts(opening(yesterday, 5))).toBe(true);
    expect(await circuit.refusedBy({ ...opening(yesterday, 5), shared: market.top(1) })).toHaveLength(1);
  });

  it("refuses levels in another order and a path cut at the bottom (T-12)", async () => {
    const honest = opening(market, 0);
    expect(await circuit.accepts({ ...honest, children: honest.children.toReversed() })).toBe(false);
    // A node of the lowest level given as a leaf: its group would have to be four hashes that hash to a child above.
    const node = hash(honest.group);
    expect(await circuit.accepts({ ...honest, leaf: node })).toBe(false);
    expect(await circuit.accepts({ ...honest, leaf: node, group: at(honest.children, 0).slice(0, 4) })).toBe(
      false,
    );
  });

  it("leaves the witness no choice (T-01)", () => {
    expect(circuit.determination.undetermined).toEqual([]);
    expect(circuit.determination.checks).toHaveLength(1 + 3 + 1); // the group, a membership a level, the shared row
    const witness = circuit.witness(opening(market, 7));
    expect(circuit.looseWires(witness).filter(({ input }) => !input)).toEqual([]);
  });

  it.each([
    { levels: 3, top: 8 },
    { levels: 2, top: 64 },
  ])(
    "costs 300 + 409 levels + top - 1 constraints for $levels levels and a row of $top",
    async ({ levels, top }) => {
      expect((await marketPath(levels, top)).products).toBe(300 + 409 * levels + top - 1);
    },
  );

  it("does not take the empty group for a piece: no leaf of it is known to be a hash (T-12)", async () => {
    const empty = Array<FieldElement>(4).fill(0n as FieldElement);
    const children: FieldElement[][] = [];
    let node = hash(empty);
    for (let level = 0; level < 3; level++) {
      children.push(Array<FieldElement>(8).fill(node));
      node = hash(at(children, level));
    }
    const input = { leaf: 0n, group: empty, children, shared: market.top(1) };
    expect(await circuit.accepts(input)).toBe(true); // the place exists; PieceLeaf would have to hash to 0
    expect(await circuit.accepts({ ...input, leaf: pieceLeaf(hash, at(market.pieces, 0)) })).toBe(false);
  });
});
