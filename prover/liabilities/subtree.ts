import type { FieldElement } from "../domain/field.ts";
import type { Poseidon } from "../hash/poseidon.ts";
import type { Sides } from "./cell-sums.ts";
import { DOMAIN_SUBTREE } from "./domains.ts";

/** What is known of a subtree of accounts before any challenge is drawn. */
export interface OpenedSubtree {
  /** It has 8^height places. */
  readonly height: number;
  readonly firstTag: bigint;
  readonly lastTag: bigint;
  readonly root: FieldElement;
  /** Everything its accounts claim, blinded: what the first challenges depend on. */
  readonly opening: FieldElement;
}

/**
 * What a batch or a fold shows of a subtree of accounts. Private: only its commitment is public. The venue keeps it, since the
 * next fold and the total open it.
 */
export interface Subtree extends OpenedSubtree, Sides {
  /** Digest of those its sums were made with. */
  readonly challenges: FieldElement;
  /** Powers of lambda before its first word, and after its last. */
  readonly start: FieldElement;
  readonly end: FieldElement;
}

/** The one number a batch or a fold states, as the circuit's SubtreeCommitment. */
export function subtreeCommitment(hash: Poseidon, subtree: Subtree): FieldElement {
  const { height, challenges, firstTag, lastTag, root, opening, start, end, quotients, claims } = subtree;
  const header = (DOMAIN_SUBTREE << 8n) + BigInt(height);
  const inputs = [header, challenges, firstTag, lastTag, root, opening, start, end, quotients, claims];
  return hash(inputs as FieldElement[]);
}
