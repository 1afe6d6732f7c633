import { formatDecimal } from "./decimal.ts";
import type { Unit } from "./unit.ts";

/**
 * Signed US dollars in 1e-25 USD: quantity (1e-8) * price (1e-8) * rate (1e-9), with nothing rounded away.
 * Equity and requirements are sums of these; |usd| < 2^165 for 32 holdings (SPEC, B5).
 */
export type Usd = Unit<"usd">;

export const USD_DECIMALS = 25;
export const USD_ZERO = 0n as Usd;

/** Exact, without trailing zeros. */
export const formatUsd = (value: Usd): string => formatDecimal(value, USD_DECIMALS);
