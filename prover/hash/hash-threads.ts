import { WORD_BYTES } from "../core/words.ts";
import { NodeThreads, workerFile } from "../threads/node-threads.ts";
import type { HashRequest } from "./hash-worker.ts";
import { compilePoseidon } from "./poseidon.ts";

/** Hashes of one request: a tenth of a second's work. */
const HASHES_PER_REQUEST = 2048;

/** A run of hashes of `arity` inputs each: `words` are packed, least byte first. */
export interface HashRun {
  readonly arity: number;
  readonly words: Uint8Array<ArrayBuffer>;
}

/** Poseidon in threads, for what is too much for one. */
export class HashThreads {
  readonly #threads: NodeThreads<HashRequest, Uint8Array>;

  /** @param threads at least 1; the results do not depend on it */
  constructor(threads: number) {
    this.#threads = new NodeThreads(workerFile(import.meta.url, "hash-worker"), threads, compilePoseidon());
  }

  /**
   * Hashes runs that are made one by one, when a thread is free: no more of them exist at a time than there are threads.
   * The words of a run move to the thread.
   *
   * @param take gets the hashes of each run, packed, in no particular order
   */
  async runs<R extends HashRun>(
    runs: Iterable<R>,
    take: (hashes: Uint8Array, run: R) => void,
  ): Promise<void> {
    const pieces = function* () {
      for (const run of runs) {
        const { arity, words } = run;
        yield { request: { arity, words }, transfer: [words.buffer], run };
      }
    };
    await this.#threads.each(pieces(), (hashes, { run }) => take(hashes, run));
  }

  /**
   * Hashes `arity` words at a time, as BatchHasher does.
   *
   * @param onProgress gets the number of hashes just finished
   */
  async packed(
    arity: number,
    words: Uint8Array,
    results: Uint8Array,
    onProgress: (hashes: number) => void = () => {},
  ): Promise<void> {
    const count = results.length / WORD_BYTES;
    const slices = function* () {
      for (let start = 0; start < count; start += HASHES_PER_REQUEST) {
        const end = Math.min(count, start + HASHES_PER_REQUEST);
        yield {
          start,
          arity,
          words: words.slice(start * arity * WORD_BYTES, end * arity * WORD_BYTES) as Uint8Array<ArrayBuffer>,
        };
      }
    };
    await this.runs(slices(), (hashes, { start }) => {
      results.set(hashes, start * WORD_BYTES);
      onProgress(hashes.length / WORD_BYTES);
    });
  }

  close(): Promise<void> {
    return this.#threads.close();
  }
}
