import { floorDiv } from "../../../domain/decimal.ts";
import { FIXED_BITS, type Fixed, ONE } from "./fixed.ts";
import { GUARD, LN2_GUARDED, SCALE } from "./logarithm.ts";

const HALVINGS = 8n;

/**
 * e^x, with an absolute error below 2^-140 for x <= 0 and a relative one above it.
 *
 * x = k ln 2 + r with 0 <= r < ln 2; e^(r / 2^8) by Taylor's series, where fifteen terms reach 2^-SCALE; eight
 * squarings. A squaring doubles the relative error: 2^8 of the 2^32 that the guard bits leave.
 * Results below 2^-FIXED_BITS are 0; x < 2^20, or the result has more than a million bits.
 */
export function exponential(x: Fixed): Fixed {
  if (x >= ONE << 20n) throw new RangeError("exponential: the argument must be below 2^20");
  const k = floorDiv(x << GUARD, LN2_GUARDED);
  if (k < -FIXED_BITS - 1n) return 0n as Fixed;
  const r = ((x << GUARD) - k * LN2_GUARDED) >> HALVINGS;
  const one = 1n << SCALE;
  let term = one;
  let sum = one;
  for (let n = 1n; term !== 0n; n++) {
    term = ((term * r) >> SCALE) / n;
    sum += term;
  }
  for (let n = 0n; n < HALVINGS; n++) sum = (sum * sum) >> SCALE;
  const shift = GUARD - k;
  return (shift >= 0n ? sum >> shift : sum << -shift) as Fixed;
}
