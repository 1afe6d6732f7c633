import { type BatchSize, CELL_BITS } from "../../circuits/liabilities/circuits.ts";
import type { FieldElement } from "../domain/field.ts";
import { hashVector } from "../hash/hash-vector.ts";
import type { Poseidon } from "../hash/poseidon.ts";
import { TABLE_KIND_CODES } from "../market/cells/table.ts";
import { DOMAIN_BATCH } from "./domains.ts";
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

const WORD_BITS = 252n;

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
  hash([...children, ...Array<FieldElement>(8 - children.length).fill(0n as FieldElement)]);

/** An account's claims after the other's: its places, then its worth; 252 bits to the word, first bit lowest. */
export function packedClaims({ size, placed, worth }: BatchClaims): readonly FieldElement[] {
  const words: FieldElement[] = [];
  let bits = 0n;
  let count = 0n;
  const append = (value: bigint, width: bigint): void => {
    bits |= BigInt.asUintN(Number(width), value) << count;
    count += width;
    while (count >= WORD_BITS) {
      words.push(BigInt.asUintN(Number(WORD_BITS), bits) as FieldElement);
      bits >>= WORD_BITS;
      count -= WORD_BITS;
    }
  };
  placed.forEach((holdings, a) => {
    const { value, width } = placeBits(size, holdings);
    append(value, width);
    append(worth[a] ?? 0n, BigInt(WORTH_BITS));
  });
  if (count > 0n) words.push(bits as FieldElement);
  return words;
}

/** The bits of FlatPlaces or PiecePlaces. A negative number gives those of its two's complement: no circuit accepts it. */
export function placeBits(
  { kind }: Pick<BatchSize, "kind">,
  holdings: readonly PlacedHolding[],
): { readonly value: bigint; readonly width: bigint } {
  let value = 0n;
  let width = 0n;
  const append = (part: bigint, bits: number): void => {
    value |= BigInt.asUintN(bits, part) << width;
    width += BigInt(bits);
  };
  let before = 0;
  for (const { cell, ordinal, offset, room } of holdings) {
    append(BigInt(cell - ordinal - before), CELL_BITS);
    append(BigInt(ordinal), kind === "flat" ? 1 : 6);
    append(offset, 65);
    if (kind !== "flat") append(room, 65);
    before = cell;
  }
  return { value, width };
}
