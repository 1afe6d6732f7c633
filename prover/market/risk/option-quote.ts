import { z } from "zod";
import { parseDecimal } from "../../domain/decimal.ts";
import { RuleError } from "../../domain/errors.ts";
import { formatPrice, type Price } from "../../domain/price.ts";
import { priceText, text } from "../../formats/schema.ts";
import type { OptionType } from "./black76.ts";
import { expiryDay, expiryText } from "./expiry.ts";
import { type Fixed, fromDecimal } from "./math/fixed.ts";
import { underlyingText } from "./name-text.ts";

/** Exchanges quote volatilities with up to 16 digits. */
const DECIMALS = 18;

const volatilityText = text((value): Fixed => {
  const volatility = parseDecimal(value, DECIMALS);
  if (volatility <= 0n || volatility > 10n ** BigInt(DECIMALS + 1)) {
    throw new RuleError("must be above 0 and at most 10 (1,000 %): 55 % is 0.55");
  }
  return fromDecimal(volatility, DECIMALS);
});

const interestText = text((value): Fixed => {
  const rate = parseDecimal(value, DECIMALS);
  const one = 10n ** BigInt(DECIMALS);
  if (rate < -one || rate > 10n * one) throw new RuleError("must be from -1 to 10: 5 % a year is 0.05");
  return fromDecimal(rate, DECIMALS);
});

/** Which option: one unit of the underlying, priced in USD. */
export const contractFields = {
  underlying: underlyingText,
  expiry: expiryText,
  strike: priceText,
  type: z.enum(["call", "put"], { error: 'must be "call" or "put"' }),
};

/** What the surface says of it. Forward and rate are the same for all options of an expiry. */
export const quoteFields = { markIv: volatilityText, forward: priceText, rate: interestText };

export interface OptionContract {
  readonly underlying: string;
  /** Unix seconds. */
  readonly expiry: number;
  readonly strike: Price;
  readonly type: OptionType;
}

export interface OptionQuote extends OptionContract {
  /** Annual; 0.55 is 55 %. */
  readonly markIv: Fixed;
  /** USD. */
  readonly forward: Price;
  /** Continuously compounded, annual. */
  readonly rate: Fixed;
}

/** An option as the market lists it. */
export interface ListedOption extends OptionQuote {
  readonly name: string;
  /** As the exchange marks it; absent: the model's price. */
  readonly mark?: Price | undefined;
}

/** "BTC-26SEP25-120000-C", as exchanges name them. */
export const optionName = ({ underlying, expiry, strike, type }: OptionContract): string =>
  `${underlying}-${expiryDay(expiry)}-${formatPrice(strike)}-${type === "call" ? "C" : "P"}`;

export const contractKey = ({ underlying, expiry, strike, type }: OptionContract): string =>
  [underlying, expiry, strike, type].join("|");
