import { dirname, resolve } from "node:path";
import { z } from "zod";
import { parseDecimal } from "../../domain/decimal.ts";
import { RuleError } from "../../domain/errors.ts";
import { refuse } from "../../domain/refuse.ts";
import { readJson } from "../../formats/json.ts";
import { format, priceText, text } from "../../formats/schema.ts";
import { nameText, underlyingText } from "./name-text.ts";
import { contractFields, type ListedOption, optionName, quoteFields } from "./option-quote.ts";
import { Surface } from "./surface.ts";
import { readTable } from "./table.ts";

const path = z
  .string("must be a path, relative to this file")
  .min(1, "must be a path, relative to this file");

const listed = z.strictObject({
  ...contractFields,
  name: nameText.optional(),
  mark: priceText.optional(),
  markIv: quoteFields.markIv.optional(),
  forward: quoteFields.forward.optional(),
  rate: quoteFields.rate.optional(),
});
type Listed = z.output<typeof listed>;

const chain = z.array(listed, "must be a list of options");
const chainFileSchema = z
  .strictObject({ format: format("solvency-option-chain/1"), options: chain })
  .transform(({ options }) => options);

/**
 * `solvency-option-source/1`: the options and futures of a portfolio market, and which other rows move with an
 * underlying. It stands beside a `solvency-market-source/1`, which has the venue, the time, currencies and collateral.
 */
const optionSourceSchema = z
  .strictObject({
    format: format("solvency-option-source/1"),
    /** What options are written on. `index` measures an option's notional for its contingency. */
    underlyings: z
      .array(z.strictObject({ name: underlyingText, index: priceText }), "must be a list of underlyings")
      .min(1, "needs an underlying"),
    chain: chain.optional(),
    /** JSON or CSV, in place of `chain`. */
    chainFile: path.optional(),
    /** JSON or CSV; not needed where the chain has markIv, forward and rate. */
    surfaceFile: path.optional(),
    /** Linear futures and perpetuals that have no row in the market source. */
    futures: z
      .array(
        z.strictObject({ name: nameText, underlying: nameText, mark: priceText }),
        "must be a list of futures",
      )
      .default([]),
    /** By underlying, the rows of the market source whose price moves with it: coins, their PNL rows, perpetuals. */
    moves: z.record(z.string(), z.array(nameText), "must be row names by underlying").default({}),
    /** USD by which prices may miss the conditions of no arbitrage, for marks that an exchange rounds. */
    tolerance: text((value) => {
      const tolerance = parseDecimal(value, 8);
      if (tolerance < 0n) throw new RuleError("must not be negative");
      return tolerance;
    }).default(0n),
  })
  .refine(({ chain, chainFile }) => (chain === undefined) !== (chainFile === undefined), {
    message: "must be given, either here or as chainFile",
    path: ["chain"],
  });

type OptionSourceFile = z.output<typeof optionSourceSchema>;

export interface OptionSource
  extends Pick<OptionSourceFile, "underlyings" | "futures" | "moves" | "tolerance"> {
  /** Where it was read from; named in errors. */
  readonly file: string;
  readonly options: readonly ListedOption[];
}

/**
 * Reads an option source, its chain and its surface.
 * @param surfaceFile in place of the one the source names
 * @throws EnvironmentError when a file cannot be read
 * @throws InputError naming file, field, value and rule
 */
export async function readOptionSource(file: string, surfaceFile?: string): Promise<OptionSource> {
  const source = await readJson(file, optionSourceSchema);
  const beside = (other: string): string => resolve(dirname(file), other);
  const chainFile = source.chainFile === undefined ? undefined : beside(source.chainFile);
  const listing =
    chainFile === undefined ? (source.chain ?? []) : await readTable(chainFile, listed, chainFileSchema);
  const surfacePath =
    surfaceFile ?? (source.surfaceFile === undefined ? undefined : beside(source.surfaceFile));
  const surface = surfacePath === undefined ? undefined : await Surface.read(surfacePath);
  const known = new Set(source.underlyings.map((underlying) => underlying.name));
  const options = listing.map((option, k): ListedOption => {
    const place = { source: chainFile ?? file, field: `option ${k + 1}`, value: optionName(option) };
    if (!known.has(option.underlying)) {
      refuse(place, `is on ${option.underlying}, which the list "underlyings" does not have`);
    }
    const { name: given, mark, markIv, forward, rate, ...contract } = option;
    const named = { name: given ?? optionName(option), mark };
    if (surface !== undefined) {
      if (markIv !== undefined || forward !== undefined || rate !== undefined) {
        refuse(
          place,
          "has markIv, forward or rate of its own beside a surface; only one of them can be right",
        );
      }
      return { ...surface.quoteOf(option), ...named };
    }
    return { ...contract, ...named, ...ownQuote({ markIv, forward, rate }, place) };
  });
  const { underlyings, futures, moves, tolerance } = source;
  return { file, underlyings, futures, moves, tolerance, options };
}

function ownQuote(
  { markIv, forward, rate }: Pick<Listed, "markIv" | "forward" | "rate">,
  place: { source: string; field: string; value: string },
): Pick<ListedOption, "markIv" | "forward" | "rate"> {
  if (markIv === undefined || forward === undefined || rate === undefined) {
    return refuse(place, "needs markIv, forward and rate, or a surface that has them");
  }
  return { markIv, forward, rate };
}
