import type { Command } from "commander";
import { readDeployment } from "../../verifier-contracts/client/formats/deployment.ts";
import { buildContracts } from "../chain/contracts.ts";
import { checkDeployment } from "../chain/deployment-check.ts";
import { placeOf } from "../chain/place.ts";
import { asking } from "../chain/rpc.ts";
import { addCommand, perform } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { shownPath } from "../files.ts";
import { checklist } from "../screen/checklist.ts";

export function deploymentCheck(parent: Command): void {
  addCommand(parent, "check <file>", {
    summary: "compare a live deployment with its file and with our build: code, wiring, routes, roles",
    examples: ["deployment check deployments/31337.json --rpc http://127.0.0.1:8545"],
    notes: [
      "One verdict; exit code 1 when something differs. Venues, markets and scopes come later and are not looked at.",
      "Needs a clone of the repository, whose contracts it builds to compare.",
    ],
  })
    .requiredOption("--rpc <url>", "JSON-RPC of a node of the chain")
    .action(
      perform(async (screen, file: string, { rpc }: { rpc: string }) => {
        const deployment = await readDeployment(file);
        const { node, contracts } = await placeOf({ rpc, deployment: file });
        screen.progress.show("building the contracts");
        await buildContracts();
        screen.progress.show("comparing");
        const checks = await asking(node.shownUrl, () =>
          checkDeployment(deployment, contracts(node.provider), node),
        );
        const failed = checks.filter(({ holds }) => holds === false).map(({ name }) => name);
        const same = failed.length === 0;
        if (!same) screen.fail(`the deployment is not what ${shownPath(file)} says (${failed.join(", ")})`);
        return {
          json: { file, same, checks },
          text: ({ colours }) =>
            [
              `${colours.bold(same ? colours.green("✔ AS THE FILE SAYS") : colours.red("✘ DIFFERENT"))}  ${shownPath(file)}`,
              "",
              checklist(colours, checks),
            ].join("\n"),
          exitCode: same ? EXIT.ok : EXIT.invalid,
        };
      }),
    );
}
