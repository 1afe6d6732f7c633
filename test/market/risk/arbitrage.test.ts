import { describe, expect, it } from "vitest";
import { assertNoArbitrage } from "../../../prover/market/risk/arbitrage.ts";
import type { ListedOption } from "../../../prover/market/risk/option-quote.ts";
import { AS_OF, DECEMBER, option } from "./support/options.ts";

const check = (options: readonly ListedOption[], tolerance = 0n): void =>
  assertNoArbitrage(options, { asOf: AS_OF, tolerance, source: "options.json" });

const marked = (strike: string, mark: string, type: "call" | "put" = "call") =>
  option({ strike, mark, type });

describe("a surface without arbitrage", () => {
  it("passes: a smile over two expiries, both types, deep wings", () => {
    const chain = [undefined, DECEMBER].flatMap((expiry) =>
      ["10", "50000", "90000", "100000", "110000", "200000", "900000"].flatMap((strike, k) =>
        (["call", "put"] as const).map((type) =>
          option({
            strike,
            type,
            markIv: ["0.9", "0.62", "0.5", "0.47", "0.46", "0.6", "0.9"][k] ?? "0.5",
            ...(expiry && { expiry, forward: "102000", rate: "0.05" }),
          }),
        ),
      ),
    );
    expect(() => check(chain)).not.toThrow();
    expect(() => check([])).not.toThrow();
  });
});

describe("arbitrage is refused, with the row and its neighbour named (T-55)", () => {
  it.each([
    [
      "a call below its intrinsic value",
      [marked("90000", "9999.99999999")],
      /BTC-29AUG25-90000-C: is marked below its discounted intrinsic/,
    ],
    ["a call above the forward", [marked("90000", "100000.00000001")], /above the discounted forward/],
    [
      "a put below its intrinsic value",
      [marked("110000", "9999.99999999", "put")],
      /below its discounted intrinsic/,
    ],
    ["a put above its strike", [marked("90000", "90000.00000001", "put")], /above the discounted strike/],
    [
      "a put and a call that disagree",
      [option({ markIv: "0.5" }), option({ markIv: "0.51", type: "put" })],
      /100000-C: breaks put-call parity with BTC-29AUG25-100000-P/,
    ],
    [
      "a call that rises with the strike",
      [marked("100000", "5000"), marked("101000", "5000.00000001")],
      /101000-C: is worth more than BTC-29AUG25-100000-C/,
    ],
    [
      "a put that falls with the strike",
      [marked("100000", "5000", "put"), marked("101000", "4999.99999999", "put")],
      /101000-P: is worth less than/,
    ],
    [
      "calls further apart than their strikes",
      [marked("100000", "5000"), marked("101000", "3999.99999999")],
      /101000-C: differs from .* by more than the discounted difference/,
    ],
    [
      "a butterfly below zero",
      [marked("99000", "6000"), marked("100000", "5500.00000001"), marked("101000", "5000")],
      /BTC-29AUG25-100000-C: is worth more than a mix of BTC-29AUG25-99000-C and BTC-29AUG25-101000-C/,
    ],
    [
      "another forward in the same expiry",
      [option(), option({ strike: "110000", forward: "100001" })],
      /110000-C: has another forward or rate than BTC-29AUG25-100000-C/,
    ],
    [
      "total variance that falls with the expiry",
      [option({ markIv: "0.9" }), option({ expiry: DECEMBER, markIv: "0.39" })],
      /BTC-29AUG25-100000-C: has more total variance than the expiry of 2025-12-26T08:00:00Z/,
    ],
    ["the same option twice", [option(), option()], /has the strike, expiry and type of/],
  ] as const)("%s", (_, options, message) => {
    expect(() => check(options)).toThrow(message);
    expect(() => check(options)).toThrow(/^options\.json: options is BTC-/);
  });

  it("butterflies of unequal width are weighed by their widths", () => {
    const wings = (middle: string) => [
      marked("98000", "7000"),
      marked("100000", middle),
      marked("101000", "5000"),
    ];
    expect(() => check(wings("5666.66666666"))).not.toThrow();
    expect(() => check(wings("5666.66666667"))).toThrow(/convex/);
  });

  it("total variance is compared at the same moneyness, between strikes too", () => {
    // ln(100/100) lies between the later expiry's strikes.
    const later = (markIv: string) => [
      option({ expiry: DECEMBER, strike: "90000", markIv }),
      option({ expiry: DECEMBER, strike: "120000", markIv }),
    ];
    // sqrt(28.333 / 147.333) = 0.43853: 0.5 now is 0.21927 then.
    expect(() => check([option(), ...later("0.2194")])).not.toThrow();
    expect(() => check([option(), ...later("0.2192")])).toThrow(/total variance/);
  });

  it("total variance is compared across calls and puts: chains list the ones out of the money", () => {
    const later = (markIv: string) => [
      option({ expiry: DECEMBER, strike: "90000", type: "put", markIv }),
      option({ expiry: DECEMBER, strike: "120000", markIv }),
    ];
    expect(() => check([option(), ...later("0.2194")])).not.toThrow();
    expect(() => check([option(), ...later("0.2192")])).toThrow(/total variance/);
  });

  it("does not compare where the later expiry has no strikes around", () => {
    expect(() =>
      check([option(), option({ expiry: DECEMBER, strike: "150000", markIv: "0.1" })]),
    ).not.toThrow();
  });
});

describe("the tolerance", () => {
  it("is in USD, and ends where it says", () => {
    const rounded = [marked("90000", "9999.995")];
    expect(() => check(rounded, 500_000n)).not.toThrow();
    expect(() => check(rounded, 499_999n)).toThrow(/intrinsic/);
  });
});
