import { describe, expect, it } from "vitest";
import { exponential } from "../../../../prover/market/risk/math/exponential.ts";
import { type Fixed, ONE, times } from "../../../../prover/market/risk/math/fixed.ts";
import { fixed, unitsApart } from "./support.ts";

// Computed with mpmath 1.3.0 at 60 digits; e itself is OEIS A001113.
const PUBLISHED = [
  ["1", "2.71828182845904523536028747135266249775724709"],
  ["-1", "0.367879441171442321595523770161460867445811131"],
  ["0.1", "1.10517091807564762481170782649024666822454719"],
  ["-30", "0.0000000000000935762296884017460491583222337870674495832269"],
] as const;

describe("exponential", () => {
  it.each(PUBLISHED)("of %s to 44 digits", (x, expected) => {
    expect(unitsApart(exponential(fixed(x)), fixed(expected))).toBeLessThan(16n);
  });

  it("keeps its relative error where it grows", () => {
    const got = exponential(fixed("20.5"));
    expect(unitsApart(got, fixed("799902177.475505406704598837283990083454400835"))).toBeLessThan(1n << 32n);
  });

  it("is exactly 1 at 0, and turns sums into products", () => {
    expect(exponential(0n as Fixed)).toBe(ONE);
    const [a, b] = [fixed("0.37"), fixed("-2.6")];
    expect(unitsApart(exponential((a + b) as Fixed), times(exponential(a), exponential(b)))).toBeLessThan(
      16n,
    );
  });

  it("ends at 0, and refuses what it cannot hold", () => {
    expect(exponential(fixed("-101"))).toBe(0n);
    expect(exponential(fixed("-99"))).toBeGreaterThan(0n);
    expect(() => exponential(fixed("1048576"))).toThrow(RangeError);
  });
});
