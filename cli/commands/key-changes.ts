import type { Command } from "commander";
import { nameToBytes32 } from "../../verifier-contracts/client/names.ts";
import { type PlaceOptions, withPlace } from "../chain/place.ts";
import { send, sentResult } from "../chain/send.ts";
import { type SignerOptions, withSigner } from "../chain/signer.ts";
import { addCommand, perform } from "../command.ts";
import { address, option, unixTime } from "../options.ts";
import { day } from "../screen/time.ts";

/** Venues and markets end their keys in the same two ways. */
export interface KeyHolder {
  readonly kind: "venue" | "market";
  readonly registry: "venues" | "markets";
  /** How the command group is called. */
  readonly group: "venue" | "oracle";
  readonly example: string;
}

interface Options extends PlaceOptions, SignerOptions {
  readonly notAfter: string;
  readonly from: string;
}

const KEY = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";

export function retireKey(parent: Command, { kind, registry, group, example }: KeyHolder): void {
  const command = addCommand(parent, `retire <${kind}> <key>`, {
    summary: "shorten the window of a key that is replaced in the course of business",
    examples: [`${group} retire ${example} ${KEY} --not-after 1900000000 --rpc http://127.0.0.1:8545`],
  });
  withSigner(withPlace(command), `an administrator of the ${kind}`)
    .requiredOption("--not-after <unix>", "last time for which its signatures count")
    .action(
      perform(async (screen, name: string, key: string, options: Options) => {
        const subject = option(`<${kind}>`, name, nameToBytes32);
        const who = option("<key>", key, address);
        const notAfter = option("--not-after", options.notAfter, unixTime);
        const sent = await send(screen, options, (contracts) =>
          contracts[registry].retireKey(subject, who, notAfter),
        );
        const json = { [kind]: subject, key: who, notAfter: notAfter.toString() };
        return sentResult(sent, `${who} retired`, [["counts until", day(notAfter)]], json);
      }),
    );
}

export function revokeKey(parent: Command, { kind, registry, group, example }: KeyHolder): void {
  const command = addCommand(parent, `revoke <${kind}> <key>`, {
    summary: "revoke a key that is lost: what it attested from then until now counts no more",
    examples: [`${group} revoke ${example} ${KEY} --from 1790000000 --rpc http://127.0.0.1:8545`],
    notes: [
      "A thief dates back: choose --from before the earliest time attested by the thief, not before the theft.",
    ],
  });
  withSigner(withPlace(command), `an administrator of the ${kind}, or a guardian`)
    .requiredOption("--from <unix>", "the time from which it is revoked")
    .action(
      perform(async (screen, name: string, key: string, options: Options) => {
        const subject = option(`<${kind}>`, name, nameToBytes32);
        const who = option("<key>", key, address);
        const from = option("--from", options.from, unixTime);
        const sent = await send(screen, options, (contracts) =>
          contracts[registry].revokeKey(subject, who, from),
        );
        const json = { [kind]: subject, key: who, from: from.toString() };
        return sentResult(sent, `${who} revoked`, [["void from", day(from)]], json);
      }),
    );
}
