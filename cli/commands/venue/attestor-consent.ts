import type { Command } from "commander";
import { writeAttestorConsent } from "../../../verifier-contracts/client/formats/attestor-consent.ts";
import { nameToBytes32 } from "../../../verifier-contracts/client/names.ts";
import { signConsent } from "../../../verifier-contracts/client/typed-data.ts";
import { type RegistryOptions, registryOf, withRegistry } from "../../chain/place.ts";
import { type SignerOptions, signerFrom, withSigner } from "../../chain/signer.ts";
import { addCommand, perform } from "../../command.ts";
import { shownPath } from "../../files.ts";
import { option } from "../../options.ts";
import { pairs } from "../../screen/table.ts";
import { day } from "../../screen/time.ts";
import { type WindowOptions, windowFrom, withWindow } from "../window-options.ts";

interface Options extends RegistryOptions, SignerOptions, WindowOptions {
  readonly out: string;
}

export function attestorConsent(parent: Command): void {
  const command = addCommand(parent, "consent <venue>", {
    summary: "sign that your key will attest for a venue; no transaction",
    examples: [
      "venue attestor consent binance-example --deployment deployments/31337.json --out consent.json",
    ],
    notes: ["The venue's administrator brings the file on the chain: `solvency venue attestor add`."],
  });
  withWindow(withSigner(withRegistry(command, "VenueRegistry"), "the attestor"))
    .requiredOption("--out <file>", "the consent, to pass on")
    .action(
      perform(async (_screen, name: string, options: Options) => {
        const venue = option("<venue>", name, nameToBytes32);
        const window = windowFrom(options);
        const place = await registryOf(options, "venueRegistry");
        const wallet = await signerFrom(options);
        const consent = { venue, attestor: wallet.address, ...window };
        const signature = await signConsent(wallet, place, consent);
        await writeAttestorConsent(options.out, { place, consent, signature });
        const json = {
          file: options.out,
          venue,
          attestor: wallet.address,
          notBefore: window.notBefore.toString(),
          notAfter: window.notAfter.toString(),
        };
        return {
          json,
          text: ({ colours }) =>
            [
              `${colours.green("✔")} ${shownPath(options.out)}  ${colours.dim("for the venue's administrator")}`,
              "",
              pairs(colours, [
                ["attestor", wallet.address],
                ["from", day(window.notBefore)],
                ["until", day(window.notAfter)],
              ]),
            ].join("\n"),
        };
      }),
    );
}
