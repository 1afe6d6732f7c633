import { describe, expect, it } from "vitest";
import { judged, outcomeOf } from "./support.ts";

const MODEL = "dydx-v4-perp";
const inputs = {
  price: 1_234_560,
  priceExponent: -1,
  atomicResolution: -6,
  quoteResolution: -6,
  baseQuantums: "74523",
  initialMarginPpm: 50_000,
  maintenanceFractionPpm: 600_000,
  openInterest: null as number | null,
  oiLowerCap: 0,
  oiUpperCap: 0,
};

describe("dydx-v4-perp", () => {
  it("margins a short as a long", () => {
    expect(
      judged(
        MODEL,
        { ...inputs, baseQuantums: "-74523" },
        { initialMargin: "460015575", maintenanceMargin: "276009345" },
      ),
    ).toBe("passed");
    expect(judged(MODEL, { ...inputs, baseQuantums: 0 }, { initialMargin: 0, maintenanceMargin: 0 })).toBe(
      "passed",
    );
  });

  it("replays dYdX's roundings one after the other", () => {
    // Notional 7 * 3 = 21 quantums. Initial: 0.3 % is 0.063, up to 1. Maintenance: half of 1, up to 1, not half of 0.063.
    const tiny = {
      ...inputs,
      price: 3,
      priceExponent: 0,
      baseQuantums: 7,
      initialMarginPpm: 3_000,
      maintenanceFractionPpm: 500_000,
    };
    expect(judged(MODEL, tiny, { notional: 21, initialMargin: 1, maintenanceMargin: 1 })).toBe("passed");
    // 105 quantums * 10^-1: the notional is rounded down to 10 before 95 % of it is rounded up to 10, and 95 % of that.
    const lost = {
      ...tiny,
      priceExponent: -1,
      price: 15,
      initialMarginPpm: 950_000,
      maintenanceFractionPpm: 950_000,
    };
    expect(judged(MODEL, lost, { notional: 10, initialMargin: 10, maintenanceMargin: 10 })).toBe("passed");
    // All of the notional, which was rounded down before: 10, not 11.
    const whole = { ...lost, initialMarginPpm: 1_000_000 };
    expect(judged(MODEL, whole, { initialMargin: 10, maintenanceMargin: 10 })).toBe("passed");
    // 115.5 is rounded down to 115: 1 % of it is 1.15, up to 2, and 55 % of that 1.1, up to 2; not 55 % of 1.15.
    const carried = {
      ...tiny,
      priceExponent: -1,
      price: 165,
      initialMarginPpm: 10_000,
      maintenanceFractionPpm: 550_000,
    };
    expect(judged(MODEL, carried, { notional: 115, initialMargin: 2, maintenanceMargin: 2 })).toBe("passed");
    expect(judged(MODEL, carried, { maintenanceMargin: 1 })).toMatch(/^failed/);
  });

  it("raises the initial fraction with open interest, in whole ppm, and leaves maintenance alone", () => {
    const market = {
      ...inputs,
      price: 1,
      priceExponent: 0,
      baseQuantums: 1_000_000,
      initialMarginPpm: 200_000,
      oiLowerCap: 1_000,
      oiUpperCap: 4_000,
    };
    const at = (openInterest: number | null, initialMargin: number) =>
      judged(MODEL, { ...market, openInterest }, { initialMargin, maintenanceMargin: 120_000 });
    expect(at(null, 200_000)).toBe("passed");
    expect(at(1_000, 200_000)).toBe("passed");
    // A third of the way: 20 % + 80 % / 3 = 46.6666 %.
    expect(at(2_000, 466_666)).toBe("passed");
    expect(at(3_999, 999_733)).toBe("passed");
    expect(at(4_000, 1_000_000)).toBe("passed");
    expect(at(2_000, 466_667)).toMatch(/^failed/);
    expect(
      judged(MODEL, { ...market, openInterest: 2_000, customImfPpm: 500_000 }, { initialMargin: 500_000 }),
    ).toBe("passed");
    expect(
      judged(MODEL, { ...market, openInterest: 2_000, customImfPpm: 300_000 }, { initialMargin: 466_666 }),
    ).toBe("passed");
  });

  it("scales sizes that would not fit 2^64, and skips those that cannot be", () => {
    const large = { ...inputs, baseQuantums: "184467440737095516150", price: 10, priceExponent: 0 };
    expect(judged(MODEL, large, { initialMargin: "92233720368547758075" })).toBe("passed");
    expect(
      judged(MODEL, { ...large, baseQuantums: "184467440737095516163" }, { initialMargin: "1" }),
    ).toMatch(/^skipped: does not fit: baseQuantums/);
  });

  it("takes a price that lost its digits on the way for the largest there is, and says so", () => {
    const text = JSON.stringify({
      ...inputs,
      initialMarginPpm: 100,
      maintenanceFractionPpm: 1_000_000,
      baseQuantums: "18446744073709551615",
    });
    const rounded = text.replace('"price":1234560', '"price":18446744073709552000');
    const { verdict, notes } = outcomeOf(MODEL, rounded, {
      initialMargin: "3402823669209384634264811192843492",
    });
    expect(verdict).toBe("passed");
    expect(notes[0]).toMatch(/taken as 2\^64 - 1/);
    const beyond = text.replace('"price":1234560', '"price":28446744073709552000');
    expect(judged(MODEL, beyond, { initialMargin: "1" })).toMatch(/^skipped: does not fit: price/);
  });

  it("allows for a maintenance rate finer than 1e-9, and only then", () => {
    // 33,333 ppm of 333,333 ppm is 0.011110988889; on a notional of 9,200,311,488 that is 102,224,559.
    const fine = { ...inputs, initialMarginPpm: 33_333, maintenanceFractionPpm: 333_333 };
    expect(judged(MODEL, fine, { maintenanceMargin: "102224559" })).toBe("passed");
    expect(judged(MODEL, fine, { maintenanceMargin: "102224500" })).toMatch(/^failed: .*finer than 1e-9/);
    expect(judged(MODEL, inputs, { maintenanceMargin: "276009344" })).toMatch(
      /expected 276009344, received 276009345/,
    );
  });

  it("knows the chain's quote resolution", () => {
    const { quoteResolution, ...rest } = inputs;
    expect(quoteResolution).toBe(-6);
    expect(judged(MODEL, rest, { initialMargin: "460015575" })).toBe("passed");
    expect(judged(MODEL, { ...rest, priceExponent: undefined }, { initialMargin: "1" })).toMatch(
      /inputs.priceExponent is missing/,
    );
    expect(judged(MODEL, { ...rest, initialMarginPpm: 1_000_001 }, { initialMargin: "1" })).toMatch(
      /from 0 to 1,000,000/,
    );
  });
});
