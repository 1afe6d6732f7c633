import { describe, expect, it } from "vitest";
import type { Result } from "../../bench/measure.ts";
import { median } from "../../bench/median.ts";
import { reportText } from "../../bench/report.ts";

describe("the median", () => {
  it.each([
    [[3], 3],
    [[5, 1, 3], 3],
    [[4, 1, 3, 2], 2.5],
    [[], Number.NaN],
  ])("of %j is %d", (values, expected) => {
    expect(median(values)).toBe(expected);
  });
});

describe("the report", () => {
  const result: Result = {
    ...{ section: "prove", case: "dense-16", unit: "proof", contender: "engine", first: 2500, wall: 1500 },
    ...{ cpu: 2, peakMemory: 5e8, wallRatio: 4.5, cpuRatio: 4.75, profile: { "sum a": 0.25, "sum b2": 900 } },
  };
  const machine = {
    ...{ processor: "P", threads: 2, memory: 1, node: "v26", v8: "14", versions: {}, load: 3.5 },
  };
  const text = reportText({ date: "", machine, rounds: 4, results: [result], notes: ["a note"] });

  it("shows every figure with its unit, and what it depends on", () => {
    for (const part of ["2.50 s", "1.50 s", "2.0 ms", "500", "4.50", "4.75", "load 3.5", "- a note"]) {
      expect(text).toContain(part);
    }
  });

  it("shows the profile, the longest phase first", () => {
    expect(text).toContain("dense-16, engine: sum b2 900.0 ms, sum a 250.0 µs");
  });
});
