import { formatDecimal, parseDecimal } from "./decimal.ts";
import { RuleError } from "./errors.ts";
import type { Unit } from "./unit.ts";

/**
 * What a unit of a row is worth, or gains, under a scenario: signed, in 1e-8 USD, |price| < 2^54 (180 million USD).
 * Ten bits less than a mark price: sums of quantity * price are compared for every group and scenario, bit by bit.
 */
export type ScenarioPrice = Unit<"scenario price">;

export const SCENARIO_PRICE_DECIMALS = 8;
/** Exclusive bound of |price|. */
export const SCENARIO_PRICE_BOUND = 2n ** 54n;

/** @throws RuleError outside (-2^54, 2^54) */
export function scenarioPrice(value: bigint): ScenarioPrice {
  if (value <= -SCENARIO_PRICE_BOUND || value >= SCENARIO_PRICE_BOUND) {
    const limit = formatDecimal(SCENARIO_PRICE_BOUND - 1n, SCENARIO_PRICE_DECIMALS);
    throw new RuleError(`must be within ±${limit} USD (below 2^54 units of 1e-8)`);
  }
  return value as ScenarioPrice;
}

/** @throws RuleError for text that is no plain decimal, has more than 8 decimals or is out of bounds */
export const parseScenarioPrice = (text: string): ScenarioPrice =>
  scenarioPrice(parseDecimal(text, SCENARIO_PRICE_DECIMALS));

export const formatScenarioPrice = (value: ScenarioPrice): string =>
  formatDecimal(value, SCENARIO_PRICE_DECIMALS);
