import { FIXED_BITS, type Fixed } from "./fixed.ts";

/** The square root, rounded down; Newton's method on the integer. value >= 0. */
export function squareRoot(value: Fixed): Fixed {
  const radicand = value << FIXED_BITS;
  if (radicand < 2n) return radicand as Fixed;
  // From above, Newton's iterates fall until they reach the floor of the root.
  let root = 1n << BigInt((radicand.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + radicand / root) >> 1n;
    if (next >= root) return root as Fixed;
    root = next;
  }
}
