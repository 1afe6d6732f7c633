import type { Rate } from "../domain/rate.ts";
import type { Bracket, Offset, Schedule, Threshold } from "./row.ts";

/** A bracket as venues publish it: rates from `floor` on, offsets left to continuity. */
export interface Tier {
  readonly floor: bigint;
  readonly valueRate: Rate;
  readonly maintenanceRate: Rate;
  readonly initialRate: Rate;
}

/**
 * The continuous schedule through the given tiers: each offset is what makes its bracket meet the one before.
 * For maintenance this is minus the exchange's `cum` (offset_k = offset_{k-1} - floor_k * (rate_k - rate_{k-1})).
 *
 * @param tiers in order, the first at floor 0
 * @param cap end of the last bracket, or null where there is none
 */
export function continuousSchedule(tiers: readonly Tier[], cap: bigint | null = null): Schedule {
  const schedule: Bracket[] = [];
  tiers.forEach((tier, k) => {
    const before = schedule[k - 1];
    const follow = (
      rate: "valueRate" | "maintenanceRate" | "initialRate",
      previous: Offset | undefined,
    ): Offset =>
      (before === undefined ? 0n : (previous ?? 0n) + (before[rate] - tier[rate]) * tier.floor) as Offset;
    schedule.push({
      floor: tier.floor as Threshold,
      cap: (tiers[k + 1]?.floor ?? cap) as Threshold | null,
      valueRate: tier.valueRate,
      valueOffset: follow("valueRate", before?.valueOffset),
      maintenanceRate: tier.maintenanceRate,
      maintenanceOffset: follow("maintenanceRate", before?.maintenanceOffset),
      initialRate: tier.initialRate,
      initialOffset: follow("initialRate", before?.initialOffset),
    });
  });
  return schedule;
}
