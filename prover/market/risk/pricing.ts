import type { Price } from "../../domain/price.ts";
import type { ListedOption } from "./option-quote.ts";
import type { OptionSource } from "./option-source.ts";

/** What a market's rows were priced from. */
export interface Pricing {
  /** Unix seconds. */
  readonly asOf: number;
  readonly underlyings: readonly { readonly name: string; readonly index: Price }[];
  readonly options: readonly ListedOption[];
  /** Rows that move one for one with an underlying: futures, perpetuals, coins and their PNL rows. */
  readonly linear: readonly { readonly row: string; readonly underlying: string }[];
}

export function pricingOf(source: OptionSource, asOf: number): Pricing {
  const { underlyings, options, futures, moves } = source;
  return {
    asOf,
    underlyings: underlyings.map(({ name, index }) => ({ name, index })),
    options,
    linear: [
      ...Object.entries(moves).flatMap(([underlying, rows]) => rows.map((row) => ({ row, underlying }))),
      ...futures.map(({ name, underlying }) => ({ row: name, underlying })),
    ],
  };
}
