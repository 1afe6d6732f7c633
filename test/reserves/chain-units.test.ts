import { describe, expect, it } from "vitest";
import { reserveAmount } from "../../prover/reserves/chain-units.ts";

describe("reserveAmount", () => {
  it.each([
    [1n, 8, 1n],
    [1n, 6, 100n],
    [1n, 0, 100_000_000n],
    [9_999_999_999n, 18, 0n],
    [10_000_000_000n, 18, 1n],
    [19_999_999_999n, 18, 1n],
    [2n ** 256n - 1n, 36, (2n ** 256n - 1n) / 10n ** 28n],
    [0n, 36, 0n],
  ])("%s with %s decimals is %s, rounded down", (balance, decimals, amount) => {
    expect(reserveAmount(balance, decimals)).toBe(amount);
  });

  it.each([
    [-1n, 8],
    [1n, 37],
    [1n, -1],
    [1n, 1.5],
  ])("refuses %s with %s decimals", (balance, decimals) => {
    expect(() => reserveAmount(balance, decimals)).toThrow(RangeError);
  });
});
