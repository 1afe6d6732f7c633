import type { FieldElement } from "../domain/field.ts";
import type { Poseidon } from "./poseidon.ts";

/** Values that a block of the chain takes besides its state. */
const BLOCK = 15;

/**
 * Poseidon over a list of fixed length, as the circuits' HashVector: state <- Poseidon(state, next 15 values).
 * @param head where the chain starts: a domain, a challenge, or a random blind
 */
export function hashVector(
  hash: Poseidon,
  head: FieldElement,
  values: readonly FieldElement[],
): FieldElement {
  let state = head;
  for (let first = 0; first < values.length; first += BLOCK) {
    state = hash([state, ...values.slice(first, first + BLOCK)]);
  }
  return state;
}
