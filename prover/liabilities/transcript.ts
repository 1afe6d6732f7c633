import { type BatchSize, batchTemplate } from "../../circuits/liabilities/circuits.ts";
import { FIELD_MODULUS, type FieldElement } from "../domain/field.ts";
import { hashVector } from "../hash/hash-vector.ts";
import type { Poseidon } from "../hash/poseidon.ts";
import type { CellTable } from "../market/cells/table.ts";
import { DOMAIN_BATCH } from "./domains.ts";
import type { PlacedHolding } from "./place.ts";
import { COUNT_SHIFT } from "./subtree.ts";

/**
 * The challenges of a batch, as its circuit draws them (SPEC, "Challenges"). Nothing needs them but an auditor: the circuit computes
 * its own. They are here so that what each depends on can be read, and tested, in one place.
 */

/** What a batch commits to, by the time of each challenge. */
export interface BatchTranscript {
  readonly size: BatchSize;
  readonly table: CellTable;
  readonly epoch: FieldElement;
  readonly root: FieldElement;
  readonly blind: FieldElement;
  /** Of every place of the batch. */
  readonly placed: readonly (readonly PlacedHolding[])[];
  /** In 1e-25 USD, at least 0. */
  readonly worth: readonly bigint[];
}

export interface BatchChallenges {
  readonly lambda: FieldElement;
  readonly zeta: FieldElement;
  readonly y: FieldElement;
}

const WORD_BITS = 252;

export function batchChallenges(hash: Poseidon, transcript: BatchTranscript): BatchChallenges {
  const { table, epoch, root } = transcript;
  const opening = hash([DOMAIN_BATCH, epoch, table.digest, root]);
  const lambda = hashVector(hash, opening, packBits(batchBits(transcript)));
  const [codes, bases, rates, held] = cellSums(transcript, lambda);
  const zeta = hashVector(hash, lambda, [
    hashVector(hash, transcript.blind, held),
    ...codes,
    ...bases,
    ...rates,
  ]);
  return { lambda, zeta, y: hash([zeta]) };
}

/** Everything an account claims, bit by bit: its places, then its worth. */
export function batchBits({ size, placed, worth }: BatchTranscript): readonly number[] {
  return placed.flatMap((holdings, a) => [
    ...placeBits(size, holdings),
    ...bitsOf(worth[a] ?? 0n, size.holdings <= 8 ? 164 : 166),
  ]);
}

/** The bits of FlatPlaces or PiecePlaces. */
export function placeBits(size: BatchSize, holdings: readonly PlacedHolding[]): readonly number[] {
  const cellBits = batchTemplate(size).parameters[3] ?? 0;
  return holdings.flatMap(({ cell, ordinal, offset, room }, i) => {
    const gap = bitsOf(BigInt(cell - ordinal - (holdings[i - 1]?.cell ?? 0)), cellBits);
    return size.kind === "flat"
      ? [...gap, ordinal, ...bitsOf(offset, 65)]
      : [...gap, ...bitsOf(BigInt(ordinal), 6), ...bitsOf(offset, 65), ...bitsOf(room, 65)];
  });
}

/** Lowest bit first. A negative number gives those of its two's complement: no circuit accepts it. */
const bitsOf = (value: bigint, count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => Number((value >> BigInt(i)) & 1n));

export function packBits(bits: readonly number[]): readonly FieldElement[] {
  return Array.from({ length: Math.ceil(bits.length / WORD_BITS) }, (_, w) => {
    const word = bits.slice(w * WORD_BITS, (w + 1) * WORD_BITS);
    return word.reduceRight((sum, bit) => 2n * sum + BigInt(bit), 0n) as FieldElement;
  });
}

/** The four sums of every cell: of the words' weights, of scale and of measure by account, and of what is held. */
export function cellSums(
  { size, table, placed }: BatchTranscript,
  lambda: FieldElement,
): readonly [FieldElement[], FieldElement[], FieldElement[], FieldElement[]] {
  const sums = Array.from({ length: 4 }, () => Array<bigint>(table.size).fill(0n));
  const add = (v: number, cell: number, value: bigint): void => {
    const sum = sums[v];
    if (sum !== undefined) sum[cell] = modulo((sum[cell] ?? 0n) + value);
  };
  let power = 1n;
  for (const holdings of placed) {
    const first = power;
    holdings.forEach(({ cell, quantity, offset }, i) => {
      if (i % 3 === 0 && i > 0) power = modulo(power * lambda);
      const [scale, measure] =
        size.kind === "flat" ? [quantity > 0n ? quantity : 0n, quantity] : [1n, offset];
      add(0, cell, power << (84n * BigInt(i % 3)));
      add(1, cell, first * scale);
      add(2, cell, first * measure);
      add(3, cell, offset + (1n << COUNT_SHIFT));
    });
    power = modulo(power * lambda);
  }
  return sums as [FieldElement[], FieldElement[], FieldElement[], FieldElement[]];
}

const modulo = (value: bigint): bigint => ((value % FIELD_MODULUS) + FIELD_MODULUS) % FIELD_MODULUS;
