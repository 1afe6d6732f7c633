import { FIELD_MODULUS, type FieldElement } from "../domain/field.ts";
import { readWord, toWords, WORD_BYTES } from "../keys/little-endian.ts";

/** Field elements packed as 32-byte words: a million of them in 32 MB. */
export class Nodes {
  readonly words: Uint8Array;
  readonly #view: DataView;

  /** @param words canonical field elements, least byte first */
  constructor(words: Uint8Array) {
    this.words = words;
    this.#view = new DataView(words.buffer, words.byteOffset, words.byteLength);
  }

  /** @throws RangeError for a value that is not a canonical field element */
  static from(values: readonly FieldElement[]): Nodes {
    for (const value of values) {
      if (value < 0n || value >= FIELD_MODULUS)
        throw new RangeError("a leaf is not a canonical field element");
    }
    return new Nodes(toWords(values));
  }

  get length(): number {
    return this.words.length / WORD_BYTES;
  }

  /** Nodes first .. first + count - 1, those after the last as `blank`. */
  slice(first: number, count: number, blank: FieldElement): FieldElement[] {
    return Array.from({ length: count }, (_, i) =>
      first + i < this.length ? (readWord(this.#view, (first + i) * WORD_BYTES) as FieldElement) : blank,
    );
  }
}
