import type { Command } from "commander";
import { EnvironmentError } from "../../../prover/index.ts";
import { readAttestationDeployment } from "../../../verifier-contracts/client/formats/attestation-deployment.ts";
import { checkAttestationDeployment } from "../../chain/attestation-deployment-check.ts";
import { buildContracts } from "../../chain/contracts.ts";
import { type PlaceOptions, placeOf, withPlace } from "../../chain/place.ts";
import { asking } from "../../chain/rpc.ts";
import { addCommand, perform } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";
import { shownPath } from "../../files.ts";
import { checklist } from "../../screen/checklist.ts";

export function attestationCheckDeployment(parent: Command): void {
  const command = addCommand(parent, "check-deployment <file>", {
    summary: "compare the live contracts of attestations with their file and with our build",
    examples: [
      "attestation check-deployment deployments/31337.attestations.json --rpc http://127.0.0.1:8545",
    ],
    notes: [
      "One verdict; exit code 1 when something differs. What they stand on is checked by `deployment check`.",
      "Needs a clone of the repository, whose contracts it builds to compare.",
    ],
  });
  withPlace(command).action(
    perform(async (screen, file: string, options: PlaceOptions) => {
      const deployment = await readAttestationDeployment(file);
      const { node, contracts } = await placeOf(options);
      if (deployment.chainId !== node.chainId) {
        throw new EnvironmentError(
          `${file} is of chain ${deployment.chainId}, the node's is ${node.chainId}`,
        );
      }
      screen.progress.show("building the contracts");
      await buildContracts();
      const checks = await asking(node.shownUrl, () =>
        checkAttestationDeployment(deployment, contracts(node.provider), node),
      );
      const failed = checks.filter(({ holds }) => holds === false).map(({ name }) => name);
      const same = failed.length === 0;
      if (!same) screen.fail(`the contracts are not what ${shownPath(file)} says (${failed.join(", ")})`);
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
