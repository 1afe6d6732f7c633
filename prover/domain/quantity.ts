import { formatDecimal, parseDecimal } from "./decimal.ts";
import { RuleError } from "./errors.ts";
import type { Unit } from "./unit.ts";

/** A signed amount of a row's asset or contract, in 1e-8 units, |quantity| < 2^64. Negative is short or borrowed. */
export type Quantity = Unit<"quantity">;

export const QUANTITY_DECIMALS = 8;
/** Exclusive bound of |quantity|. */
export const QUANTITY_BOUND = 2n ** 64n;

/** @throws RuleError outside (-2^64, 2^64) */
export function quantity(value: bigint): Quantity {
  if (value <= -QUANTITY_BOUND || value >= QUANTITY_BOUND) {
    const limit = formatDecimal(QUANTITY_BOUND - 1n, QUANTITY_DECIMALS);
    throw new RuleError(`must be within ±${limit} (below 2^64 units of 1e-8)`);
  }
  return value as Quantity;
}

/** @throws RuleError for text that is no plain decimal, has more than 8 decimals or is out of bounds */
export const parseQuantity = (text: string): Quantity => quantity(parseDecimal(text, QUANTITY_DECIMALS));

export const formatQuantity = (value: Quantity): string => formatDecimal(value, QUANTITY_DECIMALS);
