import { exponential } from "./exponential.ts";
import { FIXED_BITS, type Fixed, fraction, negate, ONE, size, times, ZERO } from "./fixed.ts";
import { squareRoot } from "./square-root.ts";

/** Beyond 14 the tail is below 8e-45, less than one unit of 2^-144. */
const HORIZON = (14n * ONE) as Fixed;

/** pi to 50 digits (OEIS A000796). */
const PI = fraction(314159265358979323846264338327950288419716939937510n, 10n ** 50n);
const ROOT_TWO_PI = squareRoot((2n * PI) as Fixed);

/** The density of the standard normal distribution: e^(-x^2/2) / sqrt(2 pi). */
export function normalDensity(x: Fixed): Fixed {
  return fraction(exponential(negate((times(x, x) >> 1n) as Fixed)), ROOT_TWO_PI);
}

/**
 * The standard normal distribution function, with an absolute error below 2^-130 (7e-40).
 *
 *   Phi(x) = 1/2 + density(x) * (x + x^3/3 + x^5/(3*5) + x^7/(3*5*7) + ...)
 *
 * G. Marsaglia, "Evaluating the Normal Distribution", Journal of Statistical Software 11(4), 2004. All terms have the
 * sign of x, so nothing cancels. Their sum grows like e^(x^2/2), and carries its relative error into a product with a
 * density that falls as fast.
 */
export function normalDistribution(x: Fixed): Fixed {
  if (x >= HORIZON) return ONE;
  if (x <= -HORIZON) return ZERO;
  const half = (ONE >> 1n) as Fixed;
  const a = size(x);
  const square = times(a, a);
  // The density is small where the sum is large: guard bits keep its relative error.
  const guard = (square >> FIXED_BITS) + 8n;
  let term: bigint = a << guard;
  let sum = 0n;
  for (let n = 1n; term !== 0n; n += 2n) {
    sum += term;
    term = ((term * square) >> FIXED_BITS) / (n + 2n);
  }
  const density = guardedDensity(square, guard);
  const part = (density * sum) >> (FIXED_BITS + 2n * guard);
  const above = half + part;
  return (x < 0n ? ONE - above : above > ONE ? ONE : above) as Fixed;
}

/** The density with `guard` bits more than a Fixed has; square = x^2. */
function guardedDensity(square: Fixed, guard: bigint): bigint {
  // e^-y = 1 / e^y: a large number has all its digits, a small one would have lost them.
  const growth = exponential((square >> 1n) as Fixed);
  return (ONE << (FIXED_BITS + guard)) / ((growth * ROOT_TWO_PI) >> FIXED_BITS);
}
