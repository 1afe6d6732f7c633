import { beforeAll, describe, expect, it } from "vitest";
import { type Account, MODE_CODES } from "../../../prover/accounts/account.ts";
import { DOMAIN_LEAF, DOMAIN_NULLIFIER, DOMAIN_OWNER } from "../../../prover/accounts/domains.ts";
import { accountLeaf, placesOf } from "../../../prover/accounts/leaf.ts";
import { FIELD_MODULUS, type FieldElement } from "../../../prover/domain/field.ts";
import type { Quantity } from "../../../prover/domain/quantity.ts";
import { type Poseidon, poseidon } from "../../../prover/hash/poseidon.ts";
import { QUANTITY_SHIFT } from "../../../prover/market/piece.ts";
import { at } from "../../support/at.ts";
import type { ConstraintSystem } from "../../support/constraint-system.ts";
import { compileTemplate } from "../../support/template.ts";

const INPUTS = ["tag", "salt", "mode", "owner", "row", "shifted"] as const;

interface LeafInput {
  readonly tag: bigint;
  readonly salt: bigint;
  readonly mode: bigint;
  readonly owner: bigint;
  readonly row: readonly bigint[];
  readonly shifted: readonly bigint[];
}

const wrapper = (rowBits: number, shiftedBits: number): string => `
template AccountLeafMain(n) {
    signal input tag;
    signal input salt;
    signal input mode;
    signal input owner;
    signal input row[n];
    signal input shifted[n];
    signal output leaf;
    signal {bits} r[n];
    signal {bits} s[n];
    r.bits = ${rowBits};
    s.bits = ${shiftedBits};
    r <== row;
    s <== shifted;
    leaf <== AccountLeaf(n)(tag, salt, mode, owner, r, s);
}`;

const accountLeafCircuit = (n: number, source = wrapper(19, 65)) =>
  compileTemplate({
    main: `AccountLeafMain(${n})`,
    files: ["margin/AccountLeaf.circom"],
    inputs: INPUTS,
    source,
  });

const ACCOUNT: Account = {
  tag: 42n,
  mode: "cross",
  owner: 0x0123n as FieldElement,
  holdings: [3, 5, 8, 13, 21].map((row, i) => ({ row, quantity: BigInt((i - 2) * 1_000_003) as Quantity })),
};
const SALT = 0x5a17n as FieldElement;

const inputOf = (account: Account, salt: bigint, capacity: number): LeafInput => {
  const places = placesOf(account.holdings, capacity);
  return {
    tag: account.tag,
    salt,
    mode: MODE_CODES[account.mode],
    owner: account.owner,
    row: places.map(({ row }) => BigInt(row)),
    shifted: places.map(({ quantity }) => quantity + QUANTITY_SHIFT),
  };
};

const leafOf = (circuit: ConstraintSystem, input: LeafInput): bigint =>
  at(circuit.witness({ ...input }), circuit.wire("leaf"));

let hash: Poseidon;
let circuit: ConstraintSystem;

beforeAll(async () => {
  hash = await poseidon();
  circuit = await accountLeafCircuit(8);
});

