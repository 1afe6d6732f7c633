import type { Command } from "commander";
import { nameToBytes32 } from "../../../verifier-contracts/client/names.ts";
import { ReserveRegistry } from "../../../verifier-contracts/client/reserve-registry.ts";
import { signOwnership } from "../../../verifier-contracts/client/solvency-typed-data.ts";
import { assertVenue } from "../../chain/registered-venue.ts";
import {
  type SendAttestationsOptions,
  sendToAttestations,
  withAttestations,
} from "../../chain/send-attestations.ts";
import { addCommand, perform } from "../../command.ts";
import { duration, nowSeconds, option } from "../../options.ts";
import { day } from "../../screen/time.ts";

interface Options extends SendAttestationsOptions {
  readonly venue: string;
  readonly for: string;
}

export function reservesOwn(parent: Command): void {
  const command = addCommand(parent, "own", {
    summary: "as a wallet: sign that it backs a venue, and no other, until a time; and record it",
    examples: [
      "reserves own --venue exchange-example --for 30d --rpc http://127.0.0.1:8545 --attestations 0x9A9f2CCfdE556A7E9Ff0848998Aa4a0CFD8863AE",
    ],
    notes: [
      "It shows that the venue can have something signed by the wallet, not that what lies there is not borrowed.",
    ],
  });
  withAttestations(command, "the wallet that holds reserves")
    .requiredOption("--venue <name>", "the venue")
    .option("--for <duration>", "how long, at most 90 days; it counts while a week or more is left", "30d")
    .action(
      perform(async (_screen, options: Options) => {
        const notAfter = BigInt(nowSeconds()) + option("--for", options.for, duration);
        const venue = option("--venue", options.venue, nameToBytes32);
        let owner = "";
        const receipt = await sendToAttestations(options, async ({ attestations, sender }) => {
          owner = sender.address;
          await assertVenue(attestations, options.venue);
          const registry = new ReserveRegistry(await attestations.reserves(), sender);
          const ownership = { venue, owner, notAfter };
          return registry.record([await signOwnership(sender, await registry.place(), ownership)]);
        });
        return {
          json: { owner, venue, notAfter: notAfter.toString(), transaction: receipt.hash },
          text: ({ colours }) =>
            `${colours.green("✔")} ${owner} backs ${options.venue} until ${day(Number(notAfter))}`,
        };
      }),
    );
}
