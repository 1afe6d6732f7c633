import { buildPoseidon } from "circomlibjs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { FIELD_MODULUS, type FieldElement } from "../../prover/domain/field.ts";
import { BatchHasher } from "../../prover/hash/batch-hasher.ts";
import { type Poseidon, poseidon } from "../../prover/hash/poseidon.ts";
import { buildPoseidonCore } from "../../prover/hash/poseidon-core.ts";
import { poseidonParameters } from "../../prover/hash/poseidon-parameters.ts";
import { readWord, toWords } from "../../prover/keys/little-endian.ts";

const ARITIES = Array.from({ length: 16 }, (_, i) => i + 1);
const EDGES = [0n, 1n, 2n, FIELD_MODULUS - 1n, FIELD_MODULUS >> 1n, 2n ** 253n];

let theirs: (inputs: readonly bigint[]) => bigint;
let ours: Poseidon;
beforeAll(async () => {
  const hash = await buildPoseidon();
  theirs = (inputs) => hash.F.toObject(hash([...inputs])) as bigint;
  ours = await poseidon();
});

const element = fc.oneof(fc.constantFrom(...EDGES), fc.bigInt({ min: 0n, max: FIELD_MODULUS - 1n }));
const inputsOf = (arity: number) => fc.array(element, { minLength: arity, maxLength: arity });

describe("poseidon", () => {
  it("gives the published hash of 1 and 2", () => {
    // https://github.com/iden3/circomlibjs/blob/v0.1.7/test/poseidon.js
    const expected = 0x115cc0f5e7d690413df64c6b9662e9cf2a3617f2743245519e19607a4417189an;
    expect(ours([1n, 2n] as FieldElement[])).toBe(expected);
  });

  it.each(ARITIES)("equals circomlibjs's for %i inputs", (arity) => {
    for (const edge of EDGES) {
      const inputs = new Array<bigint>(arity).fill(edge);
      expect(ours(inputs as FieldElement[])).toBe(theirs(inputs));
    }
    fc.assert(
      fc.property(inputsOf(arity), (inputs) => {
        expect(ours(inputs as FieldElement[])).toBe(theirs(inputs));
      }),
      { numRuns: 10 },
    );
  });

  it("refuses what is no field element, and no or too many inputs", () => {
    for (const value of [-1n, FIELD_MODULUS, 2n ** 256n]) {
      expect(() => ours([0n, value] as FieldElement[])).toThrow(RangeError);
    }
    expect(() => ours([])).toThrow(RangeError);
    expect(() => ours(new Array<FieldElement>(17).fill(0n as FieldElement))).toThrow(RangeError);
  });
});

describe.each([true, false])("many hashes, fused: %s", (fused) => {
  const hasher = new BatchHasher(new WebAssembly.Module(buildPoseidonCore({ fused })));
  const hashAll = (arity: number, values: readonly bigint[]): bigint[] => {
    const results = new Uint8Array((values.length / arity) * 32);
    hasher.hash(arity, toWords(values), results);
    const view = new DataView(results.buffer);
    return Array.from({ length: values.length / arity }, (_, i) => readWord(view, 32 * i));
  };
  const chunks = (arity: number, values: readonly bigint[]): bigint[][] =>
    Array.from({ length: values.length / arity }, (_, i) => values.slice(i * arity, (i + 1) * arity));

  it.each(ARITIES)("of %i inputs equal circomlibjs's, an even and an odd number of them", (arity) => {
    for (const count of [1, 2, 5]) {
      const values = Array.from(
        { length: count * arity },
        (_, i) => EDGES[(i * 7 + count) % EDGES.length] ?? 0n,
      );
      expect(hashAll(arity, values)).toEqual(chunks(arity, values).map(theirs));
    }
  });

  it("go on from one run of the core to the next", () => {
    const arity = 16;
    const values = Array.from({ length: 259 * arity }, (_, i) => BigInt(i) ** 20n % FIELD_MODULUS);
    const hashes = hashAll(arity, values);
    for (const i of [0, 127, 128, 129, 255, 256, 258]) {
      expect(hashes[i]).toBe(theirs(values.slice(i * arity, (i + 1) * arity)));
    }
  });

  it("refuse space that does not fit", () => {
    expect(() => hasher.hash(2, new Uint8Array(96), new Uint8Array(32))).toThrow(RangeError);
    expect(() => hasher.hash(2, new Uint8Array(64), new Uint8Array(64))).toThrow(RangeError);
  });
});

describe("the parameters", () => {
  it("begin as those published for two inputs", () => {
    // circomlib's poseidon_constants.circom
    const { constants, matrix } = poseidonParameters(2);
    expect(constants[0]?.[0]).toBe(0x0ee9a592ba9a9518d05986d656f40c2114c4993c11bb29938d21d47304cd8e6en);
    expect(matrix[0]?.[0]).toBe(0x109b7f411ba0e4c9b2b70caf5c36a7b194be7c11ad24378bfedb68592ba8118bn);
  });
});
