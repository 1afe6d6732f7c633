import { createMemory, hasFusedMultiplyAdd, instantiateCore } from "../groth16/engine/core/instance.ts";
import { ELEMENT_BYTES, FR, montgomeryLimbs, PAIR_BYTES } from "../groth16/engine/core/limbs.ts";
import { readWord, WORD_BYTES } from "../keys/little-endian.ts";
import { poseidonConstants } from "./poseidon-constants.ts";
import { buildPoseidonCore } from "./poseidon-core.ts";

/** Poseidon with circomlib's parameters for one number of inputs. */
export interface PoseidonEngine {
  readonly inputs: number;
  /**
   * Hashes many tuples; an even number of them is best.
   *
   * @param words the inputs of one hash after another, 32 bytes each, little-endian, below the modulus
   * @returns the hashes in the same form
   */
  hashMany(words: Uint8Array): Uint8Array<ArrayBuffer>;
}

/** Hashes that go through the core together: few enough to stay in the processor's cache. */
const BATCH = 256;

/** @param inputs 1 to 16 */
export async function poseidonEngine(inputs: number): Promise<PoseidonEngine> {
  const { partialRounds, added, sparse, mix, preSparseMix } = await poseidonConstants(inputs);
  let free = 1024;
  const reserve = (bytes: number): number => {
    const address = free;
    free += 64 * Math.ceil(bytes / 64);
    return address;
  };
  const places = [
    [...added, ...new Array<bigint>(inputs + 1).fill(0n)],
    mix.flat(),
    preSparseMix.flat(),
    sparse,
  ];
  const [addedAt, mixAt, preSparseMixAt, sparseAt] = places.map((values) =>
    reserve(values.length * ELEMENT_BYTES),
  );
  const states = reserve(2 * (inputs + 1) * PAIR_BYTES);
  const [words, values, results] = [BATCH * inputs, BATCH * inputs, BATCH].map((count) =>
    reserve((count + 2 * inputs) * ELEMENT_BYTES),
  );
  const memory = createMemory(free);
  const limbs = new Float64Array(memory.buffer);
  for (const [i, address] of [addedAt, mixAt, preSparseMixAt, sparseAt].entries()) {
    const table = (places[i] ?? []).flatMap((value) => montgomeryLimbs(FR, value));
    limbs.set(table, (address ?? 0) / 8);
  }
  const tables = {
    added: addedAt ?? 0,
    mix: mixAt ?? 0,
    preSparseMix: preSparseMixAt ?? 0,
    sparse: sparseAt ?? 0,
    states,
  };
  const code = buildPoseidonCore({ fused: hasFusedMultiplyAdd() }, inputs, partialRounds, tables);
  const core = instantiateCore(new WebAssembly.Module(code), memory);
  const [importWords, hash, exportWords] = ["fr_import", "hash", "fr_export"].map((name) => core.get(name));
  const bytes = new Uint8Array(memory.buffer);

  return {
    inputs,
    hashMany(tuples) {
      const tupleBytes = inputs * WORD_BYTES;
      if (tuples.length % tupleBytes !== 0)
        throw new RangeError(`${tuples.length} bytes are not tuples of ${inputs}`);
      const count = tuples.length / tupleBytes;
      const hashes = new Uint8Array(count * WORD_BYTES);
      for (let start = 0; start < count; start += BATCH) {
        const size = Math.min(BATCH, count - start);
        bytes.set(tuples.subarray(start * tupleBytes, (start + size) * tupleBytes), words ?? 0);
        importWords?.(values ?? 0, words ?? 0, size * inputs);
        hash?.(results ?? 0, values ?? 0, size);
        exportWords?.(words ?? 0, results ?? 0, size);
        hashes.set(bytes.subarray(words, (words ?? 0) + size * WORD_BYTES), start * WORD_BYTES);
      }
      return hashes;
    },
  };
}

/** The integers in 32-byte words. */
export const fromWords = (words: Uint8Array): bigint[] => {
  const view = new DataView(words.buffer, words.byteOffset, words.byteLength);
  return Array.from({ length: words.length / WORD_BYTES }, (_, i) => readWord(view, i * WORD_BYTES));
};
