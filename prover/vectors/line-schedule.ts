import { RATE_ONE, type Rate } from "../domain/rate.ts";
import type { Schedule } from "../market/row.ts";
import { continuousSchedule, type Tier } from "../market/schedule.ts";

/**
 * A publishable schedule whose last bracket is the line `rate * notional - cum`, for vectors that give only the
 * bracket a position is in. Below, it requires nothing; a rate in between over a single unit of notional makes the
 * offset come out exactly.
 *
 * @param cum deduction in 1e-17 USD
 */
export function lineSchedule(rate: Rate, cum: bigint): Schedule {
  const tier = (floor: bigint, maintenanceRate: bigint): Tier => ({
    floor,
    valueRate: RATE_ONE,
    maintenanceRate: maintenanceRate as Rate,
    initialRate: maintenanceRate as Rate,
  });
  if (cum === 0n) return continuousSchedule([tier(0n, rate)]);
  // start * (rate - rest) + (start + 1) * rest = cum, with 0 <= rest < rate
  const start = cum / rate;
  const rest = cum % rate;
  const tiers = [tier(0n, 0n), tier(start, rate - rest), tier(start + 1n, rate)];
  return continuousSchedule(
    start === 0n ? tiers.slice(1) : rest === 0n ? [tier(0n, 0n), tier(start, rate)] : tiers,
  );
}
