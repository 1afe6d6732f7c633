import { describe, expect, it } from "vitest";
import { type Black76, black76Price, discountFactor } from "../../../prover/market/risk/black76.ts";
import {
  type Fixed,
  floorAt,
  fraction,
  minus,
  roundAt,
  size,
  times,
} from "../../../prover/market/risk/math/fixed.ts";
import { decimal } from "./support/options.ts";

const given = (parts: Partial<Record<keyof Black76, string>>): Black76 => ({
  forward: decimal(parts.forward ?? "100"),
  strike: decimal(parts.strike ?? "100"),
  years: decimal(parts.years ?? "0.5"),
  volatility: decimal(parts.volatility ?? "0.4"),
  rate: decimal(parts.rate ?? "0.03"),
});

describe("black76Price against published values", () => {
  it("is Hull's put on a crude oil future, 1.12 (Options, Futures, and Other Derivatives, example of Black's model)", () => {
    const option = {
      ...given({ forward: "20", strike: "20", volatility: "0.25", rate: "0.09" }),
      years: fraction(1n, 3n),
    };
    expect(roundAt(black76Price("put", option), 2)).toBe(112n);
    // mpmath 1.3.0 at 60 digits.
    expect(roundAt(black76Price("put", option), 30)).toBe(1116641456558943478153398490095n);
  });

  it("is Haug's options on a Brent future, 1.7011 (The Complete Guide to Option Pricing Formulas, Black-76)", () => {
    const option = given({ forward: "19", strike: "19", years: "0.75", volatility: "0.28", rate: "0.1" });
    expect(roundAt(black76Price("call", option), 4)).toBe(17011n);
    expect(roundAt(black76Price("put", option), 4)).toBe(17011n);
  });

  // derivexyz/v2-core, PMRM_2/portfolio_cases/test_13_risk_cancelling_btc_covered_call.json: published forward, strike,
  // volatility, rate and seconds; prices in 1e-8 USD as derived from them, rounded to the nearest.
  const derive = (spot: bigint, volatility: string): Black76 => ({
    forward: ((decimal("95776.67392708939") * spot) / 1000n) as Fixed,
    strike: decimal("100000"),
    years: fraction(794_852n, 31_536_000n),
    volatility: decimal(volatility),
    rate: decimal("0.15000000000000002"),
  });
  it.each([
    ["as it is", 1000n, "0.453803924321583", 118_641_856_946n],
    ["spot 1.18, vol up", 1180n, "0.7772805240184925", 1_407_242_642_608n],
    ["spot 1.135, vol down", 1135n, "0.2758917944882828", 872_318_050_144n],
    ["spot 1.135", 1135n, "0.453803924321583", 913_009_954_784n],
    ["spot 1.135, vol up", 1135n, "0.7772805240184925", 1_057_696_716_402n],
    ["spot 0.955, vol down", 955n, "0.2758917944882828", 3_211_766_455n],
    ["spot 0.34, vol up", 340n, "0.7772805240184925", 0n],
    ["spot 4, vol up", 4000n, "0.7772805240184925", 28_203_837_817_316n],
  ] as const)("is Derive's call of 100,000: %s", (_, spot, volatility, expected) => {
    // The published volatilities end after 16 digits, which is a 1e-8 or less here.
    expect(
      size((roundAt(black76Price("call", derive(spot, volatility)), 8) - expected) as Fixed),
    ).toBeLessThanOrEqual(1n);
  });
});

describe("black76Price", () => {
  it.each([
    ["at the money", {}],
    ["far out", { strike: "400" }],
    ["deep in", { strike: "20" }],
    ["a negative rate", { rate: "-0.05", strike: "110" }],
    ["a day", { years: "0.0027" }],
    ["ten years", { years: "10", volatility: "1.5" }],
  ] as const)("keeps put-call parity: %s", (_, parts) => {
    const option = given(parts);
    const difference = minus(black76Price("call", option), black76Price("put", option));
    const carried = times(discountFactor(option), minus(option.forward, option.strike));
    expect(size(minus(difference, carried))).toBeLessThan(1n << 20n);
  });

  it("is the discounted intrinsic value without volatility, without time, and in the limit", () => {
    const inTheMoney = given({ forward: "130", volatility: "0" });
    expect(roundAt(black76Price("call", inTheMoney), 8)).toBe(2_955_335_819n); // 30 e^-0.015
    expect(black76Price("put", inTheMoney)).toBe(0n);
    const expired = { ...given({ forward: "130" }), years: 0n as Fixed };
    expect(floorAt(black76Price("call", expired), 8)).toBe(30n * 10n ** 8n);
    const nearly = given({ forward: "130", volatility: "0.0000001" });
    expect(size(minus(black76Price("call", nearly), black76Price("call", inTheMoney)))).toBeLessThan(
      1n << 20n,
    );
    const atTheMoney = given({ volatility: "0" });
    expect(black76Price("call", atTheMoney)).toBe(0n);
  });

  it("tends to the discounted forward with volatility, and is never negative", () => {
    const wild = given({ volatility: "60" });
    const forward = times(discountFactor(wild), wild.forward);
    expect(size(minus(black76Price("call", wild), forward))).toBeLessThan(1n << 20n);
    for (const strike of ["100.00000001", "200", "100000"]) {
      for (const type of ["call", "put"] as const) {
        expect(black76Price(type, given({ strike, volatility: "0.01" }))).toBeGreaterThanOrEqual(0n);
      }
    }
  });
});
