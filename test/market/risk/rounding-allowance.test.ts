import { describe, expect, it } from "vitest";
import type { Price } from "../../../prover/domain/price.ts";
import { RATE_ONE, type Rate } from "../../../prover/domain/rate.ts";
import { roundingAllowance } from "../../../prover/market/risk/rounding-allowance.ts";

const usd = (value: bigint): Price => (value * 10n ** 8n) as Price;

describe("roundingAllowance", () => {
  it("is 1e-9 of a notional price of 10 USD, and one more just below", () => {
    expect(roundingAllowance(RATE_ONE, RATE_ONE, usd(10n))).toBe(1n);
    expect(roundingAllowance(RATE_ONE, RATE_ONE, (usd(10n) - 1n) as Price)).toBe(2n);
    expect(roundingAllowance(RATE_ONE, RATE_ONE, usd(100_000n))).toBe(1n);
  });

  it("is worth factor * loss * 1e-8 USD a unit, and no rate less is", () => {
    for (const [factor, loss, price] of [
      [800_000_000n, 1_003_787_845n, usd(1n)],
      [1_250_000_000n, RATE_ONE, 12_345n as Price],
      [RATE_ONE, RATE_ONE, usd(115_770n)],
    ] as const) {
      const rate = roundingAllowance(factor as Rate, loss as Rate, price);
      // All in 1e-26 USD.
      expect(rate * price * 10n ** 9n).toBeGreaterThanOrEqual(factor * loss);
      expect((rate - 1n) * price * 10n ** 9n).toBeLessThan(factor * loss);
    }
  });
});
