import { beforeAll, describe, expect, it } from "vitest";
import { ascii } from "../../../prover/domain/ascii.ts";
import { FIELD_MODULUS, type FieldElement } from "../../../prover/domain/field.ts";
import { type Poseidon, poseidon } from "../../../prover/hash/poseidon.ts";
import { layOutFold, prepareFold } from "../../../prover/liabilities/fold.ts";
import { type Subtree, subtreeCommitment } from "../../../prover/liabilities/subtree.ts";
import { emptySubtree } from "../../../prover/tree/tree.ts";
import { at } from "../../support/at.ts";
import { edited } from "../../support/batch-case.ts";
import type { ConstraintSystem, Input } from "../../support/constraint-system.ts";
import { foldSystem } from "../../support/liability-systems.ts";
import { COMPILING } from "../../support/patience.ts";
import { refusedLine } from "../../support/refused-line.ts";
import { determine } from "../../support/uniqueness.ts";

const COMMITMENT = "SolvencyFold: subtree === commitment;";
const CHILDREN = "SolvencyFold: digest === children;";
const ORDER = /^SolvencyFold: (_ <== AssertBits\(64\)|live\[k\] \* \((firstTag|start))/;

let circuit: ConstraintSystem;
let hash: Poseidon;

beforeAll(async () => {
  hash = await poseidon();
  circuit = await foldSystem();
}, COMPILING);

/** Neighbouring subtrees of height 2, tags 10 k + 1 to 10 k + 6. */
const children = (count: number): Subtree[] =>
  Array.from({ length: count }, (_, k) => ({
    height: 2,
    challenges: 0xc4a11n as FieldElement,
    firstTag: BigInt(10 * k + 1),
    lastTag: BigInt(10 * k + 6),
    root: BigInt(1000 + k) as FieldElement,
    opening: BigInt(77 * k + 5) as FieldElement,
    start: BigInt(13 ** (k + 1)) as FieldElement,
    end: BigInt(13 ** (k + 2)) as FieldElement,
    quotients: (FIELD_MODULUS - BigInt(31 * k + 1)) as FieldElement,
    claims: BigInt(17 * k + 9) as FieldElement,
  }));

const fold = (subtrees: readonly Subtree[]) => layOutFold(hash, subtrees, at(subtrees, 0));
const inputOf = (subtrees: readonly Subtree[]): Input => fold(subtrees).input as Input;

describe("SolvencyFold", () => {
  it.each([1, 2, 7, 8])("joins %i children, and says of them what TypeScript says", async (count) => {
    const { subtree, input } = await prepareFold(children(count));
    expect(await refusedLine(circuit, input as Input)).toBeNull();
    const blank = emptySubtree(hash, 2);
    expect(subtree).toMatchObject({ height: 3, firstTag: 1n, lastTag: BigInt(10 * count - 4) });
    expect(subtree.root).toBe(hash(Array.from({ length: 8 }, (_, k) => children(count)[k]?.root ?? blank)));
    const openings = Array.from({ length: 8 }, (_, k) => children(count)[k]?.opening ?? (0n as FieldElement));
    expect(subtree.opening).toBe(hash([ascii("solvency/fold/1") as FieldElement, ...openings]));
    expect(subtree).toMatchObject({ start: 13n, end: 13n ** BigInt(count + 1) });
    for (const name of ["quotients", "claims"] as const) {
      expect(subtree[name]).toBe(
        children(count).reduce((sum, child) => sum + child[name], 0n) % FIELD_MODULUS,
      );
    }
  });

  it("leaves the witness no choice (T-01)", async () => {
    // The seven flags of a height are unique as a whole: one is set, and it is the height's. No single rule sees that.
    const flags = [...circuit.symbols].filter(([name]) => /(^|\.)is\[/.test(name)).map(([, wire]) => wire);
    const rest = determine(circuit.r1cs, [...circuit.inputWires, ...flags]);
    expect(rest.undetermined).toEqual([]);
    const witness = (await circuit.calculated(inputOf(children(3)))) ?? [];
    expect(circuit.looseWires(witness).filter(({ input }) => !input)).toEqual([]);
  });

  it("folds folds, up to the height of the tree", async () => {
    const high = children(3).map((child) => ({ ...child, height: 7 }));
    expect(await refusedLine(circuit, inputOf(high))).toBeNull();
    const over = children(3).map((child) => ({ ...child, height: 8 }));
    expect(await refusedLine(circuit, inputOf(over))).toMatch(/^IsHeight: /);
    const under = children(3).map((child) => ({ ...child, height: 0 }));
    expect(await refusedLine(circuit, inputOf(under))).toMatch(/^IsHeight: /);
  });
});

describe("SolvencyFold refuses (T-28)", () => {
  it("a child twice, and children that change places", async () => {
    const [a, b, c] = children(3) as [Subtree, Subtree, Subtree];
    for (const order of [
      [a, a],
      [a, b, b],
      [b, a],
      [a, c, b],
    ]) {
      expect(await refusedLine(circuit, inputOf(order))).toMatch(ORDER);
    }
  });

  it("a child whose tags start where the one before ends: one more is the first that passes (T-14)", async () => {
    const [a, b] = children(2) as [Subtree, Subtree];
    for (const [firstTag, passes] of [
      [5n, false],
      [6n, false],
      [7n, true],
      [6n + 2n ** 64n, true],
      [7n + 2n ** 64n, false],
    ] as const) {
      const line = await refusedLine(circuit, inputOf([a, { ...b, firstTag }]));
      if (passes) expect(line).toBeNull();
      else expect(line).toMatch(ORDER);
    }
  });

  it("an opening without its domain: a batch's last block may have eight values too (T-12)", async () => {
    const { subtree, input } = fold(children(8));
    const opening = hash(children(8).map((child) => child.opening));
    const commitment = subtreeCommitment(hash, { ...subtree, opening });
    expect(await refusedLine(circuit, { ...(input as Input), commitment })).toBe(COMMITMENT);
  });

  it("a child left out of the sums, the root or the tags, for the commitment or the children it was", async () => {
    const whole = fold(children(3)).input as Input;
    for (const live of [
      [1n, 1n, 0n],
      [1n, 0n, 1n],
      [0n, 1n, 1n],
    ]) {
      const line = await refusedLine(circuit, { ...whole, live: [...live, 0n, 0n, 0n, 0n, 0n] });
      expect(line).toMatch(/^SolvencyFold: /);
    }
    const without = fold(children(2)).input as Input;
    expect(await refusedLine(circuit, { ...without, children: whole.children as bigint })).toBe(CHILDREN);
    expect(await refusedLine(circuit, { ...whole, commitment: without.commitment as bigint })).toBe(
      COMMITMENT,
    );
  });

  it("a child of other challenges, and so of another epoch or table, or of another height (its commitment is another)", async () => {
    const [a, b] = children(2) as [Subtree, Subtree];
    for (const change of [{ challenges: 0xc4a12n as FieldElement }, { height: 3 }]) {
      const other = { ...b, ...change };
      await expect(prepareFold([a, other])).rejects.toThrow("must be that of the first child");
      expect(await refusedLine(circuit, inputOf([a, other]))).toBe(CHILDREN);
    }
  });

  it("a child whose powers do not go on from those before it", async () => {
    const [a, b, c] = children(3) as [Subtree, Subtree, Subtree];
    for (const by of [1n, -1n]) {
      const gap = { ...b, start: (b.start + by) as FieldElement };
      await expect(prepareFold([a, gap, c])).rejects.toThrow("must be the end of the child before");
      expect(await refusedLine(circuit, inputOf([a, gap, c]))).toBe(
        "SolvencyFold: live[k] * (start[k] - endOf[k - 1]) === 0;",
      );
    }
  });

  it("anything said of a child that is not there", async () => {
    const input = inputOf(children(3));
    for (const name of ["quotients", "claims"]) {
      const line = await refusedLine(
        circuit,
        edited(input, name, [5], () => 1n),
      );
      expect(line).toBe(`SolvencyFold: ${name}[k] * (1 - live[k]) === 0;`);
    }
    // The rest of it is multiplied with whether it is there.
    for (const name of ["firstTag", "lastTag", "root", "opening", "start", "end"]) {
      const line = await refusedLine(
        circuit,
        edited(input, name, [5], () => 1n),
      );
      expect(line, name).toBeNull();
    }
  });

  it("another root, tag, opening, power or sum than a child's commitment holds (T-13)", async () => {
    const input = inputOf(children(3));
    for (const name of ["root", "firstTag", "lastTag", "opening", "start", "end", "quotients", "claims"]) {
      const line = await refusedLine(
        circuit,
        edited(input, name, [1], (value) => value + 1n),
      );
      expect(line, name).toMatch(/^SolvencyFold: /);
    }
    expect(await refusedLine(circuit, { ...input, challenges: 5n })).toBe(CHILDREN);
    expect(
      await refusedLine(
        circuit,
        edited(input, "live", [3], () => 1n),
      ),
    ).toMatch(/^SolvencyFold: /);
  });

  it("another commitment than the children's", async () => {
    const input = inputOf(children(3));
    const other = { ...fold(children(3)).subtree, lastTag: 27n };
    expect(await refusedLine(circuit, { ...input, commitment: subtreeCommitment(hash, other) })).toBe(
      COMMITMENT,
    );
  });
});
