import { formatDecimal, parseDecimal } from "./decimal.ts";
import { RuleError } from "./errors.ts";
import type { Unit } from "./unit.ts";

/** A margin or collateral rate, in 1e-9, 0 <= rate < 2^32 (about 429 %). */
export type Rate = Unit<"rate">;

export const RATE_DECIMALS = 9;
/** Exclusive bound. */
export const RATE_BOUND = 2n ** 32n;
export const RATE_ONE = (10n ** 9n) as Rate;
export const RATE_ZERO = 0n as Rate;

/** @throws RuleError outside [0, 2^32) */
export function rate(value: bigint): Rate {
  if (value < 0n) throw new RuleError("must be a rate of at least 0");
  if (value >= RATE_BOUND)
    throw new RuleError(`must be a rate of at most ${formatDecimal(RATE_BOUND - 1n, 9)}`);
  return value as Rate;
}

/** @throws RuleError for text that is no plain decimal, has more than 9 decimals or is out of bounds */
export const parseRate = (text: string): Rate => rate(parseDecimal(text, RATE_DECIMALS));

export const formatRate = (value: Rate): string => formatDecimal(value, RATE_DECIMALS);
