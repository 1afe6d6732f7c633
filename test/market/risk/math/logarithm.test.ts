import { describe, expect, it } from "vitest";
import { exponential } from "../../../../prover/market/risk/math/exponential.ts";
import { type Fixed, ONE } from "../../../../prover/market/risk/math/fixed.ts";
import { logarithm } from "../../../../prover/market/risk/math/logarithm.ts";
import { fixed, unitsApart } from "./support.ts";

describe("logarithm", () => {
  // OEIS A002162 and A002392, and mpmath 1.3.0 at 60 digits.
  it.each([
    ["2", "0.693147180559945309417232121458176568075500134"],
    ["10", "2.30258509299404568401799145468436420760110149"],
    ["0.0009765625", "-6.93147180559945309417232121458176568075500134"],
    ["123456.789", "11.7236464871858809811399589839101115869103774"],
  ] as const)("of %s to 43 digits", (x, expected) => {
    expect(unitsApart(logarithm(fixed(x)), fixed(expected))).toBeLessThan(16n);
  });

  it("is 0 at 1, undoes the exponential, and has no value at 0", () => {
    expect(logarithm(ONE)).toBe(0n);
    for (const x of ["-3.2", "-0.0001", "0.6931", "7.5"]) {
      expect(unitsApart(logarithm(exponential(fixed(x))), fixed(x))).toBeLessThan(1n << 10n);
    }
    expect(() => logarithm(0n as Fixed)).toThrow(RangeError);
  });
});
