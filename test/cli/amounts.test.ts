import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  exact,
  grouped,
  moveText,
  priceLevel,
  rateText,
  ratioText,
  seconds,
  usd,
} from "../../cli/screen/amounts.ts";
import type { Price, Rate, Usd } from "../../prover/index.ts";

const dollars = (text: string): Usd =>
  (BigInt(text.replace(".", "")) * 10n ** BigInt(25 - (text.split(".")[1] ?? "").length)) as Usd;

describe("amounts for people", () => {
  it.each([
    ["1234567.5", "down", "1,234,567.50"],
    ["0.019", "down", "≈ 0.01"],
    ["0.011", "up", "≈ 0.02"],
    ["-0.011", "down", "≈ -0.02"],
    ["-0.019", "up", "≈ -0.01"],
    ["-0.001", "up", "≈ 0.00"],
    ["999999.999", "up", "≈ 1,000,000.00"],
    ["0.00", "down", "0.00"],
  ] as const)("%s USD rounded %s is %s", (value, rounding, expected) => {
    expect(usd(dollars(value), rounding)).toBe(expected);
  });

  it("never shows more equity than there is, nor less requirement", () => {
    const cents = (text: string): bigint => BigInt(text.replace(/[≈ ,.]/g, ""));
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 165n), max: 2n ** 165n }), (value) => {
        expect(cents(usd(value as Usd, "down")) * 10n ** 23n <= value).toBe(true);
        expect(cents(usd(value as Usd, "up")) * 10n ** 23n >= value).toBe(true);
      }),
    );
  });

  it("groups thousands and keeps every digit of exact figures", () => {
    expect(grouped("-1234567.00012345")).toBe("-1,234,567.00012345");
    expect(exact(123456789012345678n, 8)).toBe("1,234,567,890.12345678");
    expect(rateText(6_500_000n as Rate)).toBe("0.65 %");
    expect(ratioText(279_999n)).toBe("≈ 27.99 ×");
    expect(ratioText(null)).toBe("nothing is required");
    expect(seconds(999)).toBe("1.00 s");
  });

  it("rounds prices at which something happens, and how far they are", () => {
    const level = { numerator: 9_672_318_954_146n * 3n + 1n, denominator: 3n };
    expect(priceLevel(level, "up")).toBe("≈ 96,723.19");
    expect(priceLevel(level, "down")).toBe("≈ 96,723.18");
    expect(moveText(11_577_000_000_000n as Price, level, "down")).toBe("-16.45 %");
    expect(moveText(11_577_000_000_000n as Price, level, "up")).toBe("-16.46 %");
  });
});
