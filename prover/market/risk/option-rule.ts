import { z } from "zod";
import type { Price } from "../../domain/price.ts";
import { RATE_ONE, type Rate, rate } from "../../domain/rate.ts";
import { format, rateText } from "../../formats/schema.ts";
import type { MarginRates } from "../sources/plain.ts";
import { nameText } from "./name-text.ts";
import type { OptionContract } from "./option-quote.ts";

/** Parts of the index price, of which a short option requires the greatest that applies. */
const short = z.strictObject({
  /** Initial: this less how far the option is out of the money ... */
  initial: rateText,
  /** ... but at least this. */
  initialMinimum: rateText,
  maintenance: rateText,
  /** A part of the mark price that maintenance is not below. */
  maintenanceOfMark: rateText.optional(),
});

/**
 * `solvency-option-rule/1`: how a venue's standard (not portfolio) margin treats options. What it requires of one contract
 * is fixed when the market is published, so a cross account's option is a row like any other: a rate of the index price.
 */
export const optionRuleSchema = z.strictObject({
  format: format("solvency-option-rule/1"),
  name: nameText,
  summary: z.string("must be a string"),
  sources: z.array(z.string("must be a string"), "must be a list of sources"),
  /** What an owned option's mark counts as equity. */
  countsLong: rateText,
  call: short,
  put: short,
  /** Initial is at least this times maintenance, the mark included in both. */
  initialOverMaintenance: rateText.optional(),
});

export type OptionRule = z.output<typeof optionRuleSchema>;

/**
 * What a short contract requires beyond its mark (which counts against equity), as rates of the index price, rounded up:
 *
 *   initial     = max(initial * index - out of the money, initialMinimum * index, maintenance,
 *                     initialOverMaintenance * (mark + maintenance) - mark)
 *   maintenance = max(maintenance * index, maintenanceOfMark * mark)
 *
 * @param mark 0 where there is none
 */
export function shortRates(
  rule: OptionRule,
  option: OptionContract,
  mark: bigint,
  index: Price,
): MarginRates {
  const { type, strike } = option;
  const terms = rule[type];
  const distance = type === "call" ? strike - index : index - strike;
  const outOfTheMoney = distance > 0n ? distance : 0n;
  // All in 1e-17 USD: price 1e-8 times rate 1e-9.
  const maintenance = greatest(terms.maintenance * index, (terms.maintenanceOfMark ?? 0n) * mark);
  const overMaintenance =
    rule.initialOverMaintenance === undefined
      ? 0n
      : (rule.initialOverMaintenance * (RATE_ONE * mark + maintenance)) / RATE_ONE - RATE_ONE * mark + 1n;
  const initial = greatest(
    terms.initial * index - RATE_ONE * outOfTheMoney,
    terms.initialMinimum * index,
    maintenance,
    overMaintenance,
  );
  return { maintenanceRate: perIndex(maintenance, index), initialRate: perIndex(initial, index) };
}

const greatest = (...values: readonly bigint[]): bigint => values.reduce((a, b) => (a > b ? a : b));

/** Rounded up. @throws RuleError above the largest rate */
const perIndex = (amount: bigint, index: Price): Rate => rate((amount + index - 1n) / index);
