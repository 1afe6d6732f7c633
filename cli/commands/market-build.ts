import { dirname } from "node:path";
import type { Command } from "commander";
import { writeJson } from "../../prover/formats/json.ts";
import { formatFieldElement, MarketTree, marketToJson, readMarket } from "../../prover/index.ts";
import { marketFromSource } from "../../prover/market/sources/market-source.ts";
import type { ImportNote } from "../../prover/market/sources/note.ts";
import { addCommand, perform } from "../command.ts";
import { makeFolder, shownPath } from "../files.ts";
import { count } from "../screen/amounts.ts";
import { notesText } from "../screen/notes.ts";
import { pairs } from "../screen/table.ts";
import { day } from "../screen/time.ts";

interface Options {
  readonly source: string;
  readonly previous?: readonly string[];
  readonly out: string;
}

export interface BuiltMarketFile {
  readonly file: string;
  readonly tree: MarketTree;
  readonly notes: readonly ImportNote[];
}

/** Builds a market and its tree first, and writes the file when both hold. */
export async function buildMarketFile(options: Options): Promise<BuiltMarketFile> {
  const earlier = await Promise.all((options.previous ?? []).map(readMarket));
  const { market, notes } = await marketFromSource(options.source, earlier);
  const tree = await MarketTree.build(market, options.source);
  await makeFolder(dirname(options.out));
  await writeJson(options.out, marketToJson(market));
  return { file: options.out, tree, notes };
}

export function marketBuild(parent: Command): void {
  addCommand(parent, "build", {
    summary: "build a market (rows, brackets, prices) from an exchange's published files",
    examples: ["market build --source examples/market.json --out market.json"],
    notes: [
      "Row indexes are kept from earlier publications: pass them with --previous, since accounts name rows by index.",
    ],
  })
    .requiredOption(
      "--source <file>",
      "solvency-market-source/1: prices, collateral, and the files with brackets",
    )
    .option("--previous <market...>", "earlier publications of the same market")
    .requiredOption("--out <file>", "the market to write")
    .action(
      perform(async (_screen, options: Options) => {
        const { file, tree, notes } = await buildMarketFile(options);
        const { venue, asOf, rows } = tree.market;
        const root = formatFieldElement(tree.root);
        const facts = { market: file, root, venue, asOf, rows: rows.length, pieces: tree.pieces.length };
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
              ]),
              ...notesText(colours, notes),
            ].join("\n"),
        };
      }),
    );
}
