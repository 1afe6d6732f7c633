import { describe, expect, it } from "vitest";
import { judged, outcomeOf } from "./support.ts";

const MODEL = "dydx-v4-funding";

describe("dydx-v4-funding", () => {
  it.each([
    [100, -100, 30_000, -6_000_000, -6],
    [100, -100, -30_000, 6_000_000, 6],
    [-100, 100, 30_000, 6_000_000, 6],
    [1, 0, 1, -1, -1],
    [1, 0, -1, 1, 0],
    [5, 5, 1_000, 0, 0],
    [5, 1, 0, 0, 0],
  ])(
    "index %i from %i on %i quantums: %i ppm, %i quantums rounded down",
    (fundingIndex, positionIndex, quantums, netSettlementPpm, quoteDelta) => {
      expect(judged(MODEL, { fundingIndex, positionIndex, quantums }, { netSettlementPpm, quoteDelta })).toBe(
        "passed",
      );
      expect(
        judged(MODEL, { fundingIndex, positionIndex, quantums }, { quoteDelta: quoteDelta + 1 }),
      ).toMatch(/^failed/);
    },
  );

  it("leaves a rounding that is only described in words", () => {
    const inputs = { fundingIndex: 1, positionIndex: 0, quantums: 1 };
    expect(outcomeOf(MODEL, inputs, { netSettlementPpm: -1, quoteDelta: "floor" })).toMatchObject({
      verdict: "passed",
      notes: ["not compared: expected.quoteDelta"],
    });
  });

  it("skips what is beyond 2^64", () => {
    const inputs = { fundingIndex: "18446744073709551616", positionIndex: 0, quantums: 1 };
    expect(judged(MODEL, inputs, { netSettlementPpm: "-18446744073709551616" })).toMatch(
      /^skipped: does not fit/,
    );
  });
});
