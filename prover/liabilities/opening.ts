import { type BatchSize, CELL_BITS } from "../../circuits/liabilities/circuits.ts";
import type { FieldElement } from "../domain/field.ts";
import { BitWords } from "../hash/bit-words.ts";
import { hashVector } from "../hash/hash-vector.ts";
import type { Poseidon } from "../hash/poseidon.ts";
import { TABLE_KIND_CODES } from "../market/cells/table.ts";
import { DOMAIN_BATCH, DOMAIN_FOLD } from "./domains.ts";
import type { PlacedHolding } from "./place.ts";

/** Bits of what an account is worth, in 1e-25 USD: up to 34 trillion USD. */
export const WORTH_BITS = 128;

/** What a batch binds before any challenge: everything its accounts claim, bit by bit. */
export interface BatchClaims {
  readonly size: BatchSize;
  readonly root: FieldElement;
  /** Random: without it, claims of a few accounts could be guessed. */
  readonly blind: FieldElement;
  /** Of every place of the batch. */
  readonly placed: readonly (readonly PlacedHolding[])[];
  /** Of every place, from 0. */
  readonly worth: readonly bigint[];
}

/** The opening of a batch, as BatchCore hashes it. */
export function batchOpening(hash: Poseidon, claims: BatchClaims): FieldElement {
  const { size, root, blind } = claims;
  const { kind, height, holdings } = size;
  const sizeClass = (TABLE_KIND_CODES[kind] << 16n) + BigInt(height << 8) + BigInt(holdings);
  const head = hash([((DOMAIN_BATCH << 24n) + sizeClass) as FieldElement, blind, root]);
  return hashVector(hash, head, packedClaims(claims));
}

/** Of a fold: of the openings of its children, 0 where there is none. */
export const foldOpening = (hash: Poseidon, children: readonly FieldElement[]): FieldElement =>
  hash([
    DOMAIN_FOLD as FieldElement,
    ...children,
    ...Array<FieldElement>(8 - children.length).fill(0n as FieldElement),
  ]);

/** An account's claims after the other's: its places, then its worth. */
function packedClaims({ size, placed, worth }: BatchClaims): readonly FieldElement[] {
  const bits = new BitWords();
  placed.forEach((holdings, a) => {
    appendPlaces(bits, size, holdings);
    bits.append(worth[a] ?? 0n, WORTH_BITS);
  });
  return bits.words;
}

/** The bits of FlatPlaces or PiecePlaces. No circuit accepts a negative number there. */
export function appendPlaces(
  bits: Pick<BitWords, "append">,
  { kind }: Pick<BatchSize, "kind">,
  holdings: readonly PlacedHolding[],
): void {
  let before = 0;
  for (const { cell, ordinal, offset, room } of holdings) {
    bits.append(BigInt(cell - ordinal - before), CELL_BITS);
    bits.append(BigInt(ordinal), kind === "flat" ? 1 : 6);
    bits.append(offset, 65);
    if (kind !== "flat") bits.append(room, 65);
    before = cell;
  }
}
