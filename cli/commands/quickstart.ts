import type { Command } from "commander";
import { Option } from "commander";
import { formatDecimal } from "../../prover/domain/decimal.ts";
import { describePredicate, formatUsd, ratioBps } from "../../prover/index.ts";
import { addCommand, perform } from "../command.ts";
import { nextCommands, stayCommands } from "../quickstart/next.ts";
import { type QuickstartRun, runQuickstart } from "../quickstart/run.ts";
import { statementToJson } from "../screen/claim.ts";
import { commandLines, quickstartText } from "../screen/quickstart.ts";
import { heldToJson } from "../screen/submitted.ts";

interface Options {
  readonly dir: string;
  readonly stay?: boolean;
}

export function quickstart(parent: Command): void {
  addCommand(parent, "quickstart", {
    summary:
      "from nothing to a claim on a chain: set-up, market, account, proof, contract, and what gets refused",
    examples: ["quickstart --dir quickstart"],
    notes: [
      "Needs a clone of the repository. Prices and brackets are those in examples/, stamped with the present time.",
      "Keys are INSECURE development keys; the node is a local one and ends with the command.",
    ],
  })
    .option("--dir <folder>", "where to leave the files; emptied when the quickstart made it", "quickstart")
    .addOption(
      new Option("--stay", "keep the node running, to submit claims of your own, until Ctrl-C").conflicts(
        "json",
      ),
    )
    .action(
      perform(async (screen, options: Options) => {
        screen.say(`${screen.colours.bold("solvency quickstart")}  ${screen.colours.dim(options.dir)}`);
        const run = await runQuickstart(screen, options.dir);
        if (options.stay !== true) await run.chain.node.stop();
        const next = nextCommands(run);
        return {
          json: quickstartToJson(run, next),
          text: ({ colours }) =>
            [
              quickstartText(colours, run, next),
              ...(options.stay === true ? commandLines(colours, stayCommands(run)) : []),
            ].join("\n"),
          ...(options.stay === true
            ? {
                afterwards: async () => {
                  screen.say(`\n  The node runs at ${run.chain.node.url}. Ctrl-C ends it.`);
                  await run.chain.node.ended;
                },
              }
            : {}),
        };
      }),
    );
}

function quickstartToJson(run: QuickstartRun, next: readonly unknown[]): Record<string, unknown> {
  const { proven, submitted, fall, chain } = run;
  const { valuation, predicate } = proven;
  const [recorded] = submitted.claims;
  const bps = ratioBps(valuation.equity, valuation.maintenance);
  return {
    folder: run.folder.path,
    steps: run.times.map(({ name, ms }) => ({ name, milliseconds: Math.round(ms) })),
    seenByTheTraderOnly: {
      equity: formatUsd(valuation.equity),
      maintenance: formatUsd(valuation.maintenance),
      initial: formatUsd(valuation.initial),
      ratio: bps === null ? null : formatDecimal(bps, 4),
    },
    claim: describePredicate(predicate),
    publicInputs: statementToJson(proven.claim.publicSignals),
    proofBytes: 256,
    calldataBytes: run.calldata.length / 2 - 1,
    transaction: { hash: submitted.receipt.hash, gasUsed: submitted.receipt.gasUsed.toString() },
    contract: {
      address: chain.contracts.claims.address,
      verifier: chain.verifier,
      chainId: chain.node.chainId.toString(),
      isSolvent: recorded?.holds === true,
      ...(recorded === undefined ? {} : { claimOf: heldToJson(recorded.held) }),
    },
    refused: {
      afterFall: { prices: run.prices, ...fall },
      forgeries: run.attempts,
      changedClaim: run.changed,
    },
    files: { ...proven.files, deployment: chain.deploymentFile, attestations: run.attested.files },
    next,
  };
}
