import type { Command } from "commander";
import type { ContractTransactionResponse } from "ethers";
import type { VerifierRouter } from "../../../verifier-contracts/client/verifier-router.ts";
import { type PlaceOptions, withPlace } from "../../chain/place.ts";
import { send, sentResult } from "../../chain/send.ts";
import { type SignerOptions, withSigner } from "../../chain/signer.ts";
import { addCommand, perform } from "../../command.ts";
import { option, word } from "../../options.ts";

/** What can be done to a verifier that is known: one transaction, with its key's digest. */
interface Change {
  readonly name: "activate" | "freeze" | "unfreeze" | "tombstone";
  readonly summary: string;
  readonly whose: string;
  readonly done: string;
}

const CHANGES: readonly Change[] = [
  {
    name: "activate",
    summary: "activate a pending verifier whose delay is over; anyone may",
    whose: "the sender",
    done: "active",
  },
  {
    name: "freeze",
    summary: "suspend a verifier at once; for guardians",
    whose: "a guardian",
    done: "frozen",
  },
  {
    name: "unfreeze",
    summary: "make a frozen verifier pending again, with the delay anew; for managers",
    whose: "a manager",
    done: "pending",
  },
  {
    name: "tombstone",
    summary: "end a verifier at once and for ever; for managers",
    whose: "a manager",
    done: "tombstoned",
  },
];

const DIGEST = `0x${"ab".repeat(32)}`;

export function routerChanges(parent: Command): void {
  for (const { name, summary, whose, done } of CHANGES) {
    const command = addCommand(parent, `${name} <digest>`, {
      summary,
      examples: [`router ${name} ${DIGEST} --rpc http://127.0.0.1:8545`],
      notes: ["<digest> names a verification key: `router show` lists them."],
    });
    withSigner(withPlace(command), whose).action(
      perform(async (screen, text: string, options: PlaceOptions & SignerOptions) => {
        const digest = option("<digest>", text, word);
        const sent = await send(screen, options, ({ router }) => change(router, name, digest));
        return sentResult(sent, `verifier of ${digest} ${done}`, [], { keyDigest: digest, status: done });
      }),
    );
  }
}

const change = (
  router: VerifierRouter,
  name: Change["name"],
  digest: string,
): Promise<ContractTransactionResponse> => router[name](digest);
