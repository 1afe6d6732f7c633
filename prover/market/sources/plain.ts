import type { Price } from "../../domain/price.ts";
import { RATE_ONE, RATE_ZERO, type Rate } from "../../domain/rate.ts";
import type { Basis, Schedule } from "../row.ts";
import { continuousSchedule } from "../schedule.ts";
import type { NewRow } from "./row-indexes.ts";

/** The rows that need no file of an exchange. Prices in 1e-8 USD, rates in 1e-9. */

/** What a borrowed amount requires, as rates of its notional. */
export interface MarginRates {
  readonly maintenanceRate: Rate;
  readonly initialRate: Rate;
}

/** From `floor` on (1e-8 of the basis: USD, or units of the asset), a unit counts `valueRate` of its price. */
export interface ValueTier {
  readonly floor: bigint;
  readonly valueRate: Rate;
}

export const NO_MARGIN: MarginRates = { maintenanceRate: RATE_ZERO, initialRate: RATE_ZERO };

/**
 * An asset that is owned or borrowed. Owned amounts count by tier, borrowed ones in full plus a borrow margin.
 *
 * @param asset.basis "notional" for tiers in USD of value (Binance, Bybit), "quantity" for tiers in units of the
 *                    asset (OKX discount rates)
 * @param asset.tiers in order, the first at 0; absent: no haircut
 * @param asset.owedRate what a borrowed unit counts of the price; at least 1
 */
export function assetRow(asset: {
  readonly name: string;
  readonly price: Price;
  readonly basis?: Basis;
  readonly tiers?: readonly ValueTier[];
  readonly owedRate?: Rate;
  readonly borrow?: MarginRates;
}): NewRow {
  const tiers = asset.tiers ?? [{ floor: 0n, valueRate: RATE_ONE }];
  return {
    name: asset.name,
    basis: asset.basis ?? "notional",
    valuePrice: asset.price,
    notionalPrice: asset.price,
    long: continuousSchedule(tiers.map((tier) => ({ ...tier, ...NO_MARGIN }))),
    short: continuousSchedule([
      { floor: 0n, valueRate: asset.owedRate ?? RATE_ONE, ...(asset.borrow ?? NO_MARGIN) },
    ]),
  };
}

/** Name of the row that holds unsettled profit and loss, entry costs and accrued funding in a currency. */
export const settlementName = (currency: string): string => `PNL-${currency}`;

/**
 * The settlement account of a currency: entry costs and unsettled P&L. Counts in full on both sides, without
 * margin.
 * @param price 1 for the currency the market is denominated in, the coin's price for coin-margined contracts
 */
export function settlementRow(currency: string, price: Price): NewRow {
  const open = continuousSchedule([{ floor: 0n, valueRate: RATE_ONE, ...NO_MARGIN }]);
  const name = settlementName(currency);
  return { name, basis: "notional", valuePrice: price, notionalPrice: null, long: open, short: open };
}

/** A linear contract: value and notional are both quantity * mark. Both sides have the same brackets. */
export function linearContractRow(name: string, mark: Price, schedule: Schedule): NewRow {
  return { name, basis: "notional", valuePrice: mark, notionalPrice: mark, long: schedule, short: schedule };
}

/**
 * An inverse contract: carries margin, and no value of its own, since its profit is the difference of two
 * settlement accounts (coin bought at entry, USD owed).
 * @param contractUsd USD a unit of the row stands for; 1 USD when quantities are USD amounts
 * @param schedule brackets in USD of notional, with valueRate 0
 */
export function inverseContractRow(name: string, contractUsd: Price, schedule: Schedule): NewRow {
  return {
    name,
    basis: "notional",
    valuePrice: null,
    notionalPrice: contractUsd,
    long: schedule,
    short: schedule,
  };
}
