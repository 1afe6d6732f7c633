import { describe, expect, it } from "vitest";
import type { Black76 } from "../../../prover/market/risk/black76.ts";
import { type Fixed, fraction, roundAt, size } from "../../../prover/market/risk/math/fixed.ts";
import { loadShockSet } from "../../../prover/market/risk/shipped.ts";
import { parametersOf } from "../../../prover/market/risk/shock-set.ts";
import { shockedVolatility, timeFactor } from "../../../prover/market/risk/volatility-shock.ts";
import { decimal, SHOCKS_JSON, shocks } from "./support/options.ts";

const days = (count: string): Fixed => fraction(decimal(count), decimal("365"));
const option = (parts: Partial<Record<keyof Black76, Fixed>> = {}): Black76 => ({
  forward: decimal("100"),
  strike: decimal("100"),
  years: days("30"),
  volatility: decimal("0.6"),
  rate: 0n as Fixed,
  ...parts,
});

const volatility = (parts: object) =>
  parametersOf(
    shocks({
      parameters: {
        default: { ...SHOCKS_JSON.parameters.default, volatility: { up: "0.5", down: "0.25", ...parts } },
      },
    }),
    "BTC",
  );

describe("shocked volatility as Derive publishes it", () => {
  // PMRM_2/portfolio_cases/test_13: VolShockUpEvaluated, VolShockDownEvaluated, linear_multiplier, abs_multiplier.
  const published: Black76 = {
    forward: decimal("95776.67392708939"),
    strike: decimal("100000"),
    years: fraction(794_852n, 31_536_000n),
    volatility: decimal("0.453803924321583"),
    rate: decimal("0.15"),
  };
  it.each([
    ["up", 777_280_524_018_492n],
    ["down", 275_891_794_488_283n],
    ["skew-linear", 461_303_425_506_810n],
    ["skew-absolute", 461_303_425_506_810n],
    ["same", 453_803_924_321_583n],
  ] as const)("%s", async (direction, expected) => {
    const parameters = parametersOf(await loadShockSet("derive-31"), "BTC");
    const got = roundAt(shockedVolatility(direction, published, parameters), 15);
    expect(size((got - expected) as Fixed)).toBeLessThanOrEqual(1n);
  });
});

describe("the time factor", () => {
  const powers = volatility({ shortTermPower: "0.5", longTermPower: "0.25", floorDays: "1" });
  it("takes the short-term power to 30 days, the long-term power beyond, and stops at the floor", () => {
    expect(roundAt(timeFactor(days("30"), powers), 12)).toBe(10n ** 12n);
    expect(roundAt(timeFactor(days("7.5"), powers), 12)).toBe(2n * 10n ** 12n);
    expect(roundAt(timeFactor(days("480"), powers), 12)).toBe(5n * 10n ** 11n);
    expect(timeFactor(days("0.25"), powers)).toBe(timeFactor(days("1"), powers));
  });

  it("is 1 without powers", () => {
    expect(timeFactor(days("3"), volatility({}))).toBe(decimal("1"));
  });
});

describe("bounds of shocked volatility", () => {
  it("up is not below the minimum, and only up has one", () => {
    const parameters = volatility({ minimumUp: "1" });
    expect(shockedVolatility("up", option(), parameters)).toBe(decimal("1"));
    expect(roundAt(shockedVolatility("up", option({ volatility: decimal("0.8") }), parameters), 12)).toBe(
      12n * 10n ** 11n,
    );
    expect(roundAt(shockedVolatility("down", option(), parameters), 12)).toBe(45n * 10n ** 10n);
  });

  it("down is not below zero", () => {
    const parameters = volatility({ down: "0.5", shortTermPower: "1" });
    expect(shockedVolatility("down", option({ years: days("10") }), parameters)).toBe(0n);
  });

  it("a skew raises one wing and lowers the other, within its cap", async () => {
    const parameters = parametersOf(await loadShockSet("derive-31"), "BTC");
    const at = (strike: string, direction: "skew-linear" | "skew-absolute"): Fixed =>
      shockedVolatility(direction, option({ strike: decimal(strike) }), parameters);
    expect(at("100", "skew-linear")).toBe(decimal("0.6"));
    expect(at("120", "skew-linear")).toBeGreaterThan(decimal("0.6"));
    expect(at("80", "skew-linear")).toBeLessThan(decimal("0.6"));
    expect(at("80", "skew-absolute")).toBeGreaterThan(decimal("0.6"));
    expect(at("100000", "skew-linear")).toBe(at("200000", "skew-linear"));
    expect(at("0.01", "skew-linear")).toBe(at("0.02", "skew-linear"));
  });
});
