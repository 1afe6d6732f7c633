import { formatDecimal, parseDecimal } from "./decimal.ts";
import { RuleError } from "./errors.ts";
import type { Unit } from "./unit.ts";

/** USD per unit of a row, in 1e-8 USD, 0 < price < 2^64. */
export type Price = Unit<"price">;

export const PRICE_DECIMALS = 8;
/** Exclusive bound. */
export const PRICE_BOUND = 2n ** 64n;

/** @throws RuleError outside (0, 2^64) */
export function price(value: bigint): Price {
  if (value <= 0n) throw new RuleError("must be a price above zero");
  if (value >= PRICE_BOUND) {
    throw new RuleError(
      `must be at most ${formatDecimal(PRICE_BOUND - 1n, PRICE_DECIMALS)} (below 2^64 units of 1e-8)`,
    );
  }
  return value as Price;
}

/** @throws RuleError for text that is no plain decimal, has more than 8 decimals or is out of bounds */
export const parsePrice = (text: string): Price => price(parseDecimal(text, PRICE_DECIMALS));

export const formatPrice = (value: Price): string => formatDecimal(value, PRICE_DECIMALS);
