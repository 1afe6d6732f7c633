import { PRICE_DECIMALS, type Price, price } from "../../domain/price.ts";
import { RATE_ONE, RATE_ZERO, type Rate } from "../../domain/rate.ts";
import type { NewRow } from "../sources/row-indexes.ts";
import { type Contingency, contingencySchedule } from "./contingency.ts";
import { floorAt } from "./math/fixed.ts";
import { markedValue } from "./option-model.ts";
import type { ListedOption } from "./option-quote.ts";

/** The published mark: as given, or the model's price rounded down; null below 1e-8 USD. */
export function markOf(option: ListedOption, asOf: number): Price | null {
  if (option.mark !== undefined) return option.mark;
  const value = floorAt(markedValue(option, asOf), PRICE_DECIMALS);
  return value === 0n ? null : price(value);
}

/**
 * An option's row: worth its mark, with the index price as the notional that contingencies are measured with.
 * @param index price of the underlying
 * @param options.long, options.short what a holding requires; nothing where absent
 * @param options.countsLong what an owned option's mark counts as equity; 0 at venues whose margin balance has no options
 */
export function optionRow(
  option: ListedOption,
  mark: Price | null,
  index: Price,
  options: { readonly long?: Contingency; readonly short?: Contingency; readonly countsLong?: Rate } = {},
): NewRow {
  const counts = (rate: Rate): Rate => (mark === null ? RATE_ZERO : rate);
  return {
    name: option.name,
    basis: "notional",
    valuePrice: mark,
    notionalPrice: index,
    long: contingencySchedule(counts(options.countsLong ?? RATE_ONE), options.long),
    short: contingencySchedule(counts(RATE_ONE), options.short),
  };
}
