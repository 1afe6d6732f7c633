import { RuleError } from "../domain/errors.ts";
import { type Price, price } from "../domain/price.ts";
import { type Quantity, quantity } from "../domain/quantity.ts";
import { type Rate, rate } from "../domain/rate.ts";
import { SCENARIO_PRICE_DECIMALS, type ScenarioPrice, scenarioPrice } from "../domain/scenario-price.ts";
import { SCENARIO_USD_DECIMALS, type ScenarioUsd } from "../domain/scenario-usd.ts";
import { USD_DECIMALS, type Usd } from "../domain/usd.ts";
import { DoesNotFit } from "./fields.ts";
import { Fraction } from "./fraction.ts";

/** Published figures in the units of the domain. Exact, or DoesNotFit: a vector is never rounded to fit. */

export const toQuantity = (value: Fraction, what: string): Quantity => fitted(value, 8, quantity, what);
export const toPrice = (value: Fraction, what: string): Price => fitted(value, 8, price, what);
export const toRate = (value: Fraction, what: string): Rate => fitted(value, 9, rate, what);
export const toThreshold = (value: Fraction, what: string): bigint =>
  fitted(value, 8, (units) => units, what);

export const toScenarioPrice = (value: Fraction, what: string): ScenarioPrice =>
  fitted(value, SCENARIO_PRICE_DECIMALS, scenarioPrice, what);

/** The next number down of the given decimals. */
export const roundedDown = (value: Fraction, decimals: number): Fraction =>
  new Fraction(value.timesPowerOfTen(decimals).floor()).timesPowerOfTen(-decimals);

/** The next number up of the given decimals. */
export const roundedUp = (value: Fraction, decimals: number): Fraction =>
  new Fraction(value.timesPowerOfTen(decimals).ceil()).timesPowerOfTen(-decimals);

/** 1e-25 USD as a fraction of a dollar. */
export const fromUsd = (value: Usd): Fraction => new Fraction(value).timesPowerOfTen(-USD_DECIMALS);

/** 1e-34 USD as a fraction of a dollar. */
export const fromScenarioUsd = (value: ScenarioUsd): Fraction =>
  new Fraction(value).timesPowerOfTen(-SCENARIO_USD_DECIMALS);

function fitted<T>(value: Fraction, decimals: number, bound: (units: bigint) => T, what: string): T {
  const scaled = value.timesPowerOfTen(decimals);
  if (scaled.floor() !== scaled.ceil()) {
    throw new DoesNotFit(`${what} ${value} has more than ${decimals} decimals`);
  }
  try {
    return bound(scaled.floor());
  } catch (error) {
    if (error instanceof RuleError) throw new DoesNotFit(`${what} ${value} ${error.message}`);
    throw error;
  }
}
