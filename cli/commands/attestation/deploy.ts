import { dirname } from "node:path";
import type { Command } from "commander";
import { InputError } from "../../../prover/index.ts";
import { writeAttestationDeployment } from "../../../verifier-contracts/client/formats/attestation-deployment.ts";
import { buildContracts } from "../../chain/contracts.ts";
import { type PlaceOptions, placeOf, withPlace } from "../../chain/place.ts";
import { asking } from "../../chain/rpc.ts";
import { type SignerOptions, signerFrom, withSigner } from "../../chain/signer.ts";
import { deploySolvency } from "../../chain/solvency-deployment.ts";
import { addCommand, perform } from "../../command.ts";
import { exists, makeFolder, shownPath } from "../../files.ts";
import { address, option } from "../../options.ts";
import { pairs } from "../../screen/table.ts";

interface Options extends PlaceOptions, SignerOptions {
  readonly admin?: string;
  readonly out?: string;
  readonly force?: boolean;
}

export function attestationDeploy(parent: Command): void {
  const command = addCommand(parent, "deploy", {
    summary:
      "deploy the contracts of attestations beside a deployment of claims, and write down where they are",
    examples: ["attestation deploy --rpc http://127.0.0.1:8545"],
    notes: [
      "Tables, reserves and reviews have no administrator; SolvencyAttestations has --admin (default: the deployer), who can pause it.",
      "The key of a total goes to the router as any other: router propose --keys FOLDER, then router activate.",
      "Needs a clone of the repository, whose contracts it builds.",
    ],
  });
  withSigner(withPlace(command), "the deployer")
    .option("--admin <address>", "administrator of SolvencyAttestations")
    .option("--out <file>", "the file to write (default: deployments/<chain id>.attestations.json)")
    .option("--force", "replace the file")
    .action(
      perform(async (screen, options: Options) => {
        const wallet = await signerFrom(options);
        const admin =
          options.admin === undefined ? wallet.address : option("--admin", options.admin, address);
        const { node, contracts } = await placeOf(options);
        const file = options.out ?? `deployments/${node.chainId}.attestations.json`;
        if (options.force !== true && (await exists(file))) {
          throw new InputError({
            field: "--out",
            value: JSON.stringify(file),
            rule: "is there already; --force replaces it",
          });
        }
        screen.progress.show("building the contracts");
        await buildContracts();
        const deployment = await asking(node.shownUrl, async () => {
          const signer = wallet.connect(node.provider);
          const { deployment } = await deploySolvency(contracts(signer), admin, signer, (what) => {
            screen.say(`  ${screen.colours.green("✔")} ${what}`);
          });
          return { chainId: node.chainId, ...deployment };
        });
        await makeFolder(dirname(file));
        await writeAttestationDeployment(file, deployment);
        const { chainId, contracts: made } = deployment;
        return {
          json: { file, ...deployment, chainId: chainId.toString() },
          text: ({ colours }) =>
            [
              `${colours.green("✔")} ${shownPath(file)}`,
              "",
              pairs(
                colours,
                Object.entries(made).map(([name, each]) => [name, each.address] as const),
              ),
              "",
              "  Check it: solvency attestation check-deployment FILE --rpc URL",
            ].join("\n"),
        };
      }),
    );
}
