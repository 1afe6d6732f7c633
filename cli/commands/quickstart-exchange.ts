import { type Command, Option } from "commander";
import { RuleError } from "../../prover/index.ts";
import { addCommand, perform } from "../command.ts";
import { exchangeCommands } from "../exchange/next.ts";
import { type ExchangeRun, runExchange } from "../exchange/run.ts";
import { shownPath } from "../files.ts";
import { option, wholeNumber } from "../options.ts";
import { seconds } from "../screen/amounts.ts";
import { checklist } from "../screen/checklist.ts";
import { commandLines } from "../screen/quickstart.ts";

interface Options {
  readonly dir: string;
  readonly accounts: string;
  readonly stay?: boolean;
}

/** A quickstart is no place for more. */
const MOST = 100_000n;

export function quickstartExchange(parent: Command): void {
  addCommand(parent, "quickstart:exchange", {
    summary: "an exchange attests its solvency: ledger, proofs, reserves, customers' checks, one verdict",
    examples: ["quickstart:exchange --accounts 300 --dir quickstart-exchange"],
    notes: [
      "Needs a clone of the repository. The ledger is made up; prices are in the program.",
      "Keys are INSECURE development keys; the node is a local one and ends with the command, or with --stay at Ctrl-C.",
    ],
  })
    .option("--accounts <n>", "how many customers the exchange has", "300")
    .option(
      "--dir <folder>",
      "where to leave the files; emptied when the quickstart made it",
      "quickstart-exchange",
    )
    .addOption(new Option("--stay", "keep the node running, until Ctrl-C").conflicts("json"))
    .action(
      perform(async (screen, options: Options) => {
        const accounts = option("--accounts", options.accounts, (text) => {
          const count = wholeNumber(1n)(text);
          if (count > MOST) throw new RuleError(`must be at most ${MOST}`);
          return Number(count);
        });
        screen.say(
          `${screen.colours.bold("solvency quickstart:exchange")}  ${screen.colours.dim(options.dir)}`,
        );
        const run = await runExchange(screen, options.dir, accounts);
        const stays = options.stay === true;
        if (!stays) await run.node.stop();
        const next = exchangeCommands(run, stays);
        const total = run.times.reduce((sum, { ms }) => sum + ms, 0);
        return {
          json: { ...toJson(run), next },
          text: ({ colours }) =>
            [
              "",
              `  ${colours.bold("With all reserves")}`,
              checklist(colours, run.before),
              "",
              `  ${colours.bold("With one coin less")}  ${colours.dim("the same bundle, the same chain, a transfer later")}`,
              checklist(colours, run.after),
              "",
              `  ${colours.bold("To publish")}   ${shownPath(run.built.folder)}`,
              `  ${colours.bold("To keep")}      ${shownPath(run.built.usersFolder)}  ${colours.dim("one file for each customer")}`,
              "",
              `  ${colours.green("✔")} ${colours.bold("done")} in ${seconds(total)}`,
              "",
              `  ${colours.bold("To go on")}`,
              ...commandLines(colours, next),
            ].join("\n"),
          ...(stays
            ? {
                afterwards: async () => {
                  screen.say(`\n  The node runs at ${run.node.url}. Ctrl-C ends it.`);
                  await run.node.ended;
                },
              }
            : {}),
        };
      }),
    );
}

const toJson = (run: ExchangeRun): Record<string, unknown> => ({
  folder: run.folder,
  steps: run.times.map(({ name, ms }) => ({ name, milliseconds: Math.round(ms) })),
  accounts: run.built.summary.attested,
  refused: run.built.summary.refused,
  batches: run.built.batches,
  folds: run.built.folds,
  bundle: { folder: run.built.folder, hash: run.built.hash },
  users: { folder: run.built.usersFolder, checked: run.users.map(String) },
  transaction: { hash: run.published.transaction, gasUsed: run.published.gasUsed.toString() },
  contracts: run.addresses,
  withAllReserves: run.before,
  withOneCoinLess: run.after,
});
