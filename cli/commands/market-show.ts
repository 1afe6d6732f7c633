import type { Command } from "commander";
import { formatFieldElement, InputError, MarketTree, marketToJson, readMarket } from "../../prover/index.ts";
import { unitGreeks } from "../../prover/market/risk/account-greeks.ts";
import { addCommand, perform } from "../command.ts";
import { greekTexts } from "../greeks-json.ts";
import { pricingFor } from "../pricing-file.ts";
import { unitGreeksText } from "../screen/greeks.ts";
import { bracketsText, marketText } from "../screen/market.ts";
import { riskText, scenariosText } from "../screen/scenarios.ts";

interface Options {
  readonly row?: string;
}

export function marketShow(parent: Command): void {
  addCommand(parent, "show <market>", {
    summary: "show a market's rows and scenarios, or the brackets and scenario prices of one row",
    examples: [
      "market show quickstart/market.json",
      "market show quickstart/market.json --row BTC/USDT:USDT",
    ],
  })
    .option("--row <name>", "show this row's brackets and scenario prices")
    .action(
      perform(async (_screen, file: string, options: Options) => {
        const market = await readMarket(file);
        const tree = await MarketTree.build(market, file);
        const root = formatFieldElement(tree.root);
        if (options.row === undefined) {
          return {
            json: { root, pieces: tree.pieces.length, ...marketToJson(market) },
            text: ({ colours }) =>
              market.portfolio === undefined
                ? marketText(colours, tree)
                : [marketText(colours, tree), "", scenariosText(colours, market.portfolio, market)].join(
                    "\n",
                  ),
          };
        }
        const place = market.rows.findIndex((row) => row.name === options.row);
        const row = market.rows[place];
        if (row === undefined) {
          throw new InputError({
            source: file,
            field: "--row",
            value: JSON.stringify(options.row),
            rule: "unknown row: the market has no row of this name",
            details: [`There are: ${market.rows.map(({ name }) => name).join(", ")}`],
          });
        }
        const pricing = await pricingFor(tree, file, undefined);
        const unit = pricing && unitGreeks(row.name, pricing);
        return {
          json: {
            root,
            row: marketToJson(market).rows[place],
            ...(unit && { greeks: greekTexts(unit.greeks) }),
          },
          text: ({ colours }) =>
            [
              bracketsText(colours, row),
              ...(unit === undefined ? [] : [unitGreeksText(colours, unit.greeks)]),
              ...(row.risk === undefined || market.portfolio === undefined
                ? []
                : [riskText(colours, row.risk, market.portfolio)]),
            ].join("\n\n"),
        };
      }),
    );
}
