import { describe, expect, it } from "vitest";
import { FIXED_BITS, type Fixed, ONE } from "../../../../prover/market/risk/math/fixed.ts";
import { squareRoot } from "../../../../prover/market/risk/math/square-root.ts";
import { fixed } from "./support.ts";

describe("squareRoot", () => {
  it("is the largest whose square is not above", () => {
    for (const value of [1n as Fixed, fixed("0.0001"), fixed("2"), fixed("3.9999"), fixed("98765432.1")]) {
      const root = squareRoot(value);
      expect(root * root).toBeLessThanOrEqual(value << FIXED_BITS);
      expect((root + 1n) ** 2n).toBeGreaterThan(value << FIXED_BITS);
    }
  });

  it("is exact for squares", () => {
    expect(squareRoot(0n as Fixed)).toBe(0n);
    expect(squareRoot(fixed("6.25"))).toBe(fixed("2.5"));
    expect(squareRoot(ONE)).toBe(ONE);
  });
});
