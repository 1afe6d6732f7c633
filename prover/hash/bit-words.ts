import type { FieldElement } from "../domain/field.ts";

const WORD_BITS = 252;

/** A list of bits as field elements, 252 to the word, first bit lowest, as the circuits' PackBits. */
export class BitWords {
  readonly #full: FieldElement[] = [];
  #bits = 0n;
  #count = 0;

  /** Adds the lowest bits of a number, lowest first; of a negative one, those of its two's complement. */
  append(value: bigint, width: number): void {
    this.#bits |= BigInt.asUintN(width, value) << BigInt(this.#count);
    this.#count += width;
    while (this.#count >= WORD_BITS) {
      this.#full.push(BigInt.asUintN(WORD_BITS, this.#bits) as FieldElement);
      this.#bits >>= BigInt(WORD_BITS);
      this.#count -= WORD_BITS;
    }
  }

  get words(): readonly FieldElement[] {
    return this.#count === 0 ? this.#full : [...this.#full, this.#bits as FieldElement];
  }
}
