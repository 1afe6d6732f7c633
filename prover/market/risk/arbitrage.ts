import { refuse } from "../../domain/refuse.ts";
import { discountFactor } from "./black76.ts";
import { formatExpiry } from "./expiry.ts";
import {
  type Fixed,
  fromDecimal,
  greatest,
  minus,
  negate,
  over,
  plus,
  size,
  times,
  ZERO,
} from "./math/fixed.ts";
import { logarithm } from "./math/logarithm.ts";
import { markedValue, modelOf, usdOf } from "./option-model.ts";
import type { ListedOption } from "./option-quote.ts";

/** Far below the published 1e-8 and far above the last bits of the arithmetic: deep wings have equal prices of 0. */
const NUMERICAL = fromDecimal(1n, 12);

/** An option with the values that the conditions compare, in USD. */
interface Valued {
  readonly option: ListedOption;
  readonly strike: Fixed;
  readonly forward: Fixed;
  readonly discount: Fixed;
  readonly value: Fixed;
  /** ln(strike / forward). */
  readonly moneyness: Fixed;
  /** volatility^2 * years. */
  readonly variance: Fixed;
}

type Refuse = (option: ListedOption, rule: string) => never;

/**
 * Refuses a chain that could be traded against for a sure profit: prices out of their bounds, puts and calls that
 * disagree, call and put prices that are not monotone and convex in the strike, total variance that falls with
 * the expiry. Prices shocked from such a surface would understate losses somewhere.
 *
 * @param options.tolerance in 1e-8 USD, for marks that were rounded by the exchange
 * @throws InputError naming the row and the neighbour it contradicts
 */
export function assertNoArbitrage(
  options: readonly ListedOption[],
  { asOf, tolerance, source }: { readonly asOf: number; readonly tolerance: bigint; readonly source: string },
): void {
  const slack = plus(usdOf(tolerance), NUMERICAL);
  const refuseOption: Refuse = (option, rule) =>
    refuse({ source, field: "options", value: option.name }, rule);
  const valued = options.map((option): Valued => {
    const model = modelOf(option, asOf);
    return {
      option,
      strike: model.strike,
      forward: model.forward,
      discount: discountFactor(model),
      value: markedValue(option, asOf),
      moneyness: logarithm(over(model.strike, model.forward)),
      variance: times(times(model.volatility, model.volatility), model.years),
    };
  });
  const byUnderlying = Map.groupBy(valued, ({ option }) => option.underlying);
  for (const chain of byUnderlying.values()) {
    const expiries = [...Map.groupBy(chain, ({ option }) => option.expiry).entries()]
      .toSorted(([a], [b]) => a - b)
      .map(([, slice]) => slice);
    for (const slice of expiries) {
      assertOneForward(slice, refuseOption);
      assertBounds(slice, slack, refuseOption);
      assertParity(slice, slack, refuseOption);
      for (const type of ["call", "put"] as const) assertStrikes(sorted(slice, type), slack, refuseOption);
    }
    expiries.forEach((later, k) => {
      const earlier = expiries[k - 1];
      if (earlier === undefined) return;
      assertCalendar(byStrike(earlier), byStrike(later), refuseOption);
    });
  }
}

const rising = (slice: readonly Valued[]): readonly Valued[] =>
  slice.toSorted((a, b) => (a.strike < b.strike ? -1 : a.strike > b.strike ? 1 : 0));

const sorted = (slice: readonly Valued[], type: "call" | "put"): readonly Valued[] =>
  rising(slice.filter(({ option }) => option.type === type));

/** One option a strike: a call and a put of it have one volatility, or parity would not hold. */
const byStrike = (slice: readonly Valued[]): readonly Valued[] =>
  rising([...new Map(slice.map((each) => [each.strike, each])).values()]);

function assertOneForward([first, ...rest]: readonly Valued[], refuseOption: Refuse): void {
  if (first === undefined) return;
  for (const { option } of rest) {
    if (option.forward !== first.option.forward || option.rate !== first.option.rate) {
      refuseOption(option, `has another forward or rate than ${first.option.name} of the same expiry`);
    }
  }
}

