import { describe, expect, it } from "vitest";
import { RuleError } from "../../../prover/domain/errors.ts";
import { compare, moved, multiply, parseRatio, scale } from "../../../prover/market/risk/ratio.ts";

describe("parseRatio", () => {
  it("keeps thirds exact", () => {
    expect(parseRatio("-2/3")).toEqual({ numerator: -2n, denominator: 3n });
    expect(compare(multiply(parseRatio("1/3"), parseRatio("3")), parseRatio("1"))).toBe(0);
    expect(compare(parseRatio("0.16"), parseRatio("4/25"))).toBe(0);
    expect(compare(parseRatio("-0.66"), parseRatio("-0.65"))).toBe(-1);
  });

  it.each(["2/0", "1/-3", "-0/3", "1 / 3", "1/3.5", "1e-2", "+1/3", "", "0.1234567890123456789"])(
    "refuses %j",
    (text) => {
      expect(() => parseRatio(text)).toThrow(RuleError);
    },
  );
});

describe("scale", () => {
  it("rounds down once, on both sides of zero", () => {
    expect(scale(10n, moved(parseRatio("1/3")))).toBe(13n);
    expect(scale(3n, moved(parseRatio("1/3")))).toBe(4n);
    expect(scale(10n, parseRatio("-1/3"))).toBe(-4n);
    expect(scale(-10n, parseRatio("1/3"))).toBe(-4n);
  });
});
