import { dirname } from "node:path";
import { type Command, Option } from "commander";
import { writeJson } from "../../prover/formats/json.ts";
import { pricingToJson } from "../../prover/formats/pricing.ts";
import {
  formatFieldElement,
  InputError,
  type Market,
  MarketTree,
  marketToJson,
  readMarket,
} from "../../prover/index.ts";
import { customersMarket } from "../../prover/liabilities/ledger/customers-market.ts";
import { optionExtension } from "../../prover/market/risk/option-extension.ts";
import { type OptionSource, readOptionSource } from "../../prover/market/risk/option-source.ts";
import { pricingOf } from "../../prover/market/risk/pricing.ts";
import { loadOptionRule, loadShockSet, shippedNames } from "../../prover/market/risk/shipped.ts";
import { type Extension, marketFromSource } from "../../prover/market/sources/market-source.ts";
import type { ImportNote } from "../../prover/market/sources/note.ts";
import { addCommand, perform } from "../command.ts";
import { makeFolder, shownPath } from "../files.ts";
import { nowSeconds, option, unixTime } from "../options.ts";
import { pricingPath } from "../pricing-file.ts";
import { count } from "../screen/amounts.ts";
import { notesText } from "../screen/notes.ts";
import { pairs } from "../screen/table.ts";
import { day } from "../screen/time.ts";

interface Options {
  readonly source?: string;
  readonly assets?: string;
  readonly venue?: string;
  readonly asOf?: string;
  readonly previous?: readonly string[];
  readonly options?: string;
  readonly surface?: string;
  readonly scenarios?: string;
  readonly standard?: string;
  readonly out: string;
}

export interface BuiltMarketFile {
  readonly file: string;
  readonly tree: MarketTree;
  readonly notes: readonly ImportNote[];
  /** What its options were priced from; none without options. */
  readonly pricing?: string;
}

/** Builds a market and its tree first, and writes the files when both hold. */
export async function buildMarketFile(options: Options): Promise<BuiltMarketFile> {
  const earlier = await Promise.all((options.previous ?? []).map(readMarket));
  const listed = await listedOptions(options);
  const { market, notes } = await builtFrom(options, earlier, listed?.extension);
  const tree = await MarketTree.build(market, options.source ?? options.assets);
  await makeFolder(dirname(options.out));
  await writeJson(options.out, marketToJson(market));
  if (listed === undefined) return { file: options.out, tree, notes };
  const pricing = pricingPath(options.out);
  await writeJson(pricing, pricingToJson(tree.root, pricingOf(listed.source, market.asOf)));
  return { file: options.out, tree, notes, pricing };
}

/** From a description with prices and brackets, or from an exchange's published list of assets. */
async function builtFrom(
  { source, assets, venue, asOf }: Options,
  earlier: readonly Market[],
  extension: Extension | undefined,
): Promise<{ readonly market: Market; readonly notes: readonly ImportNote[] }> {
  if (source !== undefined) return marketFromSource(source, earlier, extension);
  if (assets === undefined) throw new InputError({ field: "--source", rule: "or --assets is needed" });
  if (venue === undefined) throw new InputError({ field: "--venue", rule: "is needed with --assets" });
  const time = asOf === undefined ? nowSeconds() : Number(option("--as-of", asOf, unixTime));
  return customersMarket(assets, { venue, asOf: time, earlier });
}

/** The options to add, and how they are margined. */
async function listedOptions({
  options,
  surface,
  scenarios,
  standard,
}: Options): Promise<{ source: OptionSource; extension: Extension } | undefined> {
  if (options === undefined) {
    const [flag] =
      Object.entries({ surface, scenarios, standard }).find(([, given]) => given !== undefined) ?? [];
    if (flag !== undefined) throw new InputError({ field: `--${flag}`, rule: "needs --options" });
    return undefined;
  }
  const rules =
    scenarios !== undefined
      ? { shocks: await loadShockSet(scenarios) }
      : standard !== undefined
        ? { standard: await loadOptionRule(standard) }
        : undefined;
  if (rules === undefined) {
    throw new InputError({
      field: "--options",
      value: JSON.stringify(options),
      rule: "needs --scenarios (portfolio margin) or --standard (margin contract by contract)",
      details: [
        `--scenarios takes a file, or ${(await shippedNames("scenarios")).join(", ")}`,
        `--standard takes a file, or ${(await shippedNames("standard")).join(", ")}`,
      ],
    });
  }
  const source = await readOptionSource(options, surface);
  return { source, extension: optionExtension(source, rules) };
}

export function marketBuild(parent: Command): void {
  addCommand(parent, "build", {
    summary: "build a market (rows, brackets, prices) from an exchange's published files",
    examples: [
      "market build --source examples/market.json --out market.json",
      "market build --assets examples/exchange-assets.csv --venue exchange-example --out exchange-market.json",
      "market build --source examples/portfolio/market.json --options examples/portfolio/options.json --scenarios span-16 --out portfolio.json",
    ],
    notes: [
      "With --options, options come in from a chain and a volatility surface. With --scenarios the market margins portfolio accounts; with --standard each option is margined by itself, for cross and isolated accounts. What options were priced from is written beside the market.",
      "Scenario sets: deribit-35, derive-31, paradex-24, span-16, tims-10, or a file (solvency-shock-set/1). Standard rules: deribit, derive, okx, or a file (solvency-option-rule/1).",
      "Row indexes are kept from earlier publications: pass them with --previous, since accounts name rows by index.",
    ],
  })
    .option("--source <file>", "solvency-market-source/1: prices, collateral, and the files with brackets")
    .addOption(
      new Option(
        "--assets <csv>",
        "assets in an exchange's published layout, as `attestation build --customers` reads their holders",
      ).conflicts(["source", "options"]),
    )
    .option("--venue <name>", "of --assets, which do not name it")
    .option("--as-of <unix>", "time of --assets, in Unix seconds (default: now)")
    .option("--previous <market...>", "earlier publications of the same market")
    .option(
      "--options <file>",
      "solvency-option-source/1: underlyings, option chain, futures, what moves with them",
    )
    .option("--surface <file>", "volatility surface (JSON or CSV), in place of the one --options names")
    .addOption(new Option("--scenarios <set|file>", "scenarios of portfolio margin").conflicts("standard"))
    .addOption(new Option("--standard <rule|file>", "how a short option is margined by itself"))
    .requiredOption("--out <file>", "the market to write")
    .action(
      perform(async (_screen, options: Options) => {
        const { file, tree, notes, pricing } = await buildMarketFile(options);
        const { venue, asOf, rows, portfolio } = tree.market;
        const root = formatFieldElement(tree.root);
        const scenarios = portfolio && {
          scenarios: portfolio.scenarios.length,
          groups: portfolio.groups.length,
        };
        const facts = {
          ...{ market: file, root, venue, asOf, rows: rows.length, pieces: tree.pieces.length },
          ...scenarios,
          ...(pricing !== undefined && { pricing }),
        };
        return {
          json: { ...facts, notes },
          text: ({ colours }) =>
            [
              `${colours.green("✔")} ${shownPath(file)}`,
              "",
              pairs(colours, [
                ["root", root],
                ["venue", `${venue}, ${day(asOf)}`],
                ["rows", count(rows.length)],
                ["pieces", count(tree.pieces.length)],
                ...(scenarios === undefined
                  ? []
                  : [["scenarios", `${scenarios.scenarios}, ${count(scenarios.groups)} groups`] as const]),
                ...(pricing === undefined ? [] : [["priced from", shownPath(pricing)] as const]),
              ]),
              ...notesText(colours, notes),
            ].join("\n"),
        };
      }),
    );
}
