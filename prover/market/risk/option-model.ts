import { PRICE_DECIMALS, type Price } from "../../domain/price.ts";
import { type Black76, black76Price, SECONDS_PER_YEAR } from "./black76.ts";
import { type Fixed, fraction, fromDecimal } from "./math/fixed.ts";
import type { ListedOption, OptionQuote } from "./option-quote.ts";

/** USD, exact but for the last of 144 bits. */
export const usdOf = (price: Price | bigint): Fixed => fromDecimal(price, PRICE_DECIMALS);

/** What the model prices an option from at a time. */
export function modelOf(option: OptionQuote, asOf: number): Black76 {
  return {
    forward: usdOf(option.forward),
    strike: usdOf(option.strike),
    years: fraction(BigInt(option.expiry - asOf), BigInt(SECONDS_PER_YEAR)),
    volatility: option.markIv,
    rate: option.rate,
  };
}

/** The mark as given, or the model's price, unrounded. */
export const markedValue = (option: ListedOption, asOf: number): Fixed =>
  option.mark === undefined ? black76Price(option.type, modelOf(option, asOf)) : usdOf(option.mark);
