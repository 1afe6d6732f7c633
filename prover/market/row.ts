import type { Price } from "../domain/price.ts";
import type { Rate } from "../domain/rate.ts";
import type { Unit } from "../domain/unit.ts";
import type { RowRisk, ScenarioSet } from "./scenarios.ts";

/** Where a bracket starts, in 1e-8 of the schedule's basis: USD of notional, or units of the row. */
export type Threshold = Unit<"threshold">;

/** threshold * rate, in 1e-17 of the basis. Signed. */
export type Offset = Unit<"offset">;

export const THRESHOLD_DECIMALS = 8;
export const OFFSET_DECIMALS = 17;

/**
 * One bracket of a schedule, on the size x of a holding (x = |quantity| * notionalPrice for basis "notional",
 * |quantity| for basis "quantity"), floor <= x < cap:
 *
 *   |value|     = valueRate * x + valueOffset          (x priced with valuePrice)
 *   maintenance = maintenanceRate * x + maintenanceOffset
 *   initial     = initialRate * x + initialOffset
 *
 * This is `rate * notional - cum` of Binance, `maintenance_deduction` of Hyperliquid, the mm deduction of Bybit's
 * risk limits, and the tiers of collateral haircuts.
 */
export interface Bracket {
  readonly floor: Threshold;
  /** null: no upper end. */
  readonly cap: Threshold | null;
  readonly valueRate: Rate;
  readonly valueOffset: Offset;
  readonly maintenanceRate: Rate;
  readonly maintenanceOffset: Offset;
  readonly initialRate: Rate;
  readonly initialOffset: Offset;
}

export type Schedule = readonly Bracket[];

/** What sizes are measured in. Notional is what derivatives venues use; quantity what coin-denominated tiers use. */
export type Basis = "notional" | "quantity";

/** A row of the market: everything public about one asset, contract or settlement account. */
export interface Row {
  /** 1 <= index < 2^14. Never given to another row in a later publication. */
  readonly index: number;
  readonly name: string;
  readonly basis: Basis;
  /** USD a unit is worth; null for rows that carry margin but no value (inverse contracts). */
  readonly valuePrice: Price | null;
  /** USD of notional a unit has; null for rows that carry value but no margin (settlement accounts). */
  readonly notionalPrice: Price | null;
  /** Brackets for quantities >= 0; empty: no long holding is allowed. */
  readonly long: Schedule;
  /** Brackets for quantities < 0, on the size; empty: no short holding, no borrowing. */
  readonly short: Schedule;
  /** Prices under the market's scenarios. A row without them has no part in the scenarios. */
  readonly risk?: RowRisk;
}

/** Row 0 is the holding of an unused place. Exclusive upper bound: 2^14, the number of pieces. */
export const ROW_INDEX_BOUND = 2 ** 14;

export interface Market {
  readonly venue: string;
  /** Unix seconds at which prices and parameters held. */
  readonly asOf: number;
  /** Sorted by index. */
  readonly rows: readonly Row[];
  /** Present: the table margins portfolio accounts by these scenarios. Absent: cross and isolated accounts. */
  readonly portfolio?: ScenarioSet;
}

/** The price a size is measured with to find its bracket, in 1e-8 USD; 1 for basis "quantity". */
export const placementPrice = (row: Row): bigint =>
  row.basis === "quantity" ? 1n : (row.notionalPrice ?? row.valuePrice ?? 1n);
