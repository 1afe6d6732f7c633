import { describe, expect, it } from "vitest";
import { judged, outcomeOf } from "./support.ts";

const MODEL = "binance-bracket";
const tiers = [
  { floor: 0, cap: 50_000, mmr: 0.004, maxLev: 125, cum: 0 },
  { floor: "50000", cap: "600000", mmr: "0.005", maxLev: "100", cum: "50.0" },
];

describe("binance-bracket", () => {
  it("compares points as objects and as pairs, up to the last cap", () => {
    const points = [
      { notional: "25000", mm: "100" },
      [50_000, 200],
      { notional: 600_000, maintenanceMargin: 2950 },
    ];
    expect(judged(MODEL, { tiers }, { points })).toBe("passed");
    expect(judged(MODEL, { tiers }, { points: [{ notional: "600000.00000001", mm: "2950" }] })).toMatch(
      /beyond the market's last long bracket/,
    );
    expect(judged(MODEL, { tiers }, { points: [[50_000, "200.0000001"]] })).toMatch(/^failed/);
  });

  it("compares single figures and deductions", () => {
    expect(judged(MODEL, { tiers, notional: "100000" }, { mm: "450" })).toBe("passed");
    expect(judged(MODEL, { tiers }, { cums: ["0", "50"] })).toBe("passed");
    expect(judged(MODEL, { tiers }, { cums: ["0"] })).toMatch(/brackets: expected 1, received 2/);
    expect(judged(MODEL, { tiers }, { cums: ["0", "51"] })).toMatch(/cums\[1\]: expected 51, received 50/);
  });

  it("goes through the importer, which refuses a cum that is not continuous", () => {
    const jump = [tiers[0], { ...tiers[1], cum: "50.01" }];
    expect(judged(MODEL, { tiers: jump }, { points: [[1, "0.004"]] })).toMatch(
      /^failed: refused: .*\[1\]\.info\.cum is "50.01": must be 50/,
    );
  });

  it("takes a table without cum as continuous, and says so", () => {
    const { verdict, notes } = outcomeOf(
      MODEL,
      { tiers: tiers.map(({ cum, ...tier }) => ({ ...tier, gone: cum })) },
      { points: [[60_000, 250]] },
    );
    expect([verdict, notes]).toEqual(["passed", ["a tier without cum: taken as continuous"]]);
  });

  it("fits notionals beyond 2^64 units by another mark price", () => {
    const huge = [{ floor: 0, cap: "9223372036854775807", mmr: "0.01", maxLev: 50, cum: 0 }];
    expect(judged(MODEL, { tiers: huge }, { points: [["9000000000000000000", "90000000000000000"]] })).toBe(
      "passed",
    );
  });

  it("says which keys of a point it does not compare", () => {
    const { notes } = outcomeOf(MODEL, { tiers }, { points: [{ notional: 1, mm: "0.004", im: "0.008" }] });
    expect(notes).toEqual(["not compared: expected.points[0].im"]);
    expect(outcomeOf(MODEL, { tiers }, { points: [{ notional: 1, im: "0.008" }] }).verdict).toBe("skipped");
  });
});
