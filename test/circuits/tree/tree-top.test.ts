import { beforeAll, describe, expect, it } from "vitest";
import type { FieldElement } from "../../../prover/domain/field.ts";
import { type Poseidon, poseidon } from "../../../prover/hash/poseidon.ts";
import { Tree } from "../../../prover/tree/tree.ts";
import { at } from "../../support/at.ts";
import type { ConstraintSystem } from "../../support/constraint-system.ts";
import { compileTemplate } from "../../support/template.ts";

let hash: Poseidon;

const treeTop = (levels: number) =>
  compileTemplate({ main: `TreeTop(${levels})`, files: ["tree/TreeTop.circom"], inputs: ["nodes"] });

const rootOf = (circuit: ConstraintSystem, nodes: readonly bigint[]): bigint =>
  at(circuit.witness({ nodes }), circuit.wire("root"));

beforeAll(async () => {
  hash = await poseidon();
});

describe("TreeTop", () => {
  it.each([1, 2])("computes the root of a TypeScript tree from its row %i levels below", async (levels) => {
    const circuit = await treeTop(levels);
    for (const count of [1, 8, 9, 500]) {
      const leaves = Array.from({ length: count }, (_, i) => BigInt(i + 1) as FieldElement);
      const tree = Tree.build(hash, [8, 8, 8], leaves);
      expect(rootOf(circuit, tree.row(levels))).toBe(tree.root);
      expect(await circuit.accepts({ nodes: tree.row(levels) })).toBe(true);
    }
  });

  it.each([1, 2])(
    "gives another root when any node of %i levels changes or two change places",
    async (levels) => {
      const circuit = await treeTop(levels);
      const nodes = Array.from({ length: 8 ** levels }, (_, i) => BigInt(i) as FieldElement);
      const root = rootOf(circuit, nodes);
      const roots = new Set([root]);
      for (const place of nodes.keys()) roots.add(rootOf(circuit, nodes.with(place, 999n as FieldElement)));
      roots.add(rootOf(circuit, nodes.with(0, at(nodes, 1)).with(1, at(nodes, 0))));
      expect(roots.size).toBe(1 + nodes.length + 1);
    },
  );

  it("does not take a row of one level for a row of another (T-12)", async () => {
    const [one, two] = [await treeTop(1), await treeTop(2)];
    const nodes = Array.from({ length: 64 }, (_, i) => BigInt(i) as FieldElement);
    const tree = Tree.build(hash, [8, 8], nodes);
    expect(rootOf(two, nodes)).toBe(tree.root);
    expect(rootOf(one, tree.row(1))).toBe(tree.root);
    expect(rootOf(one, nodes.slice(0, 8))).not.toBe(tree.root);
    const padded = [...tree.row(1), ...Array<FieldElement>(56).fill(0n as FieldElement)];
    expect(rootOf(two, padded)).not.toBe(tree.root);
  });

  it("leaves the witness no choice and refuses nothing of its own (T-01)", async () => {
    const circuit = await treeTop(1);
    expect(circuit.determination.undetermined).toEqual([]);
    expect(circuit.determination.checks).toEqual([]);
    const nodes = [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n];
    expect(circuit.looseWires(circuit.witness({ nodes })).filter(({ input }) => !input)).toEqual([]);
  });

  it.each([1, 2])("costs 402 (8^n - 1) / 7 constraints for n = %i levels", async (levels) => {
    expect((await treeTop(levels)).products).toBe((402 * (8 ** levels - 1)) / 7);
  });

  it("does not compile for no level", async () => {
    await expect(treeTop(0)).rejects.toThrow("False assert reached");
  });
});
