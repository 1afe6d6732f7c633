import type { Command } from "commander";
import { RuleError } from "../../../prover/index.ts";
import { BITCOIN } from "../../../prover/reserves/evidence.ts";
import { ownershipText } from "../../../prover/reserves/ownership-text.ts";
import { nameToBytes32 } from "../../../verifier-contracts/client/names.ts";
import { addCommand, perform } from "../../command.ts";
import { address, option, wholeNumber } from "../../options.ts";

interface Options {
  readonly venue: string;
  readonly epoch: string;
  readonly chain: string;
}

export function reservesMessage(parent: Command): void {
  addCommand(parent, "message <address>", {
    summary:
      "print what an address on another chain signs to back a venue in an epoch; for wallets that are offline",
    examples: [
      "reserves message 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --chain eip155:10 --venue exchange-example --epoch 1",
      "reserves message bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4 --chain bitcoin --venue exchange-example --epoch 1",
    ],
    notes: [
      "Sign it as it stands, without a line break at the end: as a personal message on EVM chains (EIP-191), by BIP-322 on Bitcoin. `reserves prove` takes the signature.",
    ],
  })
    .requiredOption("--venue <name>", "the venue")
    .requiredOption("--epoch <n>", "the epoch, for which alone it counts")
    .requiredOption("--chain <id>", '"bitcoin", or "eip155:" and a chain id')
    .action(
      perform(async (_screen, of: string, options: Options) => {
        const identity = {
          venue: option("--venue", options.venue, nameToBytes32),
          epoch: option("--epoch", options.epoch, wholeNumber(1n)),
        };
        const chain = option("--chain", options.chain, chainName);
        const owner = chain === BITCOIN ? of : option("<address>", of, address);
        const text = ownershipText(identity, chain, owner);
        return { json: { text }, text: () => text };
      }),
    );
}

/** As CAIP-2 has it. @throws RuleError for anything else */
function chainName(text: string): string {
  if (text === "bitcoin" || text === BITCOIN) return BITCOIN;
  if (/^eip155:[1-9]\d{0,31}$/.test(text)) return text;
  throw new RuleError('must be "bitcoin", or "eip155:" and a chain id');
}
