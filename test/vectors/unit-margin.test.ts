import { describe, expect, it } from "vitest";
import { DoesNotFit } from "../../prover/vectors/fields.ts";
import { Fraction } from "../../prover/vectors/fraction.ts";
import { rateMargin, unitMargin } from "../../prover/vectors/unit-margin.ts";

const usd = (text: string): Fraction => Fraction.parse(text);

describe("unitMargin", () => {
  it.each([
    ["112.5", "225"],
    ["112.50000000001", "225.3333333333333"],
    ["0", "17.123456789"],
    ["0", "0"],
    ["1", "4.3"],
    ["1", "3999"],
    ["75.25", "75.25"],
  ])("requires %s and %s a unit, rounded up by a 1e-9th and 1e-8 USD at most", (maintenance, initial) => {
    const margin = unitMargin(usd(maintenance), usd(initial), "row");
    for (const [wanted, rate] of [
      [usd(maintenance), margin.maintenanceRate],
      [usd(initial), margin.initialRate],
    ] as const) {
      const excess = new Fraction(margin.notionalPrice * rate).timesPowerOfTen(-17).minus(wanted);
      const most = wanted.timesPowerOfTen(-9).plus(usd("0.00000001"));
      expect(excess.numerator >= 0n && excess.compare(most) <= 0).toBe(true);
    }
  });

  it("does not fit where maintenance is the greater, or next to nothing", () => {
    expect(() => unitMargin(usd("2"), usd("1"), "row")).toThrow(DoesNotFit);
    expect(() => unitMargin(usd("1"), usd("5000"), "row")).toThrow(DoesNotFit);
  });
});

describe("rateMargin", () => {
  it.each([
    ["0.003", "0.005", 0],
    ["0", "4.294967295", 0],
    ["0.5", "4.29496730", 1],
    ["0", "429", 2],
  ])("keeps %s and %s of the notional, with 10^%i times the notional", (maintenance, initial, power) => {
    const margin = rateMargin(usd("100"), usd(maintenance), usd(initial), "row");
    expect(margin.notionalPrice).toBe(100n * 10n ** BigInt(8 + power));
    expect(new Fraction(margin.initialRate).timesPowerOfTen(power - 9).equals(usd(initial))).toBe(true);
    expect(new Fraction(margin.maintenanceRate).timesPowerOfTen(power - 9).equals(usd(maintenance))).toBe(
      true,
    );
  });

  it("does not fit beyond 42,949 %", () => {
    expect(() => rateMargin(usd("100"), usd("0"), usd("430"), "row")).toThrow(DoesNotFit);
  });
});
