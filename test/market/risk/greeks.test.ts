import { describe, expect, it } from "vitest";
import { type Black76, black76Price, type OptionType } from "../../../prover/market/risk/black76.ts";
import { black76Greeks } from "../../../prover/market/risk/greeks.ts";
import { type Fixed, fraction, minus, ONE, over, toNumber } from "../../../prover/market/risk/math/fixed.ts";
import { decimal } from "./support/options.ts";

const CASES: readonly (readonly [OptionType, Partial<Record<keyof Black76, string>>])[] = [
  ["call", {}],
  ["put", {}],
  ["call", { strike: "130", rate: "0.08" }],
  ["put", { strike: "70", volatility: "0.9", years: "0.05" }],
  ["put", { strike: "130", rate: "-0.02", years: "1.5" }],
];

const given = (parts: Partial<Record<keyof Black76, string>>): Black76 => ({
  forward: decimal(parts.forward ?? "100"),
  strike: decimal(parts.strike ?? "100"),
  years: decimal(parts.years ?? "0.5"),
  volatility: decimal(parts.volatility ?? "0.4"),
  rate: decimal(parts.rate ?? "0.03"),
});

/** Small enough for an error of 1e-12 in the second order, large against the 2^-130 of the arithmetic. */
const STEP = decimal("0.0000001");

/** The central difference of a function of one input, by another input's bump. */
function slope(option: Black76, name: keyof Black76, value: (bumped: Black76) => Fixed): number {
  const [up, down] = [STEP, -STEP].map((bump) => value({ ...option, [name]: option[name] + bump }));
  return toNumber(over(minus(up ?? (0n as Fixed), down ?? (0n as Fixed)), (2n * STEP) as Fixed));
}

describe("black76Greeks", () => {
  it.each(CASES)("are the derivatives of the price: %s %o", (type, parts) => {
    const option = given(parts);
    const greeks = black76Greeks(type, option);
    const price = (bumped: Black76): Fixed => black76Price(type, bumped);
    expect(toNumber(greeks.delta)).toBeCloseTo(slope(option, "forward", price), 10);
    const delta = (bumped: Black76): Fixed => black76Greeks(type, bumped).delta;
    expect(toNumber(greeks.gamma)).toBeCloseTo(slope(option, "forward", delta), 10);
    expect(toNumber(greeks.vega)).toBeCloseTo(slope(option, "volatility", price) / 100, 10);
    // Time passes: what is left of it falls.
    expect(toNumber(greeks.theta)).toBeCloseTo(-slope(option, "years", price) / 365, 10);
  });

  it("have the signs and relations that traders expect", () => {
    const call = black76Greeks("call", given({}));
    const put = black76Greeks("put", given({}));
    expect(call.delta).toBeGreaterThan(0n);
    expect(put.delta).toBeLessThan(0n);
    expect(call.gamma).toBe(put.gamma);
    expect(call.vega).toBe(put.vega);
    expect(call.theta).toBeLessThan(0n);
    expect(toNumber(minus(call.delta, put.delta))).toBeCloseTo(Math.exp(-0.015), 12);
  });

  it("have limits without volatility", () => {
    const option = given({ volatility: "0", rate: "0" });
    const half = fraction(1n, 2n);
    expect(black76Greeks("call", option)).toEqual({ delta: half, gamma: 0n, vega: 0n, theta: 0n });
    expect(black76Greeks("put", option).delta).toBe(-half);
    expect(black76Greeks("call", { ...option, forward: decimal("101") }).delta).toBe(ONE);
    expect(black76Greeks("put", { ...option, forward: decimal("101") }).delta).toBe(0n);
    expect(black76Greeks("put", { ...option, forward: decimal("99") }).delta).toBe(-ONE);
  });
});
