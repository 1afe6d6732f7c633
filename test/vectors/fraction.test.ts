import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RuleError } from "../../prover/domain/errors.ts";
import { Fraction } from "../../prover/vectors/fraction.ts";

const of = (text: string): Fraction => Fraction.parse(text);

describe("Fraction", () => {
  it.each([
    ["0", 0n, 1n],
    ["-0.50", -50n, 100n],
    ["1e3", 1_000n, 1n],
    ["1.5E-3", 15n, 10_000n],
    ["18446744073709551615", 18_446_744_073_709_551_615n, 1n],
    ["0010", 10n, 1n],
  ])("reads %s", (text, numerator, denominator) => {
    expect(of(text).equals(new Fraction(numerator, denominator))).toBe(true);
  });

  it.each(["", "abc", "1.", ".5", "0x10", "NaN", "1e9999", "--1", "1 000"])("does not read %j", (text) => {
    expect(() => of(text)).toThrow(RuleError);
  });

  it("keeps its denominator above zero", () => {
    expect(new Fraction(1n, -3n)).toMatchObject({ numerator: -1n, denominator: 3n });
    expect(() => new Fraction(1n, 0n)).toThrow(RangeError);
    expect(() => of("1").over(of("0"))).toThrow(RangeError);
  });

  it("calculates exactly", () => {
    const third = new Fraction(1n, 3n);
    expect(third.plus(of("0.5")).equals(new Fraction(5n, 6n))).toBe(true);
    expect(third.minus(of("0.5")).equals(new Fraction(-1n, 6n))).toBe(true);
    expect(third.times(of("0.3")).equals(of("0.1"))).toBe(true);
    expect(third.over(third).equals(of("1"))).toBe(true);
    expect(of("0.1").plus(of("0.2")).equals(of("0.3"))).toBe(true);
  });

  it("rounds down, up and to the nearest", () => {
    expect([of("-1.5").floor(), of("-1.5").ceil(), of("1.5").floor(), of("1.5").ceil()]).toEqual([
      -2n,
      -1n,
      1n,
      2n,
    ]);
    const nearest = (text: string, decimals: number) => of(text).rounded(decimals).toString();
    expect(nearest("1114.785", 2)).toBe("1114.79");
    expect(nearest("1114.78499", 2)).toBe("1114.78");
    expect(nearest("-1.005", 2)).toBe("-1.01");
    expect(nearest("-0.5", 0)).toBe("-1");
    expect(nearest("0.49", 0)).toBe("0");
  });

  it("is within half a unit of its rounding", () => {
    fc.assert(
      fc.property(
        fc.bigInt(-(10n ** 12n), 10n ** 12n),
        fc.bigInt(1n, 10n ** 6n),
        fc.integer({ min: 0, max: 6 }),
        (n, d, decimals) => {
          const value = new Fraction(n, d);
          const off = value.rounded(decimals).minus(value).abs();
          expect(off.compare(new Fraction(1n, 2n).timesPowerOfTen(-decimals))).toBeLessThanOrEqual(0);
        },
      ),
      { seed: 1 },
    );
  });

  it("shows itself as a decimal where it has an end", () => {
    expect([of("92.50"), of("-0.05"), of("1e3"), of("0")].map(String)).toEqual([
      "92.5",
      "-0.05",
      "1000",
      "0",
    ]);
    expect(String(new Fraction(2n, 3n))).toBe("≈0.666666666666");
    expect(String(new Fraction(-2n, 3n))).toBe("≈-0.666666666667");
  });
});
