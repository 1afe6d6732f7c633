import { describe, expect, it } from "vitest";
import { judged } from "./support.ts";

const MODEL = "collateral-haircut-tier";
const odd = [
  { boundary: 20_001, ratioPct: 100 },
  { boundary: 40_002, ratioPct: 91 },
  { boundary: 60_003, ratioPct: 82 },
];

describe("collateral-haircut-tier", () => {
  it("reads tiers as objects, as pairs and in the published notation", () => {
    const value = { collateralValue: "150" };
    for (const tiers of [
      [
        { boundary: 100, ratioPct: 100 },
        { boundary: "200", ratioPct: "80" },
      ],
      [
        [100, 100],
        [200, 80],
      ],
      "[0-100:100,100-200:80]",
    ]) {
      expect(judged(MODEL, { tiers, ...value }, { discounted: 140 })).toBe("passed");
      expect(judged(MODEL, { tiers, ...value }, { discounted: 141 })).toMatch(/^failed/);
    }
  });

  it("rounds down tier by tier where a whole number is published, and not otherwise", () => {
    // 20,001 + 18,200.91 + 0.82 * 9,998 = 8,198.36
    expect(judged(MODEL, { tiers: odd, collateralValue: 50_000 }, { discounted: 46_399 })).toBe("passed");
    expect(judged(MODEL, { tiers: odd, collateralValue: 50_000 }, { discounted: 46_400 })).toMatch(/^failed/);
    expect(judged(MODEL, { tiers: odd, collateralValue: 50_000 }, { discounted: "46400.27" })).toBe("passed");
  });

  it("compares lists of values", () => {
    const inputs = { tiers: odd, collateralValues: [0, 20_001, 40_002, 1_000_000] };
    expect(judged(MODEL, inputs, { discounted: [0, 20_001, 38_201, 54_601] })).toBe("passed");
    expect(judged(MODEL, inputs, { discounted: [0, 20_001] })).toMatch(/figures: expected 2, received 4/);
  });

  it("judges claimed tiers, in their numbering", () => {
    const tiers = [
      [100, 100],
      [200, 80],
    ];
    const cases = [
      { v: 100, idx: 0, flag: 0 },
      { v: 100, idx: 1, flag: 0 },
      { v: 101, idx: 1, flag: 0 },
      { v: 200, idx: 1, flag: 0 },
      { v: 201, idx: 1, flag: 1 },
      { v: 201, idx: 1, flag: 0 },
    ];
    const expected = { accept: [1, 0, 1, 1, 1, 0], discounted: [100, 100, 180, 180] };
    expect(judged(MODEL, { tiers, cases }, expected)).toBe("passed");
    expect(judged(MODEL, { tiers, cases }, { accept: [true, false, true, true, true, false] })).toBe(
      "passed",
    );
    expect(judged(MODEL, { tiers, cases }, { accept: [1, 1, 1, 1, 1, 0] })).toMatch(
      /case 1: value 100 claimed in tier 1, flag 0: expected 1, received 0/,
    );
    expect(judged(MODEL, { tiers, cases }, { discounted: [100, 100, 180, 180, 1] })).toMatch(
      /expected an accepted case, received none/,
    );
    expect(judged(MODEL, { tiers, cases }, { accept: [1] })).toMatch(/accept: cases: expected 1, received 6/);
  });

  it("refuses tiers that rise", () => {
    expect(
      judged(
        MODEL,
        {
          tiers: [
            [100, 50],
            [200, 60],
          ],
          collateralValue: 1,
        },
        { discounted: 0 },
      ),
    ).toMatch(/^failed: refused/);
  });
});
