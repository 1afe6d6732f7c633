import { formatDecimal } from "./decimal.ts";
import type { Unit } from "./unit.ts";

/**
 * P&L of a scenario in 1e-34 USD: quantity (1e-8) * price (1e-8) * gain or loss rate (1e-9) * damp (1e-9), exact.
 * Signed; |pnl| < 2^186 for 32 holdings (SPEC, B11).
 */
export type ScenarioUsd = Unit<"scenario usd">;

export const SCENARIO_USD_DECIMALS = 34;

/** Exact, without trailing zeros. */
export const formatScenarioUsd = (value: ScenarioUsd): string => formatDecimal(value, SCENARIO_USD_DECIMALS);

/**
 * A portfolio requirement in 1e-43 USD: a scenario's loss times a factor (1e-9), exact; below 2^225 for 32 holdings.
 */
export type ExactUsd = Unit<"exact usd">;

/** 1e-25 USD, the unit of equity, in units of ExactUsd. */
export const EXACT_PER_USD = 10n ** 18n;
