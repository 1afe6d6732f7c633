import { describe, expect, it } from "vitest";
import { judged, outcomeOf } from "./support.ts";

describe("hyperliquid-tier", () => {
  const inputs = { ETH: [[0, 25], { lowerBound: "100000000", maxLeverage: 15 }] };

  it("allows a rate of 1/30 its rounding, and no more", () => {
    const tier = { lower: 100_000_000, mmrNum: 1, mmrDen: 30, deductionNum: 4_000_000, deductionDen: 3 };
    const first = { lower: 0, mmrNum: 1, mmrDen: 50, deductionNum: 0, deductionDen: 1 };
    expect(judged("hyperliquid-tier", inputs, { ETH: [first, tier] })).toBe("passed");
    // lower * 1e-9 = 0.1
    expect(
      judged("hyperliquid-tier", inputs, { ETH: [first, { ...tier, deductionNum: 4_000_001 }] }),
    ).toMatch(/tier 1 deduction/);
    expect(judged("hyperliquid-tier", inputs, { ETH: [first, { ...tier, maxLev: 14 }] })).toMatch(
      /tier 1 initial rate/,
    );
    expect(judged("hyperliquid-tier", inputs, { ETH: [first, tier, tier] })).toMatch(
      /ETH tier 2: expected a tier from 100000000, received none/,
    );
  });

  it("allows a rate that is exact nothing", () => {
    const exact = {
      BTC: [
        [0, 40],
        [150_000_000, 20],
      ],
    };
    const second = { lower: 150_000_000, mmrNum: 1, mmrDen: 40, deductionNum: 1_875_000, deductionDen: 1 };
    const first = { lower: 0, mmrNum: 1, mmrDen: 80, deductionNum: 0, deductionDen: 1 };
    expect(judged("hyperliquid-tier", exact, { BTC: [first, second] })).toBe("passed");
    const off = { ...second, deductionNum: 1_875_000_001, deductionDen: 1_000 };
    expect(judged("hyperliquid-tier", exact, { BTC: [first, off] })).toMatch(/^failed/);
  });

  it("compares points, and only coins it was given", () => {
    expect(judged("hyperliquid-tier", inputs, { ETH: [{ notional: 150_000_000, mm: "3666666.7" }] })).toBe(
      "passed",
    );
    expect(judged("hyperliquid-tier", inputs, { ETH: [{ notional: 1_000, mm: "20" }] })).toBe("passed");
    expect(judged("hyperliquid-tier", inputs, { ETH: [{ notional: 1_000, mm: "20.000001" }] })).toMatch(
      /^failed/,
    );
    expect(outcomeOf("hyperliquid-tier", inputs, { SOL: [] })).toMatchObject({
      verdict: "skipped",
      notes: ["not compared: expected.SOL"],
    });
  });
});

describe("bybit-risk-limit", () => {
  const tiers = [[1000, "0.02"], { limit: 2000, mmr: 0.025 }];

  it("compares a position, points and deductions", () => {
    const expected = {
      maintenanceMargin: 45,
      deductions: ["0", 5],
      points: [{ positionValue: 1000, mm: 20 }],
    };
    expect(judged("bybit-risk-limit", { tiers, positionValue: 2000 }, expected)).toBe("passed");
    for (const wrong of [
      { maintenanceMargin: 45.1 },
      { deductions: ["0", 6] },
      { points: [{ positionValue: 1000, mm: 19 }] },
    ]) {
      expect(judged("bybit-risk-limit", { tiers, positionValue: 2000 }, { ...expected, ...wrong })).toMatch(
        /^failed/,
      );
    }
  });
});

describe("okx-discount-tier", () => {
  const inputs = {
    first: [
      [100, "0.85"],
      [200, "0.79"],
    ],
    thenStepCoins: 50,
    thenStepRate: "-0.3",
    tier3: [250, "0.49"],
    tier4: [300, "0.19"],
  };

  it("values amounts in coins by the table its steps lead to", () => {
    // 85 + 79 + 24.5 + 9.5, and nothing beyond 300 coins.
    const points = [{ amount: 100, discounted: 85 }, [225, "176.25"], { quantity: "1000", value: "198" }];
    expect(judged("okx-discount-tier", inputs, { points })).toBe("passed");
    expect(judged("okx-discount-tier", inputs, { points: [[225, 176]] })).toMatch(/^failed/);
    expect(judged("okx-discount-tier", { ...inputs, price: 2, amount: 150 }, { discounted: 249 })).toBe(
      "passed",
    );
  });

  it("compares rows of the table, and does not read a table that contradicts itself", () => {
    expect(judged("okx-discount-tier", inputs, { tier4: [300, "0.19"] })).toBe("passed");
    expect(judged("okx-discount-tier", inputs, { tier4: [300, "0.2"] })).toMatch(/^failed/);
    expect(judged("okx-discount-tier", inputs, { tier5: [350, "0.1"] })).toMatch(/the table ends before/);
    expect(judged("okx-discount-tier", { ...inputs, tier3: [250, "0.5"] }, { tier4: [300, "0.19"] })).toMatch(
      /^failed: cannot be read: inputs.tier3/,
    );
  });

  it("skips a table of which nothing is expected", () => {
    expect(judged("okx-discount-tier", inputs, "null")).toBe("skipped: nothing is expected (null)");
    expect(judged("okx-discount-tier", inputs, { remark: "x" })).toMatch(/^skipped/);
  });
});

describe("vega-linear", () => {
  const inputs = { mark: 15_900, slippage: "0.25", rfShort: "0.1", rfLong: "0.2" };

  it("takes the risk factor of the side", () => {
    expect(judged("vega-linear", { ...inputs, size: -2 }, { maintenanceMargin: 11_130 })).toBe("passed");
    expect(judged("vega-linear", { ...inputs, size: 2 }, { maintenanceMargin: 14_310 })).toBe("passed");
    expect(judged("vega-linear", { ...inputs, size: 2 }, { maintenanceMargin: 11_130 })).toMatch(/^failed/);
    expect(judged("vega-linear", { mark: 1, slippage: 0, size: 1 }, { maintenanceMargin: 0 })).toMatch(
      /inputs.rfLong or rf is missing/,
    );
  });
});

describe("synthetix-v3-perps", () => {
  it("is skipped, with the reason", () => {
    expect(judged("synthetix-v3-perps", {}, { maintenanceMargin: 1 })).toMatch(
      /^skipped: does not fit: quadratic in the size/,
    );
  });
});
