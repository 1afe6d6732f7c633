import { RATE_DECIMALS, RATE_ONE, type Rate, rate } from "../../domain/rate.ts";
import type { RiskGroup } from "../scenarios.ts";
import { type Black76, discountFactor } from "./black76.ts";
import { expiryDay } from "./expiry.ts";
import { exponential } from "./math/exponential.ts";
import { type Fixed, floorAt, least, negate, ONE, over, plus, times } from "./math/fixed.ts";
import type { OptionContract } from "./option-quote.ts";
import { toFixed } from "./ratio.ts";
import { parametersOf, type ShockSet } from "./shock-set.ts";

/** The group of an option, by underlying or by expiry. */
export const optionGroup = (set: ShockSet, { underlying, expiry }: OptionContract): string =>
  set.groupBy === "underlying" ? underlying : `${underlying}-${expiryDay(expiry)}`;

/** The group of an underlying itself: with its options, or by itself where options are grouped by expiry. */
export function underlyingGroup(set: ShockSet, underlying: string): RiskGroup {
  const { discount } = parametersOf(set, underlying);
  // Only the time value of options is discounted by time.
  if ("long" in discount) return { name: underlying, gain: RATE_ONE, loss: RATE_ONE };
  return { name: underlying, ...discount };
}

/**
 * How gains and losses of an option's group count. Rounded against the account: gain down, loss up.
 * @param model of any option of the group: all have one expiry and rate where the discount depends on them
 */
export function optionGroupRates(set: ShockSet, option: OptionContract, model: Black76): RiskGroup {
  const name = optionGroup(set, option);
  const { discount } = parametersOf(set, option.underlying);
  if (!("long" in discount)) return { name, ...discount };
  const growth = (side: "long" | "short"): Fixed => {
    const { rateScale, rateAddition } = discount[side];
    return times(model.years, plus(times(toFixed(rateScale), model.rate), toFixed(rateAddition)));
  };
  const gain = times(toFixed(discount.long.base), exponential(negate(growth("long"))));
  const loss = least(
    times(toFixed(discount.short.base), exponential(growth("short"))),
    over(ONE, discountFactor(model)),
  );
  return { name, gain: rate(floorAt(gain, RATE_DECIMALS)), loss: ceilRate(loss) };
}

const ceilRate = (value: Fixed): Rate => rate(-floorAt(negate(value), RATE_DECIMALS));
