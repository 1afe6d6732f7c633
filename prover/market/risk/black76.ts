import { exponential } from "./math/exponential.ts";
import { type Fixed, minus, negate, over, plus, times, ZERO } from "./math/fixed.ts";
import { logarithm } from "./math/logarithm.ts";
import { normalDistribution } from "./math/normal.ts";
import { squareRoot } from "./math/square-root.ts";

export type OptionType = "call" | "put";

/** What a European option on a forward is priced from. All above zero but years, volatility (zero: intrinsic) and rate. */
export interface Black76 {
  /** USD. */
  readonly forward: Fixed;
  /** USD. */
  readonly strike: Fixed;
  /** Time to expiry, actual/365. */
  readonly years: Fixed;
  /** Annual; 0.5 is 50 %. */
  readonly volatility: Fixed;
  /** Continuously compounded, annual; may be negative. */
  readonly rate: Fixed;
}

export const SECONDS_PER_YEAR = 365 * 86_400;

/** e^(-rate * years). */
export const discountFactor = ({ rate, years }: Pick<Black76, "rate" | "years">): Fixed =>
  exponential(negate(times(rate, years)));

/**
 * The value of a unit in USD: discount * (F Phi(d1) - K Phi(d2)) for a call, with
 * d1 = (ln(F / K) + v^2 / 2) / v, d2 = d1 - v, v = volatility * sqrt(years). Where v is 0 it is the intrinsic value.
 *
 * Source: F. Black, "The pricing of commodity contracts", Journal of Financial Economics 3 (1976).
 * Error below 2^-130 of the larger of F and K; never negative.
 */
export function black76Price(type: OptionType, option: Black76): Fixed {
  const { forward, strike } = option;
  const discount = discountFactor(option);
  const moments = deviations(option);
  if (moments === undefined) {
    const intrinsic = type === "call" ? minus(forward, strike) : minus(strike, forward);
    return times(discount, intrinsic > 0n ? intrinsic : ZERO);
  }
  const { d1, d2 } = moments;
  const value =
    type === "call"
      ? minus(times(forward, normalDistribution(d1)), times(strike, normalDistribution(d2)))
      : minus(times(strike, normalDistribution(negate(d2))), times(forward, normalDistribution(negate(d1))));
  return times(discount, value > 0n ? value : ZERO);
}

/** d1, d2 and v; undefined where v is 0 and they have no limit but infinity. */
export function deviations(
  option: Black76,
): { readonly d1: Fixed; readonly d2: Fixed; readonly deviation: Fixed } | undefined {
  const { forward, strike, years, volatility } = option;
  const deviation = times(volatility, squareRoot(years));
  if (deviation === 0n) return undefined;
  const moneyness = logarithm(over(forward, strike));
  const d1 = plus(over(moneyness, deviation), (deviation >> 1n) as Fixed);
  return { d1, d2: minus(d1, deviation), deviation };
}
