import { describe, expect, it } from "vitest";
import { judged } from "./support.ts";

const MODEL = "okx-portfolio-margin";
const tiers = [
  [10_000, 1],
  [70_000, 2],
  [200_000, "3.5"],
];

describe("okx-portfolio-margin", () => {
  it.each([
    [40_000, 30_000, 50_000, 50_000],
    [60_000, 30_000, 50_000, 60_000],
    [0, 9_999.5, 9_999.5, 9_999.5],
    [0, 10_000, 10_000, 10_000],
    [0, 70_001, 130_003.5, 130_003.5],
    [1, 500_000, 1_635_000, 1_635_000],
  ])("of MR %i and MR7 %i: MR7 by tiers %i, required %i", (MR_raw, MR7_raw, MR7_adj, MMR) => {
    const inputs = { MR_raw, MR7_raw, tiers };
    expect(judged(MODEL, inputs, { MR7_adj, MMR })).toBe("passed");
    expect(judged(MODEL, inputs, { MR7_adj: MR7_adj - 0.5 })).toMatch(/^failed/);
    expect(judged(MODEL, inputs, { MMR: MMR + 0.5 })).toMatch(/^failed/);
  });

  it("refuses tiers whose factors fall: a book would be charged less in parts", () => {
    const inputs = { MR_raw: 0, MR7_raw: 1, tiers: [tiers[1], [80_000, 1]] };
    expect(judged(MODEL, inputs, { MR7_adj: 2 })).toMatch(/not convex/);
  });
});
