import { beforeAll, describe, expect, it } from "vitest";
import type { FieldElement } from "../../../prover/domain/field.ts";
import { type Poseidon, poseidon } from "../../../prover/hash/poseidon.ts";
import { EMPTY_LEAF, rootFromPath, Tree, type TreePath } from "../../../prover/tree/tree.ts";
import { at } from "../../support/at.ts";
import type { ConstraintSystem } from "../../support/constraint-system.ts";
import { compileTemplate } from "../../support/template.ts";

let hash: Poseidon;
let tree: Tree;
let circuit: ConstraintSystem;

const LEAVES = Array.from({ length: 70 }, (_, i) => (1000n + BigInt(i)) as FieldElement);
const treePath = (depth: number) =>
  compileTemplate({
    main: `TreePath(${depth})`,
    files: ["tree/TreePath.circom"],
    inputs: ["leaf", "children"],
  });

/** The root the circuit computes, or null where it refuses. */
async function opened(leaf: bigint, children: TreePath): Promise<bigint | null> {
  const witness = circuit.witness({ leaf, children });
  return (await circuit.accepts({ leaf, children })) ? at(witness, circuit.wire("root")) : null;
}

beforeAll(async () => {
  hash = await poseidon();
  tree = Tree.build(hash, [8, 8, 8], LEAVES);
  circuit = await treePath(3);
});

describe("TreePath", () => {
  it.each([0, 1, 7, 8, 63, 64, 69])("opens leaf %i of a TypeScript tree to its root", async (place) => {
    expect(await opened(at(LEAVES, place), tree.path(place))).toBe(tree.root);
  });

  it("agrees with rootFromPath on paths put together from two leaves", async () => {
    for (const [low, high] of [
      [0, 69],
      [69, 0],
      [0, 8],
      [0, 1],
      [63, 64],
    ] as const) {
      for (const cut of [1, 2]) {
        const path = [...tree.path(low).slice(0, cut), ...tree.path(high).slice(cut)];
        expect(await opened(at(LEAVES, low), path)).toBe(rootFromPath(hash, at(LEAVES, low), path));
      }
    }
  });

  it("refuses a leaf that is not among its siblings", async () => {
    expect(await opened(at(LEAVES, 8), tree.path(0))).toBeNull();
    expect(await opened(999n, tree.path(0))).toBeNull();
    expect(await opened(at(LEAVES, 0) + 1n + 7n, tree.path(0))).toBeNull();
  });

  it("refuses a path broken at any one level, and only there", async () => {
    for (let level = 0; level < 3; level++) {
      const path = tree
        .path(0)
        .map((children, i) => (i === level ? children.map((node) => node + 1n) : children));
      const broken = await circuit.refusedBy({
        leaf: at(LEAVES, 0) + (level === 0 ? 99n : 0n),
        children: path,
      });
      // The level itself, and above it the level that its other hash no longer belongs to.
      expect(broken).toHaveLength(level === 2 ? 1 : 2);
    }
  });

  it("opens to another root when any one sibling is changed", async () => {
    const path = tree.path(0);
    const changed = await opened(at(LEAVES, 0), [
      at(path, 0),
      at(path, 1),
      at(path, 2).with(7, 5n as FieldElement),
    ]);
    expect(changed).not.toBeNull();
    expect(changed).not.toBe(tree.root);
    // Below the top a changed sibling changes the node, which is then missing one level up.
    expect(
      await opened(at(LEAVES, 0), [at(path, 0).with(7, 5n as FieldElement), at(path, 1), at(path, 2)]),
    ).toBeNull();
  });

  it("refuses levels in another order", async () => {
    const [low = [], middle = [], top = []] = tree.path(0);
    const leaf = at(LEAVES, 0);
    expect(await opened(leaf, [low, top, middle])).toBeNull();
    expect(await opened(leaf, [middle, low, top])).toBeNull();
    expect(await opened(leaf, [top, middle, low])).toBeNull();
  });

  it("does not take a node for a leaf, nor a leaf for a node: the depth is fixed (T-12)", async () => {
    const [low = [], middle = [], top = []] = tree.path(0);
    // A node opened as if it were a leaf needs a level above the root.
    const above = Array<FieldElement>(8).fill(tree.root);
    expect(await opened(hash(low), [middle, top, above])).not.toBe(tree.root);
    // A leaf that is itself a hash of eight, opened one level too deep, ends one level too low.
    const inner = Array.from({ length: 8 }, (_, i) => BigInt(i) as FieldElement);
    const deep = Tree.build(hash, [8, 8, 8], [hash(inner)]);
    expect(await opened(hash(inner), deep.path(0))).toBe(deep.root);
    expect(await opened(at(inner, 0), [inner, at(deep.path(0), 0), at(deep.path(0), 1)])).not.toBe(deep.root);
  });

  it("opens an empty place for the value 0 only, which no hash is known to have (T-12)", async () => {
    const empty = tree.path(0).map((_, level) => {
      let node: FieldElement = EMPTY_LEAF;
      for (let i = 0; i < level; i++) node = hash(Array<FieldElement>(8).fill(node));
      return level === 2 ? at(tree.path(0), 2) : Array<FieldElement>(8).fill(node);
    });
    expect(await opened(0n, empty)).toBe(tree.root);
    expect(await opened(1n, empty)).toBeNull();
  });

  it("leaves the witness no choice, even one that Poseidon's rounds could hide (T-01)", () => {
    expect(circuit.determination.undetermined).toEqual([]);
    const witness = circuit.witness({ leaf: at(LEAVES, 9), children: tree.path(9) });
    expect(circuit.violated(witness)).toEqual([]);
    expect(circuit.looseWires(witness).filter(({ input }) => !input)).toEqual([]);
    expect(circuit.determination.checks).toHaveLength(3); // one membership a level
  });

  it.each([1, 3])("costs 409 constraints a level for depth %i", async (depth) => {
    expect((await treePath(depth)).products).toBe(depth * (402 + 7));
  });

  it("does not compile for depth 0, which would open any leaf as the root", async () => {
    await expect(treePath(0)).rejects.toThrow("False assert reached");
  });
});
