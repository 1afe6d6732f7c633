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

const NAMES = ["delta", "gamma", "vega", "theta"] as const satisfies readonly (keyof Greeks)[];

const greeksOf = (value: (name: keyof Greeks) => Fixed): Greeks =>
  Object.fromEntries(NAMES.map((name) => [name, value(name)])) as unknown as Greeks;

/** What an account's value does when prices, volatility and time move. For people: no requirement depends on it. */
export function accountGreeks(
  market: Market,
  account: Pick<Account, "holdings">,
  pricing: Pricing,
): AccountGreeks {
  const names = new Map(market.rows.map(({ index, name }) => [index, name]));
  const holdings = account.holdings.flatMap(({ row: index, quantity }): HoldingGreeks[] => {
    const row = names.get(index) ?? "";
    const unit = unitGreeks(row, pricing);
    if (unit === undefined) return [];
    const amount = fromDecimal(quantity, 8);
    const greeks = greeksOf((name) => times(amount, unit.greeks[name]));
    return [{ row, underlying: unit.underlying, quantity, greeks }];
  });
  const underlyings = [...Map.groupBy(holdings, ({ underlying }) => underlying)].map(
    ([underlying, held]) => ({
      underlying,
      greeks: held.reduce((sum, { greeks }) => greeksOf((name) => plus(sum[name], greeks[name])), NONE),
    }),
  );
  return { holdings, underlyings };
}

/** Greeks of a unit of a row, by its name; undefined where it does not move with an underlying. */
export function unitGreeks(
  row: string,
  pricing: Pricing,
): { readonly underlying: string; readonly greeks: Greeks } | undefined {
  const option = pricing.options.find(({ name }) => name === row);
  if (option !== undefined) {
    const greeks = black76Greeks(option.type, modelOf(option, pricing.asOf));
    return { underlying: option.underlying, greeks };
  }
  const linear = pricing.linear.find((each) => each.row === row);
  return linear && { underlying: linear.underlying, greeks: DELTA_ONE };
}
