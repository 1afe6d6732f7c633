import type { FieldElement } from "../domain/field.ts";
import type { HashThreads } from "../hash/hash-threads.ts";
import { toWords, WORD_BYTES } from "../keys/little-endian.ts";
import { Nodes } from "../tree/nodes.ts";
import type { Account } from "./account.ts";
import { leafInputCount, leafInputs } from "./leaf.ts";

/** What a leaf is made of. */
export interface LeafEntry {
  readonly account: Account;
  readonly salt: FieldElement;
  /** Holdings of the circuit that opens the leaf. */
  readonly capacity: number;
}

/** Leaves whose inputs exist at a time, for each thread. */
const RUN_LEAVES = 2048;

/**
 * The leaves of many accounts, in their order, hashed in threads.
 *
 * @param onProgress gets the number of leaves just finished
 */
export async function hashLeaves(
  threads: HashThreads,
  entries: readonly LeafEntry[],
  onProgress: (leaves: number) => void,
): Promise<Nodes> {
  const leaves = new Uint8Array(entries.length * WORD_BYTES);
  await threads.runs(runsOf(entries), (hashes, { places }) => {
    for (const [i, place] of places.entries()) {
      leaves.set(hashes.subarray(i * WORD_BYTES, (i + 1) * WORD_BYTES), place * WORD_BYTES);
    }
    onProgress(places.length);
  });
  return new Nodes(leaves);
}

/** Runs of leaves with equally many inputs. */
function* runsOf(entries: readonly LeafEntry[]) {
  const byCapacity = Map.groupBy(entries.keys(), (place) => entries[place]?.capacity ?? 0);
  for (const [capacity, all] of byCapacity) {
    for (let start = 0; start < all.length; start += RUN_LEAVES) {
      const places = all.slice(start, start + RUN_LEAVES);
      const inputs = places.flatMap((place) => {
        const entry = entries[place];
        return entry === undefined ? [] : leafInputs(entry.account, entry.salt, capacity);
      });
      yield { places, arity: leafInputCount(capacity), words: toWords(inputs) };
    }
  }
}
