import { inField } from "../../domain/in-field.ts";
import { PRICE_DECIMALS, type Price } from "../../domain/price.ts";
import { RATE_ONE } from "../../domain/rate.ts";
import { type Place, refuse } from "../../domain/refuse.ts";
import { scenarioPrice } from "../../domain/scenario-price.ts";
import type { RowRisk, Scenario } from "../scenarios.ts";
import { black76Price } from "./black76.ts";
import { floorAt, minus, times } from "./math/fixed.ts";
import { modelOf, usdOf } from "./option-model.ts";
import type { ListedOption } from "./option-quote.ts";
import { compare, moved, multiply, type Ratio, ratioOf, scale, toFixed } from "./ratio.ts";
import { parametersOf, type Shock, type ShockParameters, type ShockSet } from "./shock-set.ts";
import { shockedVolatility } from "./volatility-shock.ts";

/**
 * What a unit is worth under each scenario of a shock set, as integers of 1e-8 USD, rounded down.
 *
 * Down is against whoever holds the unit. For whoever owes it a loss comes out too small, by less than 1e-8 USD a unit
 * and scenario: `roundingAllowance` puts that on the short side's requirement, so that no side gains by rounding. The
 * mark that P&L is measured from is the published integer itself, not an approximation of anything.
 */
export interface ScenarioPrices extends Pick<RowRisk, "base" | "prices"> {
  /** False where every price is the exact one. */
  readonly rounded: boolean;
}

/** How a shock set's scenarios are published. Where the damping differs by underlying it is in the rows' P&L. */
export const publishedScenarios = (set: ShockSet): readonly Scenario[] =>
  set.scenarios.map(({ name, damp, absolute }) => ({
    name,
    damp: damp === "range/price" ? RATE_ONE : damp,
    absolute,
  }));

/** The relative move of an underlying's prices in a scenario. */
export function moveOf({ price, range }: Shock, { priceRange }: ShockParameters): Ratio {
  return price ?? multiply(range ?? ratioOf(0n), priceRange);
}

/** Damping that goes into P&L: range / |move|, at most 1. */
function foldedDamp(shock: Shock, parameters: ShockParameters): Ratio {
  if (shock.damp !== "range/price") return ratioOf(1n);
  const { numerator, denominator } = moveOf(shock, parameters);
  const distance = { numerator: numerator < 0n ? -numerator : numerator, denominator };
  if (compare(distance, parameters.priceRange) <= 0) return ratioOf(1n);
  return multiply(parameters.priceRange, { numerator: denominator, denominator: distance.numerator });
}

/**
 * An option's prices under the scenarios: Black-76 on the moved forward with the moved volatility.
 * @param mark as published; 0 where it rounds to nothing
 * @throws InputError naming row and scenario
 */
export function optionScenarioPrices(
  option: ListedOption,
  mark: bigint,
  set: ShockSet,
  { asOf, source }: { readonly asOf: number; readonly source: string },
): ScenarioPrices {
  const parameters = parametersOf(set, option.underlying);
  const model = modelOf(option, asOf);
  return scenarioPrices(option.name, mark, set, parameters, source, (shock, move) => {
    const shocked = {
      ...model,
      forward: scale(model.forward, move),
      volatility: shockedVolatility(shock.volatility, model, parameters),
    };
    const value = black76Price(option.type, shocked);
    if (set.form === "price") return { price: floorAt(value, PRICE_DECIMALS), exact: false };
    const gain = times(toFixed(foldedDamp(shock, parameters)), minus(value, usdOf(mark)));
    return { price: floorAt(gain, PRICE_DECIMALS), exact: false };
  });
}

/** Prices of what moves one for one with its underlying: futures, perpetuals, coins and what is settled in coins. */
export function linearScenarioPrices(
  name: string,
  mark: Price,
  underlying: string,
  set: ShockSet,
  source: string,
): ScenarioPrices {
  const parameters = parametersOf(set, underlying);
  return scenarioPrices(name, mark, set, parameters, source, (shock, move) => {
    const gain = multiply(
      { numerator: move.numerator - move.denominator, denominator: move.denominator },
      foldedDamp(shock, parameters),
    );
    const ratio = set.form === "price" ? move : gain;
    return {
      price: scale(mark as bigint, ratio),
      exact: (mark * ratio.numerator) % ratio.denominator === 0n,
    };
  });
}

function scenarioPrices(
  name: string,
  mark: bigint,
  set: ShockSet,
  parameters: ShockParameters,
  source: string,
  reprice: (shock: Shock, move: Ratio) => { readonly price: bigint; readonly exact: boolean },
): ScenarioPrices {
  const place = (scenario: string): Place => ({ source, field: `row ${name}, scenario "${scenario}"` });
  const repriced = set.scenarios.map((shock) => {
    const move = moved(moveOf(shock, parameters));
    if (move.numerator <= 0n) refuse(place(shock.name), "must not move the price to zero or below");
    const { price, exact } = reprice(shock, move);
    const published = inField(place(shock.name), () => scenarioPrice(price));
    return { price: published, exact };
  });
  const base = set.form === "price" ? mark : 0n;
  return {
    base: inField({ source, field: `row ${name}, mark` }, () => scenarioPrice(base)),
    prices: repriced.map(({ price }) => price),
    rounded: repriced.some(({ exact }) => !exact),
  };
}
