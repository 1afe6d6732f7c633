import type { Account } from "../../accounts/account.ts";
import type { Quantity } from "../../domain/quantity.ts";
import type { Market } from "../row.ts";
import { black76Greeks, DELTA_ONE, type Greeks } from "./greeks.ts";
import { type Fixed, fromDecimal, plus, times, ZERO } from "./math/fixed.ts";
import { modelOf } from "./option-model.ts";
import type { Pricing } from "./pricing.ts";

/** Greeks of one holding: those of a unit times the quantity. */
export interface HoldingGreeks {
  readonly row: string;
  readonly underlying: string;
  readonly quantity: Quantity;
  readonly greeks: Greeks;
}

/** Greeks of an account, by holding and by underlying. Rows that do not move with an underlying have none. */
export interface AccountGreeks {
  readonly holdings: readonly HoldingGreeks[];
  readonly underlyings: readonly { readonly underlying: string; readonly greeks: Greeks }[];
}

const NONE: Greeks = { delta: ZERO, gamma: ZERO, vega: ZERO, theta: ZERO };

const combine = (a: Greeks, b: Greeks, with_: (a: Fixed, b: Fixed) => Fixed): Greeks => ({
  delta: with_(a.delta, b.delta),
  gamma: with_(a.gamma, b.gamma),
  vega: with_(a.vega, b.vega),
  theta: with_(a.theta, b.theta),
});

/** What an account's value does when prices, volatility and time move. For people: no requirement depends on it. */
export function accountGreeks(
  market: Market,
  account: Pick<Account, "holdings">,
  pricing: Pricing,
): AccountGreeks {
  const options = new Map(pricing.options.map((option) => [option.name, option]));
  const linear = new Map(pricing.linear.map(({ row, underlying }) => [row, underlying]));
  const names = new Map(market.rows.map(({ index, name }) => [index, name]));
  const holdings = account.holdings.flatMap(({ row: index, quantity }): HoldingGreeks[] => {
    const row = names.get(index) ?? "";
    const option = options.get(row);
    const underlying = option?.underlying ?? linear.get(row);
    if (underlying === undefined) return [];
    const unit = option === undefined ? DELTA_ONE : black76Greeks(option.type, modelOf(option, pricing.asOf));
    const amount = fromDecimal(quantity, 8);
    return [{ row, underlying, quantity, greeks: combine(unit, unit, (each) => times(amount, each)) }];
  });
  const underlyings = [...Map.groupBy(holdings, ({ underlying }) => underlying)].map(
    ([underlying, held]) => ({
      underlying,
      greeks: held.reduce((sum, { greeks }) => combine(sum, greeks, plus), NONE),
    }),
  );
  return { holdings, underlyings };
}
