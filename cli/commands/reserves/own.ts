import type { Command } from "commander";
import { nameToBytes32 } from "../../../verifier-contracts/client/names.ts";
import { ReserveRegistry } from "../../../verifier-contracts/client/reserve-registry.ts";
import { SolvencyAttestations } from "../../../verifier-contracts/client/solvency-attestations.ts";
import { signOwnership } from "../../../verifier-contracts/client/solvency-typed-data.ts";
import { mined } from "../../chain/mined.ts";
import { asking, connect } from "../../chain/rpc.ts";
import { type SignerOptions, signerFrom, withSigner } from "../../chain/signer.ts";
import { addCommand, perform } from "../../command.ts";
import { address, duration, nowSeconds, option } from "../../options.ts";
import { day } from "../../screen/time.ts";

interface Options extends SignerOptions {
  readonly rpc: string;
  readonly attestations: string;
  readonly venue: string;
  readonly for: string;
}

export function reservesOwn(parent: Command): void {
  const command = addCommand(parent, "own", {
    summary: "as a wallet: sign that it backs a venue, and no other, until a time; and record it",
    examples: [
      "reserves own --venue exchange-example --for 30d --rpc http://127.0.0.1:8545 --attestations 0xDc64a140Aa3E981100a9becA4E685f962f0cF6C9",
    ],
    notes: [
      "It shows that the venue can have something signed by the wallet, not that what lies there is not borrowed.",
    ],
  });
  withSigner(command, "the wallet that holds reserves")
    .requiredOption("--rpc <url>", "a node of the chain")
    .requiredOption("--attestations <address>", "the contract SolvencyAttestations")
    .requiredOption("--venue <name>", "the venue")
    .option("--for <duration>", "how long, at most 90 days; it counts while a week or more is left", "30d")
    .action(
      perform(async (_screen, options: Options) => {
        const wallet = await signerFrom(options);
        const notAfter = BigInt(nowSeconds()) + option("--for", options.for, duration);
        const venue = option("--venue", options.venue, nameToBytes32);
        const node = await connect(options.rpc);
        const receipt = await asking(node.shownUrl, async () => {
          const owner = wallet.connect(node.provider);
          const contract = new SolvencyAttestations(
            option("--attestations", options.attestations, address),
            owner,
          );
          const registry = new ReserveRegistry(await contract.reserves(), owner);
          const place = { chainId: node.chainId, registry: registry.address };
          return mined(
            await registry.record([
              await signOwnership(owner, place, { venue, owner: owner.address, notAfter }),
            ]),
          );
        });
        return {
          json: { owner: wallet.address, venue, notAfter: notAfter.toString(), transaction: receipt.hash },
          text: ({ colours }) =>
            `${colours.green("✔")} ${wallet.address} backs ${options.venue} until ${day(Number(notAfter))}`,
        };
      }),
    );
}
