import type { Command } from "commander";
import { inField } from "../../../prover/domain/in-field.ts";
import { readEpoch } from "../../../prover/index.ts";
import {
  accountsAttestationToJson,
  writeAccountsAttestation,
} from "../../../verifier-contracts/client/formats/accounts-attestation.ts";
import { bytes32ToName, nameToBytes32 } from "../../../verifier-contracts/client/names.ts";
import { signAccounts } from "../../../verifier-contracts/client/typed-data.ts";
import { type RegistryOptions, registryOf, withRegistry } from "../../chain/place.ts";
import { type SignerOptions, signerFrom, withSigner } from "../../chain/signer.ts";
import { addCommand, perform } from "../../command.ts";
import { shownPath } from "../../files.ts";
import { option } from "../../options.ts";
import { attestedAccounts } from "../../screen/attested.ts";
import { pairs } from "../../screen/table.ts";

interface Options extends RegistryOptions, SignerOptions {
  readonly venue?: string;
  readonly out: string;
}

export function venueAttest(parent: Command): void {
  const command = addCommand(parent, "attest <epoch>", {
    summary: "sign the accounts root of an epoch; no transaction",
    examples: [
      "venue attest quickstart/epoch/epoch.json --deployment quickstart/deployments/31337.json --out accounts-attestation.json",
    ],
    notes: [
      "<epoch> is the epoch.json of `epoch build`. Whoever holds the attestation may record it: the venue with `venue post`, or a trader on the way of a claim.",
    ],
  });
  withSigner(withRegistry(command, "VenueRegistry"), "the attestor")
    .option("--venue <name>", "the venue's id on the chain (default: its name in the epoch)")
    .requiredOption("--out <file>", "the attestation, public")
    .action(
      perform(async (_screen, file: string, options: Options) => {
        const epoch = await readEpoch(file);
        const venue =
          options.venue === undefined
            ? inField({ source: file, field: "venue", value: epoch.venue }, () => nameToBytes32(epoch.venue))
            : option("--venue", options.venue, nameToBytes32);
        const place = await registryOf(options, "venueRegistry");
        const wallet = await signerFrom(options);
        const attestation = {
          venue,
          epoch: BigInt(epoch.number),
          accountsRoot: epoch.accountsRoot,
          asOf: BigInt(epoch.asOf),
        };
        const signed = await signAccounts(wallet, place, attestation);
        await writeAccountsAttestation(options.out, { place, signed });
        const { format: _, ...content } = accountsAttestationToJson({ place, signed });
        return {
          json: { file: options.out, name: bytes32ToName(venue), ...content },
          text: ({ colours }) =>
            [
              `${colours.green("✔")} ${shownPath(options.out)}  ${colours.dim("public; no transaction was sent")}`,
              "",
              pairs(colours, [...attestedAccounts(attestation), ["attestor", wallet.address]]),
            ].join("\n"),
        };
      }),
    );
}