describe("AccountLeaf", () => {
  it.each([8, 32])("is the TypeScript accountLeaf for capacity %i, of any mode", async (capacity) => {
    const sized = await accountLeafCircuit(capacity);
    for (const mode of ["cross", "isolated", "portfolio"] as const) {
      const account = { ...ACCOUNT, mode };
      const input = inputOf(account, SALT, capacity);
      expect(leafOf(sized, input)).toBe(accountLeaf(hash, account, SALT, capacity));
      expect(await sized.accepts({ ...input })).toBe(true);
    }
  });

  it("agrees with TypeScript for an empty account and for a full one at the limits", () => {
    const extreme = [
      1,
      2 ** 14 - 8,
      2 ** 14 - 7,
      2 ** 14 - 6,
      2 ** 14 - 4,
      2 ** 14 - 3,
      2 ** 14 - 2,
      2 ** 14 - 1,
    ];
    const limit = 2n ** 64n - 1n;
    for (const holdings of [
      [],
      extreme.map((row, i) => ({ row, quantity: (i % 2 ? limit : -limit) as Quantity })),
    ]) {
      const account: Account = {
        ...ACCOUNT,
        tag: 2n ** 64n - 1n,
        owner: (FIELD_MODULUS - 1n) as FieldElement,
        holdings,
      };
      expect(leafOf(circuit, inputOf(account, SALT, 8))).toBe(accountLeaf(hash, account, SALT, 8));
    }
  });

  it("differs for another tag, salt, mode or owner", () => {
    const input = inputOf(ACCOUNT, SALT, 8);
    const variants = (["tag", "salt", "mode", "owner"] as const).flatMap((name) => [
      { ...input, [name]: input[name] + 1n },
      { ...input, [name]: input[name] + 2n ** 65n },
    ]);
    expect(new Set([input, ...variants].map((each) => leafOf(circuit, each))).size).toBe(9);
  });

  it("differs for another row or quantity in every place, and for two holdings that change places (T-43)", () => {
    const input = inputOf(ACCOUNT, SALT, 8);
    const variants = input.row.flatMap((_, i) => [
      { ...input, row: input.row.with(i, at(input.row, i) + 1n) },
      { ...input, shifted: input.shifted.with(i, at(input.shifted, i) + 1n) },
      { ...input, shifted: input.shifted.with(i, at(input.shifted, i) - 1n) },
    ]);
    const swapped = [4, 5, 6, 7].map((i) => ({
      ...input,
      row: input.row.with(3, at(input.row, i)).with(i, at(input.row, 3)),
      shifted: input.shifted.with(3, at(input.shifted, i)).with(i, at(input.shifted, 3)),
    }));
    const leaves = [input, ...variants, ...swapped].map((each) => leafOf(circuit, each));
    expect(new Set(leaves).size).toBe(leaves.length);
  });

  it("differs for the same account at another capacity, the header says which (T-12)", async () => {
    const wide = await accountLeafCircuit(32);
    expect(leafOf(wide, inputOf(ACCOUNT, SALT, 32))).not.toBe(leafOf(circuit, inputOf(ACCOUNT, SALT, 8)));
    // 7 and 8 places fill as many words. With zeros in the eighth place only the header tells the two apart.
    const seven = await accountLeafCircuit(7);
    expect(seven.products).toBe(circuit.products);
    const short = inputOf(ACCOUNT, SALT, 7);
    const long = { ...short, row: [...short.row, 0n], shifted: [...short.shifted, 0n] };
    expect(leafOf(circuit, long)).not.toBe(leafOf(seven, short));
  });

  it("lets no mode pass for another mode with another capacity: each has 16 bits of the header", () => {
    const input = inputOf(ACCOUNT, SALT, 8);
    const leaves = [0n, 1n, 2n, 3n, 5n].map((mode) => leafOf(circuit, { ...input, mode }));
    expect(new Set(leaves).size).toBe(5);
  });

  it("shares leaves only beyond the bounds its tags carry: there a quantity runs over into its row (T-03)", () => {
    const input = inputOf(ACCOUNT, SALT, 8);
    const [row, shifted] = [at(input.row, 7), at(input.shifted, 7)];
    const carried = {
      ...input,
      row: input.row.with(7, row - 1n),
      shifted: input.shifted.with(7, shifted + 2n ** 65n),
    };
    expect(leafOf(circuit, carried)).toBe(leafOf(circuit, input));
    const overflowing = {
      ...input,
      row: input.row.with(3, at(input.row, 3) + 2n ** 19n),
      shifted: input.shifted.with(4, at(input.shifted, 4) - 1n),
    };
    expect(leafOf(circuit, overflowing)).toBe(leafOf(circuit, input));
  });

  it.each([
    { rowBits: 20, shiftedBits: 65 },
    { rowBits: 19, shiftedBits: 66 },
  ])(
    "does not compile for rows of $rowBits bits and quantities of $shiftedBits (T-03)",
    async ({ rowBits, shiftedBits }) => {
      await expect(accountLeafCircuit(8, wrapper(rowBits, shiftedBits))).rejects.toThrow(
        "False assert reached",
      );
    },
  );

  it("does not compile for signals that nobody range-checked (T-02)", async () => {
    const untagged = wrapper(19, 65).replace("signal {bits} r[n]", "signal r[n]").replace("r.bits = 19;", "");
    await expect(accountLeafCircuit(8, untagged)).rejects.toThrow("tag");
  });

  it("leaves the witness no choice (T-01)", () => {
    expect(circuit.determination.undetermined).toEqual([]);
    expect(circuit.determination.checks).toEqual([]);
    const witness = circuit.witness({ ...inputOf(ACCOUNT, SALT, 8) });
    expect(circuit.looseWires(witness).filter(({ input }) => !input)).toEqual([]);
  });

  it.each([
    { n: 8, cost: 381 },
    { n: 32, cost: 573 },
  ])("costs $cost constraints for n = $n", async ({ n, cost }) => {
    expect((await accountLeafCircuit(n)).products).toBe(cost);
  });
});

describe("The domain constants", () => {
  it("are those of TypeScript, and all different", async () => {
    const domains = await compileTemplate({
      main: "Domains()",
      files: ["margin/AccountLeaf.circom"],
      inputs: ["one"],
      source: `
template Domains() {
    signal input one;
    signal output domain[3];
    domain[0] <== one * DOMAIN_LEAF();
    domain[1] <== one * DOMAIN_OWNER();
    domain[2] <== one * DOMAIN_NULLIFIER();
}`,
    });
    const witness = domains.witness({ one: 1n });
    const constants = [0, 1, 2].map((i) => at(witness, domains.wire(`domain[${i}]`)));
    expect(constants).toEqual([DOMAIN_LEAF, DOMAIN_OWNER, DOMAIN_NULLIFIER]);
    expect(new Set(constants).size).toBe(3);
    expect(constants.map((each) => Buffer.from(each.toString(16), "hex").toString())).toEqual([
      "solvency/leaf/1",
      "solvency/owner/1",
      "solvency/null/1",
    ]);
  });
});
