import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FQ, LIMBS, toLimbs } from "../../prover/core/limbs.ts";
import { mayBeEqual } from "../../prover/core/views.ts";

const p = FQ.modulus;
/** As far as elements are from 0: less than 1.3 p. */
const BOUND = (13n * p) / 10n;
const element = fc.bigInt({ min: -BOUND + 1n, max: BOUND - 1n });

const compare = (left: bigint, right: bigint): boolean => {
  const limbs = Float64Array.from([...toLimbs(left), ...toLimbs(right)]);
  return mayBeEqual(limbs, 0, 8 * LIMBS, 0);
};

describe("mayBeEqual", () => {
  it("is true of everything that is equal modulo p, in any form", () => {
    const equal = fc
      .tuple(element, fc.integer({ min: -2, max: 2 }))
      .map(([value, k]) => [value, value + BigInt(k) * p] as const);
    fc.assert(
      fc.property(equal, ([left, right]) => {
        fc.pre(right > -BOUND && right < BOUND);
        expect(compare(left, right)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
    for (const edge of [0n, 1n, -1n, BOUND - 1n, 1n - BOUND, p, -p, p / 2n, (p + 1n) / 2n]) {
      for (let k = -2n; k <= 2n; k++) {
        if (edge + k * p < BOUND && edge + k * p > -BOUND) expect(compare(edge, edge + k * p)).toBe(true);
      }
    }
  });

  it("is true where limbs differ and the number does not: they need not be the least", () => {
    const limbs = toLimbs(p / 3n);
    const carried = limbs.with(2, (limbs[2] ?? 0) + 2 ** 51).with(3, (limbs[3] ?? 0) - 1);
    expect(mayBeEqual(Float64Array.from([...limbs, ...carried]), 0, 8 * LIMBS, 0)).toBe(true);
  });

  it("is false of what differs by more than its precision", () => {
    const step = 2n ** 206n;
    fc.assert(
      fc.property(element, fc.bigInt({ min: step, max: p - step }), (left, distance) => {
        fc.pre(left + distance < BOUND);
        expect(compare(left, left + distance)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });
});
