import { compileCore } from "../core/instance.ts";
import { WORD_BYTES } from "../core/words.ts";
import { FIELD_MODULUS, type FieldElement } from "../domain/field.ts";
import { readWord, writeWord } from "../keys/little-endian.ts";
import { BatchHasher } from "./batch-hasher.ts";
import { buildPoseidonCore } from "./poseidon-core.ts";
import { MAX_INPUTS } from "./poseidon-parameters.ts";

/**
 * Poseidon over bn254 with circomlib's parameters, 1 to 16 inputs.
 * @throws RangeError for another number of inputs, or one that is not a canonical field element
 */
export interface Poseidon {
  (inputs: readonly FieldElement[]): FieldElement;
  /** Many hashes of `arity` inputs each, on packed words: see BatchHasher. */
  readonly packed: (arity: number, words: Uint8Array, results: Uint8Array) => void;
}

let instance: Promise<Poseidon> | undefined;

/** The hash of circuits and trees, in this thread. Built once; each width takes 10 to 60 ms when it is first used. */
export function poseidon(): Promise<Poseidon> {
  instance ??= Promise.resolve().then(() => create(new BatchHasher(compilePoseidon())));
  return instance;
}

/** The compiled module; it can be sent to threads. */
export const compilePoseidon = (): WebAssembly.Module => compileCore(buildPoseidonCore);

function create(hasher: BatchHasher): Poseidon {
  const bytes = new Uint8Array(MAX_INPUTS * WORD_BYTES);
  const view = new DataView(bytes.buffer);
  const result = bytes.subarray(0, WORD_BYTES);
  const one = (inputs: readonly FieldElement[]): FieldElement => {
    for (const [i, input] of inputs.entries()) {
      if (input < 0n || input >= FIELD_MODULUS)
        throw new RangeError("an input is not a canonical field element");
      writeWord(view, i * WORD_BYTES, input);
    }
    hasher.hash(inputs.length, bytes.subarray(0, inputs.length * WORD_BYTES), result);
    const hash = readWord(view, 0) as FieldElement;
    bytes.fill(0);
    return hash;
  };
  return Object.assign(one, {
    packed: (arity: number, words: Uint8Array, results: Uint8Array) => hasher.hash(arity, words, results),
  });
}
