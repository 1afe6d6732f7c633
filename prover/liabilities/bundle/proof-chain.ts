import { BATCH_FAMILY, FOLD_FAMILY, type TABLE_FAMILY } from "../../../circuits/liabilities/circuits.ts";
import type { FieldElement } from "../../domain/field.ts";
import type { Poseidon } from "../../hash/poseidon.ts";
import { FAN_IN } from "../fold.ts";

/** Where the reading of a table begins. */
const NOT_READ = 0n as FieldElement;

/** How the statements of a bundle's proofs hang together: a stack of subtrees, and a reading of the table. */
export class ProofChain {
  readonly #hash: Poseidon;
  readonly #subtrees: FieldElement[] = [];
  #read = NOT_READ;

  constructor(hash: Poseidon) {
    this.#hash = hash;
  }

  /** The table, as far as it was read. */
  get read(): FieldElement {
    return this.#read;
  }

  /**
   * Takes the next statement.
   * @param taken subtrees that a fold joins
   * @returns why it cannot come next; undefined where it can
   */
  add(
    family: typeof BATCH_FAMILY | typeof FOLD_FAMILY | typeof TABLE_FAMILY,
    signals: readonly FieldElement[],
    taken: number,
  ): string | undefined {
    const [first = NOT_READ, second = NOT_READ, third = NOT_READ] = signals;
    if (family === BATCH_FAMILY || family === FOLD_FAMILY) {
      if (this.#read !== NOT_READ)
        return "comes after the table was read: accounts that the total does not count";
      if (family === FOLD_FAMILY && !this.#takes(taken, second)) {
        return "folds other subtrees than those before it: one is left out, doubled or moved";
      }
      this.#subtrees.push(first);
      return undefined;
    }
    if (this.#subtrees.length !== 1) return "the batches and folds before it do not make one subtree";
    if (this.#subtrees[0] !== first) return "reads the table against another subtree of accounts";
    if (this.#read !== second) return "does not read on where the step before it ended";
    // Nothing hashes to 0, where a reading begins: a step cannot lead back there.
    if (third === NOT_READ) return "leads back to where a reading begins";
    this.#read = third;
    return undefined;
  }

  /** Whether the last subtrees are those of a fold. Takes them off. */
  #takes(count: number, children: FieldElement): boolean {
    if (count < 1 || count > this.#subtrees.length) return false;
    const taken = this.#subtrees.splice(-count);
    const places = [...taken, ...Array<FieldElement>(FAN_IN - count).fill(0n as FieldElement)];
    return this.#hash(places) === children;
  }
}
