import { inField } from "../../domain/in-field.ts";
import { formatPrice } from "../../domain/price.ts";
import { refuse } from "../../domain/refuse.ts";
import type { NewRow } from "../sources/row-indexes.ts";
import { assertNoArbitrage } from "./arbitrage.ts";
import { assertNotExpired } from "./expired.ts";
import { markOf, optionRow } from "./option-rows.ts";
import { type OptionRule, shortRates } from "./option-rule.ts";
import type { OptionSource } from "./option-source.ts";

/**
 * Option rows for cross and isolated accounts: each short contract requires what the venue's standard rule asks for at
 * the market's prices. Nothing offsets anything: spreads are margined as naked shorts.
 *
 * @throws InputError for expired options, arbitrage, and futures, whose brackets a market source has
 */
export function standardOptionRows(source: OptionSource, rule: OptionRule, asOf: number): readonly NewRow[] {
  const { file, options, tolerance, futures, underlyings } = source;
  const [future] = futures;
  if (future !== undefined) {
    refuse(
      { source: file, field: "futures", value: `"${future.name}"` },
      "has no brackets here; without scenarios, futures belong in the market source",
    );
  }
  assertNotExpired(options, asOf, file);
  assertNoArbitrage(options, { asOf, tolerance, source: file });
  const indexes = new Map(underlyings.map(({ name, index }) => [name, index]));
  return options.map((option) => {
    const place = { source: file, field: `option ${option.name}` };
    const index = indexes.get(option.underlying) ?? refuse(place, "is on an underlying that is not listed");
    const mark = markOf(option, asOf);
    const value = `mark ${mark === null ? "0" : formatPrice(mark)}`;
    const short = inField({ ...place, value }, () => shortRates(rule, option, mark ?? 0n, index));
    return optionRow(option, mark, index, {
      short: [{ floor: 0n, ...short }],
      countsLong: rule.countsLong,
    });
  });
}