/** max(0, D (F - K)) <= call <= D F, and so for puts with D K. */
function assertBounds(slice: readonly Valued[], slack: Fixed, refuseOption: Refuse): void {
  for (const { option, strike, forward, discount, value } of slice) {
    const inside = option.type === "call" ? minus(forward, strike) : minus(strike, forward);
    const low = times(discount, greatest(ZERO, inside));
    const high = times(discount, option.type === "call" ? forward : strike);
    if (value < minus(low, slack)) refuseOption(option, "is marked below its discounted intrinsic value");
    if (value > plus(high, slack)) {
      refuseOption(option, `is marked above the discounted ${option.type === "call" ? "forward" : "strike"}`);
    }
  }
}

/** call - put = D (F - K). */
function assertParity(slice: readonly Valued[], slack: Fixed, refuseOption: Refuse): void {
  const puts = new Map(sorted(slice, "put").map((put) => [put.strike, put]));
  for (const call of sorted(slice, "call")) {
    const put = puts.get(call.strike);
    if (put === undefined) continue;
    const carried = times(call.discount, minus(call.forward, call.strike));
    if (size(minus(minus(call.value, put.value), carried)) > slack) {
      refuseOption(call.option, `breaks put-call parity with ${put.option.name}`);
    }
  }
}

/** Calls fall and puts rise with the strike, no faster than the discount, and both are convex in it. */
function assertStrikes(chain: readonly Valued[], slack: Fixed, refuseOption: Refuse): void {
  const slope = (a: Valued, b: Valued): Fixed => minus(b.value, a.value);
  chain.forEach((here, k) => {
    const before = chain[k - 1];
    if (before === undefined) return;
    const call = here.option.type === "call";
    const gap = minus(here.strike, before.strike);
    if (gap === 0n) refuseOption(here.option, `has the strike, expiry and type of ${before.option.name}`);
    const change = call ? negate(slope(before, here)) : slope(before, here);
    if (change < negate(slack)) {
      refuseOption(
        here.option,
        `is worth ${call ? "more" : "less"} than ${before.option.name} (monotone in the strike)`,
      );
    }
    if (change > plus(times(here.discount, gap), slack)) {
      refuseOption(
        here.option,
        `differs from ${before.option.name} by more than the discounted difference of strikes`,
      );
    }
    const first = chain[k - 2];
    if (first === undefined) return;
    const gapBefore = minus(before.strike, first.strike);
    // The middle one lies on or below the line between its neighbours, all times the two gaps.
    const bend = minus(times(slope(before, here), gapBefore), times(slope(first, before), gap));
    if (bend < negate(times(slack, plus(gap, gapBefore)))) {
      refuseOption(
        before.option,
        `is worth more than a mix of ${first.option.name} and ${here.option.name} (convex in the strike: a butterfly costs less than nothing)`,
      );
    }
  });
}

/**
 * Total variance does not fall with the expiry at the same moneyness: compared at each strike of the earlier expiry that
 * lies between two strikes of the later one, whose variance is taken as straight between them.
 */
function assertCalendar(earlier: readonly Valued[], later: readonly Valued[], refuseOption: Refuse): void {
  for (const near of earlier) {
    const k = later.findIndex(({ moneyness }) => moneyness >= near.moneyness);
    const above = later[k];
    if (above === undefined) continue;
    const below = above.moneyness === near.moneyness ? above : later[k - 1];
    if (below === undefined) continue;
    const width = minus(above.moneyness, below.moneyness);
    const part = width === 0n ? ZERO : over(minus(near.moneyness, below.moneyness), width);
    const far = plus(below.variance, times(part, minus(above.variance, below.variance)));
    if (far < minus(near.variance, NUMERICAL)) {
      refuseOption(
        near.option,
        `has more total variance than the expiry of ${formatExpiry(below.option.expiry)} at the same moneyness (${below.option.name}): it would be worth more than a longer option`,
      );
    }
  }
}
