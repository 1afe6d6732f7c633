import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FIELD_MODULUS, type FieldElement } from "../../prover/domain/field.ts";
import { HashThreads } from "../../prover/hash/hash-threads.ts";
import { type Poseidon, poseidon } from "../../prover/hash/poseidon.ts";
import { Nodes } from "../../prover/tree/nodes.ts";
import { nodesOf, rootFromPath, Tree } from "../../prover/tree/tree.ts";
import { at } from "../support/at.ts";

let hash: Poseidon;
const threads = new HashThreads(2);
beforeAll(async () => {
  hash = await poseidon();
});
afterAll(() => threads.close());

const leavesOf = (count: number): FieldElement[] =>
  Array.from({ length: count }, (_, i) => (BigInt(i + 1) ** 30n) as FieldElement);

/** Every place hashed, level by level. */
function naiveRoot(arities: readonly number[], leaves: readonly FieldElement[]): FieldElement {
  const places = arities.reduce((product, arity) => product * arity, 1);
  let level = Array.from({ length: places }, (_, i) => leaves[i] ?? (0n as FieldElement));
  for (const arity of arities) {
    level = Array.from({ length: level.length / arity }, (_, i) =>
      hash(level.slice(i * arity, (i + 1) * arity)),
    );
  }
  return at(level, 0);
}

describe.each([
  { arities: [2, 3, 4], counts: [0, 1, 2, 3, 23, 24] },
  { arities: [8, 8], counts: [0, 1, 7, 8, 9, 63, 64] },
])("a tree of $arities", ({ arities, counts }) => {
  it.each(counts)(
    "of %i leaves has the root that hashing every place gives, in threads too",
    async (count) => {
      const leaves = leavesOf(count);
      const tree = Tree.build(hash, arities, leaves);
      expect(tree.root).toBe(naiveRoot(arities, leaves));
      let nodes = 0;
      const grown = await Tree.buildInThreads(hash, threads, arities, Nodes.from(leaves), (finished) => {
        nodes += finished;
      });
      expect(grown.root).toBe(tree.root);
      expect(nodes).toBe(nodesOf(arities, count));
      for (const [place, leaf] of leaves.entries()) {
        expect(grown.path(place)).toEqual(tree.path(place));
        expect(rootFromPath(hash, leaf, tree.path(place))).toBe(tree.root);
      }
      expect(() => tree.path(count)).toThrow(RangeError);
      expect(tree.row(1)).toEqual(grown.row(1));
      expect(hash(tree.row(1))).toBe(tree.root);
    },
  );

  it("refuses one leaf too many", async () => {
    const places = arities.reduce((product, arity) => product * arity, 1);
    const leaves = leavesOf(places + 1);
    expect(() => Tree.build(hash, arities, leaves)).toThrow(RangeError);
    await expect(Tree.buildInThreads(hash, threads, arities, Nodes.from(leaves))).rejects.toThrow(RangeError);
  });
});

describe("leaves", () => {
  it("must be canonical field elements", () => {
    for (const value of [-1n, FIELD_MODULUS])
      expect(() => Nodes.from([value as FieldElement])).toThrow(RangeError);
    expect(Nodes.from([(FIELD_MODULUS - 1n) as FieldElement]).length).toBe(1);
  });
});
