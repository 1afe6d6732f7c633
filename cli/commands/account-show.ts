import type { Command } from "commander";
import { z } from "zod";
import { readJson } from "../../prover/formats/json.ts";
import {
  type Account,
  formatFieldElement,
  InputError,
  MarketTree,
  readAccount,
  readMarket,
} from "../../prover/index.ts";
import { valuePortfolio } from "../../prover/margin/portfolio.ts";
import { valueMargin } from "../../prover/margin/valuation.ts";
import { addCommand, perform } from "../command.ts";
import { inFile } from "../files.ts";
import { healthToJson } from "../health-json.ts";
import { showPortfolio } from "../portfolio-account.ts";
import { membershipFrom } from "../private-files.ts";
import { healthText } from "../screen/health.ts";

interface Options {
  readonly market: string;
  readonly pricing?: string;
  readonly picture?: string;
}

export function accountShow(parent: Command): void {
  addCommand(parent, "show <account>", {
    summary: "show how an account stands: value and margin of every holding, liquidation prices or scenarios",
    examples: [
      "account show quickstart/accounts/1001.json --market quickstart/market.json",
      "account show quickstart/epoch/members/1001.json --market quickstart/market-after-fall.json",
      "account show examples/portfolio/account.json --market portfolio.json --picture portfolio.svg",
    ],
    notes: [
      "<account> is an account file, or the membership file that a venue gave you.",
      "A portfolio account is shown with what every scenario makes of it; its Greeks come from the pricing file that market build wrote beside the market.",
    ],
  })
    .requiredOption("--market <file>", "the market to value it with")
    .option("--pricing <file>", "what a portfolio market was priced from, where it is not beside the market")
    .option("--picture <file>", "draw a portfolio account's scenarios and payoff, as SVG")
    .action(
      perform(async (_screen, file: string, options: Options) => {
        const market = await readMarket(options.market);
        const account = await accountFrom(file, async () => readAccount(file, market));
        const tree = await MarketTree.build(market, options.market);
        const marketRoot = formatFieldElement(tree.root);
        if (account.mode === "portfolio") {
          const portfolio = await inFile(file, () => valuePortfolio(market, account));
          return showPortfolio({ file, account, valuation: portfolio, tree, options });
        }
        assertNoScenarioOptions(account, options);
        const valuation = await inFile(file, () => valueMargin(market, account));
        return {
          json: { file, marketRoot, ...healthToJson(account, valuation) },
          text: ({ colours }) => healthText(colours, account, valuation, market),
        };
      }),
    );
}

/** @throws InputError for options that need scenarios */
function assertNoScenarioOptions(account: Account, options: Options): void {
  const [flag] = (["picture", "pricing"] as const).filter((name) => options[name] !== undefined);
  if (flag === undefined) return;
  throw new InputError({
    field: `--${flag}`,
    rule: `is for portfolio accounts; this one is ${account.mode}`,
  });
}

const anyFormat = z.looseObject({ format: z.string("must be the name of a format") });

/** An account file names its rows, a membership numbers them: the format tells which one it is. */
async function accountFrom(file: string, plain: () => Promise<Account>): Promise<Account> {
  const { format } = await readJson(file, anyFormat);
  if (format.startsWith("solvency-account/")) return plain();
  if (format.startsWith("solvency-membership/")) return (await membershipFrom(file)).account;
  throw new InputError({
    source: file,
    field: "format",
    value: JSON.stringify(format),
    rule: 'must be "solvency-account/1" or "solvency-membership/1"',
  });
}
