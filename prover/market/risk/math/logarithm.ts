import { FIXED_BITS, type Fixed, ONE } from "./fixed.ts";

/** Bits that are kept beyond those of a Fixed until the last step. */
export const GUARD = 32n;
export const SCALE = FIXED_BITS + GUARD;

/** 2 atanh(z) = ln((1 + z) / (1 - z)) = 2 (z + z^3/3 + z^5/5 + ...), for |z| < 0.18, in units of 2^-SCALE. */
function twiceAtanh(z: bigint): bigint {
  const square = (z * z) >> SCALE;
  let power = z;
  let sum = 0n;
  for (let n = 1n; power > 1n || power < -1n; n += 2n) {
    sum += power / n;
    power = (power * square) >> SCALE;
  }
  return 2n * sum;
}

/** ln 2 = 14 atanh(1/31) + 10 atanh(1/49) + 6 atanh(1/161), in units of 2^-SCALE (OEIS A002162 has its digits). */
export const LN2_GUARDED = [
  [14n, 31n],
  [10n, 49n],
  [6n, 161n],
].reduce((sum, [weight = 0n, q = 1n]) => sum + (weight * twiceAtanh((1n << SCALE) / q)) / 2n, 0n);

/**
 * The natural logarithm, with an absolute error below 2^-140 for x in [2^-1000, 2^1000].
 *
 * x = m * 2^k with m in [2^-1/2, 2^1/2); ln x = k ln 2 + 2 atanh((m - 1) / (m + 1)), where |z| < 0.1716.
 * @throws RangeError for x <= 0
 */
export function logarithm(x: Fixed): Fixed {
  if (x <= 0n) throw new RangeError("logarithm: the argument must be above zero");
  let k = BigInt(x.toString(2).length) - 1n - FIXED_BITS;
  let m = k >= 0n ? (x << GUARD) >> k : (x << GUARD) << -k; // [1, 2)
  if (m * m >= 2n << (2n * SCALE)) {
    m >>= 1n;
    k += 1n;
  }
  const one = ONE << GUARD;
  const z = ((m - one) << SCALE) / (m + one);
  return ((k * LN2_GUARDED + twiceAtanh(z)) >> GUARD) as Fixed;
}
