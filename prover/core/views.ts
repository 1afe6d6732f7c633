/** Reading and writing single elements in the core's memory, given as doubles; addresses are in bytes. */
import { ELEMENT_BYTES, LIMBS } from "./limbs.ts";

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
