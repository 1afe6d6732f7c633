import type { Command } from "commander";
import { writeOwnership } from "../../../verifier-contracts/client/formats/ownership.ts";
import { nameToBytes32 } from "../../../verifier-contracts/client/names.ts";
import { signOwnership } from "../../../verifier-contracts/client/solvency-typed-data.ts";
import { type SignerOptions, signerFrom, withSigner } from "../../chain/signer.ts";
import { addCommand, perform } from "../../command.ts";
import { shownPath } from "../../files.ts";
import { address, duration, nowSeconds, option, wholeNumber } from "../../options.ts";
import { day } from "../../screen/time.ts";

interface Options extends SignerOptions {
  readonly chainId: string;
  readonly registry: string;
  readonly venue: string;
  readonly for: string;
  readonly out: string;
}

export function reservesSign(parent: Command): void {
  const command = addCommand(parent, "sign", {
    summary: "as a wallet that is offline: sign that it backs a venue, and no other; no transaction",
    examples: [
      "reserves sign --venue exchange-example --chain-id 31337 --registry 0x0B306BF915C4d645ff596e518fAf3F9669b97016 --out ownership.json",
    ],
    notes: [
      "It cannot be taken back: check the venue's name, which is not looked up here.",
      "Anybody brings the file on the chain: `reserves record`. `reserves own` does both at once.",
    ],
  });
  withSigner(command, "the wallet that holds reserves")
    .requiredOption("--venue <name>", "the venue")
    .option("--for <duration>", "how long, at most 90 days; it counts while a week or more is left", "30d")
    .requiredOption("--chain-id <n>", "the chain")
    .requiredOption("--registry <address>", "the ReserveRegistry")
    .requiredOption("--out <file>", "the signature, public")
    .action(
      perform(async (_screen, options: Options) => {
        const place = {
          chainId: option("--chain-id", options.chainId, wholeNumber(1n)),
          registry: option("--registry", options.registry, address),
        };
        const wallet = await signerFrom(options);
        const notAfter = BigInt(nowSeconds()) + option("--for", options.for, duration);
        const venue = option("--venue", options.venue, nameToBytes32);
        const signed = await signOwnership(wallet, place, { venue, owner: wallet.address, notAfter });
        await writeOwnership(options.out, { place, signed });
        return {
          json: { file: options.out, owner: wallet.address, venue, notAfter: notAfter.toString() },
          text: ({ colours }) =>
            `${colours.green("✔")} ${shownPath(options.out)}  ${colours.dim(`${wallet.address} backs ${options.venue} until ${day(Number(notAfter))}; no transaction was sent`)}`,
        };
      }),
    );
}
