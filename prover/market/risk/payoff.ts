import type { Account } from "../../accounts/account.ts";
import type { Market } from "../row.ts";
import { black76Price } from "./black76.ts";
import { type Fixed, fromDecimal, minus, plus, times, ZERO } from "./math/fixed.ts";
import { modelOf, usdOf } from "./option-model.ts";
import type { ListedOption } from "./option-quote.ts";
import type { Pricing } from "./pricing.ts";
import { moved, type Ratio, scale, toFixed } from "./ratio.ts";

/** What an account's holdings of one underlying gain when its price moves, in USD. */
export interface Payoff {
  readonly underlying: string;
  /** Prices and volatility move now. */
  readonly now: readonly Fixed[];
  /** At the first expiry it holds; null where it holds no option. */
  readonly expiry: { readonly at: number; readonly gains: readonly Fixed[] } | null;
}

/**
 * The payoff of an account by underlying: gains over today's model value at each of the moves, volatility as it is.
 * @param moves relative to the price, above -1
 */
export function payoffs(
  market: Market,
  account: Pick<Account, "holdings">,
  pricing: Pricing,
  moves: readonly Ratio[],
): readonly Payoff[] {
  const options = new Map(pricing.options.map((option) => [option.name, option]));
  const linear = new Map(pricing.linear.map(({ row, underlying }) => [row, underlying]));
  const rows = new Map(market.rows.map((row) => [row.index, row]));
  const held = account.holdings.flatMap(({ row: index, quantity }) => {
    const row = rows.get(index);
    const option = row && options.get(row.name);
    const underlying = option?.underlying ?? (row && linear.get(row.name));
    if (row === undefined || underlying === undefined) return [];
    return [{ underlying, option, amount: fromDecimal(quantity, 8), price: usdOf(row.valuePrice ?? 0n) }];
  });
  return [...Map.groupBy(held, ({ underlying }) => underlying)].map(([underlying, book]): Payoff => {
    const expiries = book.flatMap(({ option }) => (option === undefined ? [] : [option.expiry]));
    const first = expiries.length === 0 ? null : Math.min(...expiries);
    const gains = (time: number): readonly Fixed[] =>
      moves.map((move) =>
        book.reduce((sum, { option, amount, price }) => {
          const gain =
            option === undefined
              ? times(price, toFixed(move))
              : minus(valueAt(option, move, time), valueAt(option, NO_MOVE, pricing.asOf));
          return plus(sum, times(amount, gain));
        }, ZERO),
      );
    return {
      underlying,
      now: gains(pricing.asOf),
      expiry: first === null ? null : { at: first, gains: gains(first) },
    };
  });
}

const NO_MOVE: Ratio = { numerator: 0n, denominator: 1n };

function valueAt(option: ListedOption, move: Ratio, time: number): Fixed {
  const model = modelOf(option, time);
  return black76Price(option.type, { ...model, forward: scale(model.forward, moved(move)) });
}
