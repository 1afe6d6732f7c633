import { type Core, createMemory, instantiateCore } from "../core/instance.ts";
import { ELEMENT_BYTES, PAIR_BYTES } from "../core/limbs.ts";
import { CONSTANTS_END } from "../core/wasm/module-builder.ts";
import { WORD_BYTES } from "../core/words.ts";
import { permutationTable } from "./permutation-table.ts";
import { MAX_INPUTS } from "./poseidon-parameters.ts";

/** Elements of one run: enough that the calls cost nothing, few enough to stay in the processor's cache. */
const RUN_ELEMENTS = 2048;
/** Rounded up, the largest table has 8 * 17 * 18 + 68 * 34 elements. */
const TABLE_BYTES = 5000 * ELEMENT_BYTES;
const STATE = CONSTANTS_END;
const WORDS = STATE + 2 * (MAX_INPUTS + 1) * PAIR_BYTES;
const ELEMENTS = WORDS + (RUN_ELEMENTS + 2) * WORD_BYTES;
const RESULTS = ELEMENTS + (RUN_ELEMENTS + 2 * MAX_INPUTS) * ELEMENT_BYTES;
const SECRETS_END = RESULTS + (RUN_ELEMENTS + 2) * ELEMENT_BYTES;

interface Permutation {
  readonly address: number;
  readonly width: number;
  readonly partialRounds: number;
}

/** Poseidon on packed words, many hashes at a time, in this thread. */
export class BatchHasher {
  readonly #core: Core;
  readonly #bytes: Uint8Array;
  readonly #permutations = new Map<number, Permutation>();

  /** @param module what poseidon-core.ts builds */
  constructor(module: WebAssembly.Module) {
    const memory = createMemory(SECRETS_END + MAX_INPUTS * TABLE_BYTES);
    this.#core = instantiateCore(module, memory);
    this.#bytes = new Uint8Array(memory.buffer);
  }

  /**
   * Hashes `arity` words at a time.
   *
   * @param words canonical field elements, 32 bytes each, least byte first; arity * n of them
   * @param results n words, written in the same order; may be the same array as `words`
   */
  hash(arity: number, words: Uint8Array, results: Uint8Array): void {
    const count = words.length / (arity * WORD_BYTES);
    if (!Number.isInteger(count) || results.length !== count * WORD_BYTES) {
      throw new RangeError(`${words.length} bytes do not make ${results.length} bytes of hashes of ${arity}`);
    }
    const permutation = this.#permutation(arity);
    const perRun = 2 * Math.floor(RUN_ELEMENTS / (2 * arity));
    for (let start = 0; start < count; start += perRun) {
      const end = Math.min(count, start + perRun);
      this.#bytes.set(words.subarray(start * arity * WORD_BYTES, end * arity * WORD_BYTES), WORDS);
      this.#run(permutation, end - start);
      const hashes = this.#bytes.subarray(WORDS, WORDS + (end - start) * WORD_BYTES);
      results.set(hashes, start * WORD_BYTES);
      this.#clear((end - start) * arity);
    }
  }

  /** Replaces the words by their hashes. */
  #run({ address, width, partialRounds }: Permutation, count: number): void {
    const arity = width - 1;
    this.#core.get("fr_import")(ELEMENTS, WORDS, count * arity);
    const poseidon = this.#core.get("poseidon");
    for (let i = 0; i < count; i += 2) {
      const inputs = ELEMENTS + i * arity * ELEMENT_BYTES;
      poseidon(RESULTS + i * ELEMENT_BYTES, inputs, width, partialRounds, address, STATE);
    }
    this.#core.get("fr_export")(WORDS, RESULTS, count);
  }

  /** What was hashed may be secret: an owner's key, a salt. */
  #clear(elements: number): void {
    const words = Math.max(2, elements + 1);
    this.#bytes.fill(0, STATE, WORDS + words * WORD_BYTES);
    this.#bytes.fill(0, ELEMENTS, ELEMENTS + words * ELEMENT_BYTES);
  }

  #permutation(arity: number): Permutation {
    const found = this.#permutations.get(arity);
    if (found !== undefined) return found;
    const { width, partialRounds, limbs } = permutationTable(arity);
    const address = SECRETS_END + (arity - 1) * TABLE_BYTES;
    new Float64Array(this.#bytes.buffer, address, limbs.length).set(limbs);
    const made = { address, width, partialRounds };
    this.#permutations.set(arity, made);
    return made;
  }
}
