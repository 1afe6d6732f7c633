import { buildPoseidon } from "circomlibjs";
import { describe, expect, it } from "vitest";
import { FIELD_MODULUS } from "../../prover/domain/field.ts";
import { fromWords, poseidonEngine } from "../../prover/hash/poseidon-engine.ts";
import { toWords } from "../../prover/keys/little-endian.ts";

const r = FIELD_MODULUS;
const EDGES = [0n, 1n, r - 1n, 2n, r / 2n, 2n ** 253n];

describe.each(Array.from({ length: 16 }, (_, i) => i + 1))("Poseidon of %i inputs", (inputs) => {
  it("equals circomlibjs's", async () => {
    const reference = await buildPoseidon();
    const engine = await poseidonEngine(inputs);
    const tuples = Array.from({ length: 7 }, (_, k) =>
      Array.from({ length: inputs }, (_, i) =>
        k < 3 ? (EDGES[(i + k) % EDGES.length] ?? 0n) : 3n ** BigInt(97 * k + 31 * i + 150) % r,
      ),
    );
    const expected = tuples.map((tuple) => reference.F.toObject(reference(tuple)) as bigint);
    expect(fromWords(engine.hashMany(toWords(tuples.flat())))).toEqual(expected);
  });
});

describe("Poseidon", () => {
  it("has circomlib's published value", async () => {
    const { hashMany } = await poseidonEngine(2);
    const [hash] = fromWords(hashMany(toWords([1n, 2n])));
    expect(hash).toBe(7853200120776062878684798364095072458815029376092732009249414926327459813530n);
  });

  it("hashes more than a batch, and nothing", async () => {
    const { hashMany } = await poseidonEngine(1);
    const values = Array.from({ length: 601 }, (_, i) => BigInt(i));
    const all = fromWords(hashMany(toWords(values)));
    expect(all).toHaveLength(601);
    expect(fromWords(hashMany(toWords([600n])))).toEqual([all[600]]);
    expect(hashMany(new Uint8Array(0))).toHaveLength(0);
  });

  it.each([0, 17])("refuses %i inputs", async (inputs) => {
    await expect(poseidonEngine(inputs)).rejects.toThrow(RangeError);
  });
});
