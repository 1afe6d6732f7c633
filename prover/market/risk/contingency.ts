import { RATE_ZERO, type Rate, rate } from "../../domain/rate.ts";
import type { Schedule } from "../row.ts";
import { continuousSchedule } from "../schedule.ts";
import type { MarginRates } from "../sources/plain.ts";
import type { NewRow } from "../sources/row-indexes.ts";

/** What a holding requires whatever the scenarios say: brackets of notional from 0 up, the first at 0. */
export type Contingency = readonly (MarginRates & { readonly floor: bigint })[];

const NOTHING: Contingency = [{ floor: 0n, maintenanceRate: RATE_ZERO, initialRate: RATE_ZERO }];

/** A schedule that counts the value at `valueRate` and requires the contingency. */
export const contingencySchedule = (valueRate: Rate, contingency: Contingency = NOTHING): Schedule =>
  continuousSchedule(contingency.map((bracket) => ({ ...bracket, valueRate })));

/**
 * The row with `addition` on the requirement rates of the given sides, in every bracket. A row without notional (a
 * settlement account) is measured with its value price from then on.
 */
export function withAddition(
  row: NewRow,
  sides: readonly ("long" | "short")[],
  addition: MarginRates,
): NewRow {
  const raised = (schedule: Schedule): Schedule =>
    continuousSchedule(
      schedule.map((bracket) => ({
        ...bracket,
        maintenanceRate: rate(bracket.maintenanceRate + addition.maintenanceRate),
        initialRate: rate(bracket.initialRate + addition.initialRate),
      })),
      schedule.at(-1)?.cap ?? null,
    );
  return {
    ...row,
    notionalPrice: row.notionalPrice ?? row.valuePrice,
    long: sides.includes("long") ? raised(row.long) : row.long,
    short: sides.includes("short") ? raised(row.short) : row.short,
  };
}
