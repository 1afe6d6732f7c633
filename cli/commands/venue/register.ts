import type { Command } from "commander";
import { nameToBytes32 } from "../../../verifier-contracts/client/names.ts";
import { type PlaceOptions, withPlace } from "../../chain/place.ts";
import { send, sentResult } from "../../chain/send.ts";
import { type SignerOptions, withSigner } from "../../chain/signer.ts";
import { addCommand, perform } from "../../command.ts";
import { address, option } from "../../options.ts";

interface Options extends PlaceOptions, SignerOptions {
  readonly admin?: string;
}

export function venueRegister(parent: Command): void {
  const command = addCommand(parent, "register <venue>", {
    summary: "register a venue, with its administrator; for registrars",
    examples: [
      "venue register binance-example --rpc http://127.0.0.1:8545 --admin 0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
    ],
    notes: ["<venue> is a name of up to 31 bytes: the one in its epoch files."],
  });
  withSigner(withPlace(command), "a registrar")
    .option("--admin <address>", "who adds the venue's keys (default: the sender)")
    .action(
      perform(async (screen, name: string, options: Options) => {
        const venue = option("<venue>", name, nameToBytes32);
        const given = options.admin === undefined ? undefined : option("--admin", options.admin, address);
        const sent = await send(screen, options, ({ venues }, sender) =>
          venues.registerVenue(venue, given ?? sender),
        );
        const admin = given ?? sent.sender;
        return sentResult(sent, `venue ${name} registered`, [["administrator", admin]], { venue, admin });
      }),
    );
}
