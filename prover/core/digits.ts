/**
 * Scalars as signed digits: s = sum of d_w * 2^(c w) with |d_w| <= 2^(c - 1). A digit of 0 costs nothing later, so that
 * the many wires that are 0 or 1 cost nothing or one addition.
 *
 * A scalar above r / 2 is taken as -(r - s): small negative values have few digits, too.
 * Source: A. Booth, 1951; for multi-exponentiation: Zcash and gnark-crypto.
 */
import { FIELD_MODULUS } from "../domain/field.ts";

const SCALAR_WORDS = 8;
/** |s| < r / 2 < 2^253, and one bit for the carry out of the top. */
const DIGIT_BITS = 254;
export const MAX_WINDOW_BITS = 15;

/** Digits of `count` scalars: the digits at one position are next to each other, position by position. */
export interface DigitLayout {
  /** Address of the digits, 16-bit integers. */
  readonly address: number;
  readonly count: number;
  readonly windowBits: number;
  readonly windows: number;
}

export const windowCount = (windowBits: number): number => Math.ceil(DIGIT_BITS / windowBits);

/**
 * The window width with the fewest additions: per window one for every scalar, and 2 for each of the 2^(c - 1) buckets
 * (see multi-exponentiation.ts). Many small scalars make it too wide, which costs little: empty buckets are not added.
 */
export function bestWindow(scalars: number): number {
  const additions = (bits: number): number => windowCount(bits) * (scalars + 2 * 2 ** (bits - 1));
  let best = 2;
  for (let bits = 3; bits <= MAX_WINDOW_BITS; bits++) if (additions(bits) < additions(best)) best = bits;
  return best;
}

const MODULUS_WORDS = Uint32Array.from({ length: SCALAR_WORDS }, (_, i) =>
  Number((FIELD_MODULUS >> BigInt(32 * i)) & 0xffffffffn),
);

/**
 * Writes the digits of scalars start .. end - 1.
 *
 * @param scalars canonical scalars, eight 32-bit words each, least first
 * @returns whether all scalars were below r
 */
export function writeDigits(
  digits: Int16Array,
  { count, windowBits, windows }: DigitLayout,
  scalars: Uint32Array,
  start: number,
  end: number,
): boolean {
  const half = 2 ** (windowBits - 1);
  const mask = 2 * half - 1;
  const value = new Uint32Array(SCALAR_WORDS + 1);
  let canonical = true;
  for (let i = start; i < end; i++) {
    for (let k = 0; k < SCALAR_WORDS; k++) value[k] = scalars[i * SCALAR_WORDS + k] ?? 0;
    const negative = negateIfSmaller(value);
    const last = lastBit(value);
    // r - s is 0 for s = r, and wraps around to more than r for larger s.
    if (last >= DIGIT_BITS - 1 || (negative && last < 0)) canonical = false;
    let carry = 0;
    for (let w = 0; w < windows; w++) {
      const bit = w * windowBits;
      if (bit > last && carry === 0) {
        // Most scalars are small.
        for (let rest = w; rest < windows; rest++) digits[rest * count + i] = 0;
        break;
      }
      const [word, shift] = [bit >>> 5, bit & 31];
      const high = shift === 0 ? 0 : (value[word + 1] ?? 0) << (32 - shift);
      let digit = ((((value[word] ?? 0) >>> shift) | high) & mask) + carry;
      carry = digit > half ? 1 : 0;
      digit -= carry * 2 * half;
      digits[w * count + i] = negative ? -digit : digit;
    }
  }
  return canonical;
}

/** Replaces s by r - s when s > r - s, roughly: when the top bits say so. @returns whether it did */
function negateIfSmaller(value: Uint32Array): boolean {
  // r / 2^224 is 0x30644e72 and a bit: from half of it on the complement is the smaller, or nearly so.
  if ((value[SCALAR_WORDS - 1] ?? 0) < 0x18322739) return false;
  let borrow = 0;
  for (let k = 0; k < SCALAR_WORDS; k++) {
    const difference = (MODULUS_WORDS[k] ?? 0) - (value[k] ?? 0) - borrow;
    borrow = difference < 0 ? 1 : 0;
    value[k] = difference;
  }
  return true;
}

function lastBit(value: Uint32Array): number {
  for (let k = SCALAR_WORDS - 1; k >= 0; k--) {
    const word = value[k] ?? 0;
    if (word !== 0) return 32 * k + 31 - Math.clz32(word);
  }
  return -1;
}
