import { type Black76, black76Price, deviations, discountFactor, type OptionType } from "./black76.ts";
import { type Fixed, fraction, minus, negate, ONE, over, plus, times, ZERO } from "./math/fixed.ts";
import { normalDensity, normalDistribution } from "./math/normal.ts";
import { squareRoot } from "./math/square-root.ts";

/** How a unit's value moves, for people; no requirement is computed from it. */
export interface Greeks {
  /** USD per USD of the forward. */
  readonly delta: Fixed;
  /** Change of delta per USD of the forward. */
  readonly gamma: Fixed;
  /** USD per point (1 %) of volatility. */
  readonly vega: Fixed;
  /** USD per day that passes, forward and volatility as they are. */
  readonly theta: Fixed;
}

const PERCENT = fraction(1n, 100n);
const DAY = fraction(1n, 365n);

/** Of a future, perpetual or coin: its price moves one for one. */
export const DELTA_ONE: Greeks = { delta: ONE, gamma: ZERO, vega: ZERO, theta: ZERO };

/**
 * The derivatives of black76Price. At v = 0 the delta is that of the intrinsic value (1/2 at the strike) and what
 * is left of theta is interest.
 */
export function black76Greeks(type: OptionType, option: Black76): Greeks {
  const { forward, strike, years, volatility, rate } = option;
  const discount = discountFactor(option);
  const interest = times(times(rate, black76Price(type, option)), DAY);
  const moments = deviations(option);
  if (moments === undefined) {
    const above = forward > strike ? ONE : forward < strike ? ZERO : ((ONE >> 1n) as Fixed);
    const delta = times(discount, type === "call" ? above : minus(above, ONE));
    return { delta, gamma: ZERO, vega: ZERO, theta: interest };
  }
  const { d1, deviation } = moments;
  const density = times(discount, normalDensity(d1));
  const delta =
    type === "call"
      ? times(discount, normalDistribution(d1))
      : negate(times(discount, normalDistribution(negate(d1))));
  const root = squareRoot(years);
  const perVolatility = times(times(forward, density), root);
  const decay = over(times(times(forward, density), volatility), (2n * root) as Fixed);
  return {
    delta,
    gamma: over(density, times(forward, deviation)),
    vega: times(perVolatility, PERCENT),
    theta: plus(negate(times(decay, DAY)), interest),
  };
}
