import type { FieldElement } from "../domain/field.ts";
import { FIELD_MODULUS } from "../domain/field.ts";
import { reduce } from "../keys/scalar-field.ts";
import { type CellTable, keyOf, spanOf } from "../market/cells/table.ts";
import { QUANTITY_SHIFT } from "../market/piece.ts";
import type { Challenges } from "./challenges.ts";
import type { PlacedHolding } from "./place.ts";

/** What is summed over all holdings on a cell (SPEC, "Challenges"). */
export interface CellSum {
  /** Of the weight of the holding's place in its word. Field elements, but for reduction. */
  codes: bigint;
  /** Of what `base` is multiplied with in its worth, weighted by account. */
  scales: bigint;
  /** Of what `rate` is multiplied with, weighted by account. */
  measures: bigint;
  /** Of offsets: an integer below 2^94. */
  offsets: bigint;
  /** Of holdings: below 2^29. */
  counts: bigint;
}

/** A side of both equations: what accounts say of the table, or the table of its accounts. */
export interface Sides {
  /** Of share / (y - cell). */
  readonly quotients: FieldElement;
  /** Of the words', spans' and worths' claims. */
  readonly claims: FieldElement;
}

const NOTHING: CellSum = { codes: 0n, scales: 0n, measures: 0n, offsets: 0n, counts: 0n };

/** Sums over the holdings of consecutive accounts, cell by cell: of a batch, or of a whole epoch. */
export class CellSums {
  readonly #table: Pick<CellTable, "kind" | "cells">;
  readonly #lambda: FieldElement;
  readonly #sums = new Map<number, CellSum>();
  #power: bigint;

  /** @param start power of lambda of the first account's first word */
  constructor(table: Pick<CellTable, "kind" | "cells">, lambda: FieldElement, start: bigint = 1n) {
    this.#table = table;
    this.#lambda = lambda;
    this.#power = start;
  }

  /** The power of lambda of the next word. */
  get power(): FieldElement {
    return this.#power as FieldElement;
  }

  /** Takes the places of the next account, those that are not used and of places without account too. */
  add(holdings: readonly PlacedHolding[]): void {
    const flat = this.#table.kind === "flat";
    const first = this.#power;
    holdings.forEach(({ cell, quantity, offset }, i) => {
      if (i % 3 === 0 && i > 0) this.#next();
      const sum = this.#at(cell);
      // Sums grow by a few bits an account: they are reduced when they are read.
      sum.codes += this.#power << (84n * BigInt(i % 3));
      sum.scales += flat ? (quantity > 0n ? first * quantity : 0n) : first;
      sum.measures += first * (flat ? quantity : offset);
      sum.offsets += offset;
      sum.counts += 1n;
    });
    this.#next();
  }

  of(cell: number): Readonly<CellSum> {
    const { codes, scales, measures, offsets, counts } = this.#sums.get(cell) ?? NOTHING;
    return {
      codes: reduce(codes),
      scales: reduce(scales),
      measures: reduce(measures),
      offsets: reduce(offsets),
      counts,
    };
  }

  /** Net quantity of the holdings on a cell, in 1e-8 units. */
  net(cell: number): bigint {
    const { offsets, counts } = this.#sums.get(cell) ?? NOTHING;
    return offsets + counts * ((this.#table.cells[cell]?.lower ?? 0n) - QUANTITY_SHIFT);
  }

  /** Both equations' sides, of these holdings or of some cells only. */
  sides(drawn: Challenges, cells: Iterable<number> = this.#sums.keys()): Sides {
    const { theta, zeta } = drawn;
    let quotients = 0n;
    let claims = 0n;
    let worths = 0n;
    for (const cell of cells) {
      const { codes, scales, measures, offsets, counts } = this.of(cell);
      const all = [counts, offsets, measures, scales, codes].reduce(
        (sum, each) => (sum * zeta + each) % FIELD_MODULUS,
        0n,
      );
      quotients += all * (drawn.inverses[cell] ?? 0n);
      const read = this.#table.cells[cell];
      if (read === undefined) continue;
      const span = this.#table.kind === "flat" ? 0n : spanOf(read);
      claims += (keyOf(read) + theta * span) * codes;
      worths += read.base * scales + read.rate * measures;
    }
    const weighed = reduce(theta * theta) * reduce(worths);
    return {
      quotients: reduce(quotients) as FieldElement,
      claims: reduce(claims + weighed) as FieldElement,
    };
  }

  #next(): void {
    this.#power = (this.#power * this.#lambda) % FIELD_MODULUS;
  }

  #at(cell: number): CellSum {
    const found = this.#sums.get(cell) ?? { ...NOTHING };
    this.#sums.set(cell, found);
    return found;
  }
}
