import { describe, expect, it } from "vitest";
import { judged } from "./support.ts";

const MODEL = "cme-span-scan";
const inputs = {
  scenarios: ["up", "down", "crash"],
  longFuturePnl: [1000, -1000, -3000],
  shortCallPnl: [-700, 400, 650],
};
const expected = { portfolioPnl: [300, -600, -2350], scanRisk: 2350, activeScenario: 3 };

describe("cme-span-scan", () => {
  it("sums the legs and takes the worst scenario", () => {
    expect(judged(MODEL, inputs, expected)).toBe("passed");
  });

  it.each([
    { portfolioPnl: [300, -600, -2351] },
    { scanRisk: 2349 },
    { scanRisk: 2351 },
    { activeScenario: 2 },
  ])("refuses %j", (changed) => {
    expect(judged(MODEL, inputs, changed)).toMatch(/^failed/);
  });

  it("requires nothing where no scenario loses", () => {
    const long = { ...inputs, longFuturePnl: [1000, 1000, 1000], shortCallPnl: [0, 0, 0] };
    expect(judged(MODEL, long, { scanRisk: 0 })).toBe("passed");
  });

  it("takes legs with decimals, and names an array of the wrong length", () => {
    const fine = { ...inputs, shortCallPnl: ["-700.25", "400", "650"] };
    expect(judged(MODEL, fine, { portfolioPnl: ["299.75", -600, -2350] })).toBe("passed");
    expect(judged(MODEL, { ...inputs, shortCallPnl: [1, 2] }, expected)).toMatch(/shortCallPnl must have 3/);
  });
});
