/** Reading and writing single elements in the core's memory, given as doubles; addresses are in bytes. */
import { BASE_FIELD_MODULUS } from "../keys/base-field.ts";
import { ELEMENT_BYTES, LIMB_BITS, LIMBS } from "./limbs.ts";

/** Limbs of the index-th of the elements stored one after another. */
export const elementAt = (limbs: Float64Array, address: number, index: number): number[] => {
  const at = (address + index * ELEMENT_BYTES) / 8;
  return [...limbs.subarray(at, at + LIMBS)];
};

/** Limbs of one element of a pair. */
export const pairLane = (limbs: Float64Array, address: number, lane: number): number[] =>
  Array.from({ length: LIMBS }, (_, i) => limbs[address / 8 + 2 * i + lane] ?? 0);

/** Stores an element in both lanes of a pair. */
export function setPair(limbs: Float64Array, address: number, element: readonly number[]): void {
  for (const [i, limb] of element.entries()) limbs.fill(limb, address / 8 + 2 * i, address / 8 + 2 * i + 2);
}

const TOP = 2 ** (LIMB_BITS * (LIMBS - 1));
/** The base field's modulus in units of the top limb. */
const MODULUS = Number(BASE_FIELD_MODULUS) / TOP;

/**
 * Whether two elements of the base field may be equal modulo it; if not, they are not. Of different ones a few in 2^49 may be, too.
 *
 * Both are below 1.3 p in absolute value (see limbs.ts), so their difference would be k p, |k| <= 2. Computed from the two top limbs, in units of
 * the top one, it is off by the lower limbs, less than 2^-49, and by roundings of numbers below 2^52, at most 3/4 in all.
 */
export function mayBeEqual(limbs: Float64Array, left: number, right: number, index: number): boolean {
  const at = (index * ELEMENT_BYTES) / 8 + LIMBS - 1;
  const [l, r] = [left / 8 + at, right / 8 + at];
  const top = (limbs[l] ?? 0) - (limbs[r] ?? 0);
  const next = (limbs[l - 1] ?? 0) - (limbs[r - 1] ?? 0);
  const difference = Math.abs(top + next / 2 ** LIMB_BITS);
  return difference < 1 || Math.abs(difference - MODULUS) < 1 || Math.abs(difference - 2 * MODULUS) < 1;
}
