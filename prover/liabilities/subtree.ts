import type { FieldElement } from "../domain/field.ts";
import { hashVector } from "../hash/hash-vector.ts";
import type { Poseidon } from "../hash/poseidon.ts";
import { DOMAIN_SUBTREE } from "./domains.ts";

/**
 * What a batch or a fold shows of a subtree of accounts. Private: only its commitment is public. The venue keeps it, since the
 * next fold and the total open it.
 */
export interface Subtree {
  /** It has 8^height places. */
  readonly height: number;
  /** Names venue and epoch. */
  readonly epoch: FieldElement;
  /** Digest of the table its accounts were valued with. */
  readonly table: FieldElement;
  readonly firstTag: bigint;
  readonly lastTag: bigint;
  readonly root: FieldElement;
  /** Random, fresh for every commitment. */
  readonly blind: FieldElement;
  /** Per cell of the table, the sum of (offset + 2^100) over all holdings on it, unused places included. Below 2^130. */
  readonly sums: readonly bigint[];
}

/** Separates, in a sum, what is held from how many hold it: offsets of 2^29 holdings are below 2^94. */
export const COUNT_SHIFT = 100n;

/** The one number a batch or a fold states, as the circuit's SubtreeCommitment. */
export function subtreeCommitment(hash: Poseidon, subtree: Subtree): FieldElement {
  const { height, epoch, table, firstTag, lastTag, root, blind, sums } = subtree;
  const held = hashVector(hash, blind, sums as FieldElement[]);
  const header = (DOMAIN_SUBTREE << 8n) + BigInt(height);
  return hash([header, epoch, table, firstTag, lastTag, root, held] as FieldElement[]);
}
