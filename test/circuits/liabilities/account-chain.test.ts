import { beforeAll, describe, expect, it } from "vitest";
import { accountLeaf } from "../../../prover/accounts/leaf.ts";
import type { FieldElement } from "../../../prover/domain/field.ts";
import { type Poseidon, poseidon } from "../../../prover/hash/poseidon.ts";
import { EMPTY_LEAF, Tree } from "../../../prover/tree/tree.ts";
import { at } from "../../support/at.ts";
import { batchAccount, edited, holding } from "../../support/batch-case.ts";
import type { ConstraintSystem } from "../../support/constraint-system.ts";
import { compileTemplate } from "../../support/template.ts";

const TAGS = [3n, 4n, 9n, 2n ** 63n, 2n ** 64n - 1n];

let hash: Poseidon;
let circuit: ConstraintSystem;

beforeAll(async () => {
  hash = await poseidon();
  circuit = await compileTemplate({
    main: "AccountChain(1, 3)",
    files: ["liabilities/AccountChain.circom"],
    inputs: ["firstTag", "live", "tagGap", "salt", "mode", "owner", "word"],
  });
});

const accounts = TAGS.map((tag) => batchAccount(tag, [holding(Number(tag % 5n) + 1, tag % 100n)]));
const code = (row: bigint, quantity: bigint): bigint => row * 2n ** 65n + 2n ** 64n + quantity;
const unused = code(0n, 0n) * (1n + 2n ** 84n);

const chain = () => ({
  firstTag: 3n,
  live: [1n, 1n, 1n, 1n, 1n, 0n, 0n, 0n],
  tagGap: [0n, 4n, 2n ** 63n - 10n, 2n ** 63n - 2n, 0n, 0n, 0n],
  salt: [...accounts.map(({ salt }) => salt), 0n, 0n, 0n],
  mode: Array<bigint>(8).fill(0n),
  owner: [...accounts.map(({ account }) => account.owner), 0n, 0n, 0n],
  word: [
    ...TAGS.map((tag) => [unused + code((tag % 5n) + 1n, tag % 100n) * 2n ** 168n]),
    ...[0, 1, 2].map(() => [unused + code(0n, 0n) * 2n ** 168n]),
  ],
});

describe("AccountChain", () => {
  it("is the subtree of the accounts' leaves, 0 where there is none, and ends with the last tag", async () => {
    expect(await circuit.accepts(chain())).toBe(true);
    const witness = circuit.witness(chain());
    const leaves = accounts.map(({ account, salt }) => accountLeaf(hash, account, salt, 3));
    const empty = Array<FieldElement>(3).fill(EMPTY_LEAF);
    expect(at(witness, circuit.wire("root"))).toBe(Tree.build(hash, [8], [...leaves, ...empty]).root);
    expect(at(witness, circuit.wire("lastTag"))).toBe(2n ** 64n - 1n);
  });

  it("has no inputs for a tag twice or out of order: a gap of -1 or less is refused, one of 2^64 too (T-14)", async () => {
    for (const [gap, passes] of [
      [0n, true],
      [-1n, false],
      [-2n, false],
      [2n ** 64n - 1n, true],
      [2n ** 64n, false],
    ] as const) {
      expect(await circuit.accepts(edited(chain(), "tagGap", [1], () => gap)), `${gap}`).toBe(passes);
    }
  });

  it.each([
    { name: "a place without account before one with", live: [1n, 1n, 0n, 1n, 1n, 0n, 0n, 0n] },
    { name: "no account at all", live: [0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n] },
    { name: "an empty first place", live: [0n, 1n, 1n, 1n, 1n, 0n, 0n, 0n] },
    { name: "half an account", live: [1n, 1n, 1n, 1n, 2n, 0n, 0n, 0n] },
  ])("refuses $name", async ({ live }) => {
    expect(await circuit.accepts({ ...chain(), live })).toBe(false);
  });

  it("leaves the witness no choice (T-01)", () => {
    expect(circuit.determination.undetermined).toEqual([]);
    expect(circuit.looseWires(circuit.witness(chain())).filter(({ input }) => !input)).toEqual([]);
  });

  it("costs what its head says, a leaf of one word being 321", () => {
    expect(circuit.products).toBe(8 * (321 + 1) + 7 * 66 + 402);
  });
});
