import { beforeAll, describe, expect, it } from "vitest";
import type { FieldElement } from "../../../prover/domain/field.ts";
import { BitWords } from "../../../prover/hash/bit-words.ts";
import { hashVector } from "../../../prover/hash/hash-vector.ts";
import { type Poseidon, poseidon } from "../../../prover/hash/poseidon.ts";
import { at } from "../../support/at.ts";
import { compileTemplate } from "../../support/template.ts";

let hash: Poseidon;
beforeAll(async () => {
  hash = await poseidon();
});

const vector = (n: number) =>
  compileTemplate({ main: `HashVector(${n})`, files: ["lib/HashVector.circom"], inputs: ["head", "values"] });

const values = (n: number): FieldElement[] =>
  Array.from({ length: n }, (_, i) => BigInt(i * i + 1) as FieldElement);

describe("HashVector", () => {
  it.each([1, 16])("is the TypeScript hashVector of %i values", async (n) => {
    const circuit = await vector(n);
    const input = { head: 7n, values: values(n) };
    expect(at(circuit.witness(input), circuit.wire("digest"))).toBe(
      hashVector(hash, 7n as FieldElement, values(n)),
    );
    expect(await circuit.accepts(input)).toBe(true);
  });

  it("follows its head and every value, and leaves the witness no choice (T-01)", async () => {
    const circuit = await vector(16);
    const honest = { head: 7n, values: values(16) };
    const inputs = [
      honest,
      { ...honest, head: 8n },
      ...honest.values.map((value, i) => ({
        ...honest,
        values: honest.values.with(i, (value + 1n) as FieldElement),
      })),
    ];
    const digests = inputs.map((input) => at(circuit.witness(input), circuit.wire("digest")));
    expect(new Set(digests).size).toBe(18);
    expect(circuit.determination.undetermined).toEqual([]);
  });

  it("costs 609 constraints a block, and a last block of one value 240", async () => {
    expect((await vector(16)).products).toBe(609 + 240);
  });
});

describe("PackBits", () => {
  it("packs 252 bits to the word, as TypeScript does, at no cost", async () => {
    const circuit = await compileTemplate({
      main: "Packed(300)",
      files: ["lib/PackBits.circom"],
      inputs: ["bits"],
      source: `
template Packed(n) {
    signal input bits[n];
    signal output square[2];
    signal words[2] <== PackBits(n)(bits);
    square[0] <== words[0] * words[0];
    square[1] <== words[1] * words[1];
}`,
    });
    const bits = Array.from({ length: 300 }, (_, i) => (i * i * 7 + (i >> 3)) % 2);
    const witness = circuit.witness({ bits: bits.map(BigInt) });
    const p = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
    const packed = new BitWords();
    for (const bit of bits) packed.append(BigInt(bit), 1);
    const squares = packed.words.map((word) => (word * word) % p);
    expect([0, 1].map((w) => at(witness, circuit.wire(`square[${w}]`)))).toEqual(squares);
    expect(circuit.products).toBe(2);
  });
});
