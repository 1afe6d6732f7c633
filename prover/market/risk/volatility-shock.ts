import { type Black76, SECONDS_PER_YEAR } from "./black76.ts";
import { exponential } from "./math/exponential.ts";
import {
  type Fixed,
  fraction,
  fromDecimal,
  greatest,
  least,
  minus,
  negate,
  ONE,
  over,
  plus,
  size,
  times,
  ZERO,
} from "./math/fixed.ts";
import { logarithm } from "./math/logarithm.ts";
import { squareRoot } from "./math/square-root.ts";
import { toFixed } from "./ratio.ts";
import type { Shock, ShockParameters } from "./shock-set.ts";

const THIRTY_DAYS = fromDecimal(30n, 0);
const DAYS_PER_YEAR = fraction(BigInt(SECONDS_PER_YEAR), 86_400n);

/** An option's volatility under a shock; see the parameters of a shock set for the formulas. Never negative. */
export function shockedVolatility(
  direction: Shock["volatility"],
  option: Black76,
  parameters: ShockParameters,
): Fixed {
  const { volatility } = option;
  switch (direction) {
    case "same":
      return volatility;
    case "up": {
      const { up, minimumUp } = parameters.volatility;
      const factor = plus(ONE, times(toFixed(up), timeFactor(option.years, parameters)));
      return greatest(toFixed(minimumUp), times(volatility, factor));
    }
    case "down": {
      const { down } = parameters.volatility;
      const factor = minus(ONE, times(toFixed(down), timeFactor(option.years, parameters)));
      return times(volatility, greatest(ZERO, factor));
    }
    case "skew-linear":
    case "skew-absolute":
      return times(volatility, skewFactor(direction, option, parameters));
  }
}

/** (30 / max(floorDays, days))^power: short-dated volatility moves more than long-dated. */
export function timeFactor(years: Fixed, { volatility }: Pick<ShockParameters, "volatility">): Fixed {
  const days = times(years, DAYS_PER_YEAR);
  const power = toFixed(days <= THIRTY_DAYS ? volatility.shortTermPower : volatility.longTermPower);
  if (power === 0n) return ONE;
  const ratio = over(THIRTY_DAYS, greatest(toFixed(volatility.floorDays), days));
  return exponential(times(power, logarithm(ratio)));
}

function skewFactor(
  direction: "skew-linear" | "skew-absolute",
  { forward, strike, years }: Black76,
  { skew }: ShockParameters,
): Fixed {
  if (skew === undefined) throw new Error("a skew scenario without skew parameters passed the schema");
  const linear = direction === "skew-linear";
  const root = squareRoot(years);
  const cap = plus(
    toFixed(linear ? skew.linearCap : skew.absoluteCap),
    times(toFixed(linear ? skew.linearSlope : skew.absoluteSlope), root),
  );
  const level = plus(toFixed(skew.volatilityBase), times(toFixed(skew.volatilitySlope), root));
  const width = greatest(toFixed(skew.minimumWidth), times(times(root, toFixed(skew.widthScale)), level));
  const moneyness = logarithm(over(strike, forward));
  const k = linear ? moneyness : size(moneyness);
  const turn = over(times(k, cap), width);
  const bounded = k >= 0n ? least(cap, turn) : greatest(negate(cap), turn);
  return greatest(ZERO, plus(ONE, bounded));
}
