import { z } from "zod";
import { formatDecimal } from "../domain/decimal.ts";
import { type FieldElement, formatFieldElement } from "../domain/field.ts";
import { formatPrice } from "../domain/price.ts";
import { formatExpiry } from "../market/risk/expiry.ts";
import { roundAt } from "../market/risk/math/fixed.ts";
import { contractFields, quoteFields } from "../market/risk/option-quote.ts";
import type { Pricing } from "../market/risk/pricing.ts";
import { readJson } from "./json.ts";
import { fieldText, format, priceText, unixSeconds } from "./schema.ts";

const name = z.string("must be a string").min(1, "must not be empty");

/**
 * `solvency-pricing/1`: what the rows of a portfolio market were priced from, so that people can see Greeks and anybody
 * can price the table again. No proof depends on it.
 */
const pricingSchema = z.strictObject({
  format: format("solvency-pricing/1"),
  /** Of the market it belongs to. */
  marketRoot: fieldText,
  asOf: unixSeconds,
  underlyings: z.array(z.strictObject({ name, index: priceText }), "must be a list of underlyings"),
  options: z.array(
    z.strictObject({ row: name, ...contractFields, ...quoteFields }),
    "must be a list of options",
  ),
  /** Rows that move one for one with an underlying. */
  linear: z.array(z.strictObject({ row: name, underlying: name }), "must be a list of rows"),
});

export interface PricingFile {
  readonly marketRoot: FieldElement;
  readonly pricing: Pricing;
}

export async function readPricing(path: string): Promise<PricingFile> {
  const { format: _, marketRoot, options, ...rest } = await readJson(path, pricingSchema);
  const named = options.map(({ row, ...option }) => ({ name: row, ...option }));
  return { marketRoot, pricing: { ...rest, options: named } };
}

/** As many digits as a quote may have. */
const QUOTE_DECIMALS = 18;

export function pricingToJson(marketRoot: FieldElement, pricing: Pricing): z.input<typeof pricingSchema> {
  return {
    format: "solvency-pricing/1",
    marketRoot: formatFieldElement(marketRoot),
    asOf: pricing.asOf,
    underlyings: pricing.underlyings.map(({ name, index }) => ({ name, index: formatPrice(index) })),
    options: pricing.options.map(({ name, underlying, expiry, strike, type, markIv, forward, rate }) => ({
      row: name,
      underlying,
      expiry: formatExpiry(expiry),
      strike: formatPrice(strike),
      type,
      markIv: formatDecimal(roundAt(markIv, QUOTE_DECIMALS), QUOTE_DECIMALS),
      forward: formatPrice(forward),
      rate: formatDecimal(roundAt(rate, QUOTE_DECIMALS), QUOTE_DECIMALS),
    })),
    linear: pricing.linear.map(({ row, underlying }) => ({ row, underlying })),
  };
}
