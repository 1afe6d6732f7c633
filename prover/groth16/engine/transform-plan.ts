/**
 * From the values of a polynomial at the domain's points to its values at the shifted domain's, as Groth16's quotient
 * needs: by a transform to coefficients, factors, and a transform back, without bit reversal.
 *
 * With w the domain's root of order n and g of order 2n, g^2 = w. Both transforms use powers of w. The first gives n
 * times the coefficients with their order negated: place i holds coefficient -i mod n. The factors are g^(n - i) / n
 * for i > 0, which is -g^-i / n, and 1 / n for i = 0. The second transform then gives the value at g * w^-k at place k,
 * again negated.
 */

import type { Core } from "../../core/instance.ts";
import { ELEMENT_BYTES, FR, invert, LIMBS, modulo, montgomeryLimbs, PAIR_BYTES } from "../../core/limbs.ts";
import { setPair } from "../../core/views.ts";
import { rootOfUnity } from "../../keys/scalar-field.ts";

/** Where the twiddles of the stage with blocks of 2 * half begin: w^(n / (2 half) * j), j = 0 .. half - 1. */
export const twiddlesFor = (twiddles: number, half: number): number => twiddles + half * ELEMENT_BYTES;

/**
 * Fills both tables: n elements each.
 *
 * @param space PAIR_BYTES + n + 8 elements to work in
 */
export function fillTables(
  core: Core,
  logDomain: number,
  twiddles: number,
  cosetFactors: number,
  space: number,
): void {
  const limbs = new Float64Array(core.memory.buffer);
  const n = 2 ** logDomain;
  for (let half = 1; half < n; half *= 2) {
    writePowers(core, limbs, twiddlesFor(twiddles, half), 1n, rootOfUnity(Math.log2(half) + 1), half, space);
  }
  const natural = space + PAIR_BYTES;
  const scale = invert(BigInt(n), FR.modulus);
  const inverseShift = invert(rootOfUnity(logDomain + 1), FR.modulus);
  writePowers(core, limbs, natural, -scale, inverseShift, n, space);
  limbs.set(montgomeryLimbs(FR, scale), natural / 8);
  for (let k = 0; k < n; k++) {
    const from = natural / 8 + reverseBits(k, logDomain) * LIMBS;
    limbs.copyWithin(cosetFactors / 8 + k * LIMBS, from, from + LIMBS);
  }
}

/** first, first * ratio, ... */
function writePowers(
  core: Core,
  limbs: Float64Array,
  address: number,
  first: bigint,
  ratio: bigint,
  count: number,
  factor: number,
): void {
  limbs.set(montgomeryLimbs(FR, first), address / 8);
  if (count < 2) return;
  limbs.set(montgomeryLimbs(FR, first * ratio), address / 8 + LIMBS);
  setPair(limbs, factor, montgomeryLimbs(FR, modulo(ratio * ratio, FR.modulus)));
  core.get("fr_powers")(address, factor, count);
}

/** See the head of this file. `array` has n elements, and four more for small n. */
export function shiftDomain(
  core: Core,
  logDomain: number,
  twiddles: number,
  cosetFactors: number,
  array: number,
): void {
  const n = 2 ** logDomain;
  const frequency = core.get("fr_frequency");
  for (let half = n / 2; half > 1; half /= 2) {
    frequency(array, half, n / (2 * half), twiddlesFor(twiddles, half));
  }
  if (n > 1) core.get("fr_last")(array, n);
  core.get("fr_product")(array, array, cosetFactors, n);
  if (n > 1) core.get("fr_last")(array, n);
  const time = core.get("fr_time");
  for (let half = 2; half < n; half *= 2) time(array, half, n / (2 * half), twiddlesFor(twiddles, half));
}

const reverseBits = (value: number, bits: number): number => {
  let result = 0;
  for (let i = 0; i < bits; i++) result = result * 2 + ((value >>> i) & 1);
  return result;
};
