import { describe, expect, it } from "vitest";
import { continuousSchedule } from "../../prover/market/schedule.ts";
import { threshold, tier } from "../support/market.ts";

describe("continuousSchedule", () => {
  it("makes the brackets of every component meet", () => {
    const schedule = continuousSchedule(
      [
        tier("0", "1", "0.004", "0.008"),
        tier("50000", "0.9", "0.005", "0.01"),
        tier("600000", "0.5", "0.0065", "0.02"),
      ],
      threshold("3000000"),
    );
    schedule.slice(1).forEach((bracket, k) => {
      const before = schedule[k];
      if (before === undefined) throw new Error("a bracket follows another");
      for (const name of ["value", "maintenance", "initial"] as const) {
        const end = before[`${name}Rate`] * bracket.floor + before[`${name}Offset`];
        expect(bracket[`${name}Rate`] * bracket.floor + bracket[`${name}Offset`]).toBe(end);
      }
    });
    expect(schedule.map(({ floor, cap }) => [floor, cap])).toEqual([
      [0n, 5_000_000_000_000n],
      [5_000_000_000_000n, 60_000_000_000_000n],
      [60_000_000_000_000n, 300_000_000_000_000n],
    ]);
  });

  it("gives minus the deductions an exchange publishes", () => {
    // Binance BTC/USDT:USDT: cum 0, 50, 950.
    const schedule = continuousSchedule([
      tier("0", "1", "0.004", "0.008"),
      tier("50000", "1", "0.005", "0.01"),
      tier("600000", "1", "0.0065", "0.0133"),
    ]);
    expect(schedule.map(({ maintenanceOffset }) => maintenanceOffset)).toEqual([
      0n,
      -50n * 10n ** 17n,
      -950n * 10n ** 17n,
    ]);
    expect(schedule.at(-1)?.cap).toBeNull();
  });
});
