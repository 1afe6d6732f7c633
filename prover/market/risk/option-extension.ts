import type { Extension } from "../sources/market-source.ts";
import type { OptionRule } from "./option-rule.ts";
import type { OptionSource } from "./option-source.ts";
import { portfolioRows } from "./portfolio-rows.ts";
import type { ShockSet } from "./shock-set.ts";
import { standardOptionRows } from "./standard-rows.ts";

/**
 * What options add to a market: with a shock set it becomes a portfolio market; with an option rule its options are
 * margined contract by contract. A market is one or the other, since a row has one schedule.
 */
export function optionExtension(
  source: OptionSource,
  rules: { readonly shocks: ShockSet } | { readonly standard: OptionRule },
): Extension {
  if ("shocks" in rules) return (rows, asOf) => portfolioRows(rows, source, rules.shocks, asOf);
  return (rows, asOf) => ({ rows: [...rows, ...standardOptionRows(source, rules.standard, asOf)] });
}
