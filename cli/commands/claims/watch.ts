import { setTimeout as sleep } from "node:timers/promises";
import type { Command } from "commander";
import { EnvironmentError } from "../../../prover/index.ts";
import { ClaimWatch, type WatchEvent } from "../../chain/claim-watch.ts";
import { asking, connect, type Node } from "../../chain/rpc.ts";
import { addCommand, perform } from "../../command.ts";
import { address, option, scope as scopeOption, wholeNumber } from "../../options.ts";
import { recordText, recordToJson } from "../../screen/record.ts";
import type { Result, Screen } from "../../screen/screen.ts";
import { writeStdout } from "../../screen/write.ts";

interface Options {
  readonly rpc: string;
  readonly claims: string;
  readonly confirmations: string;
  readonly fromBlock?: string;
  readonly scope?: string;
  readonly once?: boolean;
}

const PAUSE_MS = 1_000;

async function runWatch(screen: Screen, options: Options): Promise<Result> {
  const claims = option("--claims", options.claims, address);
  const confirmations = Number(option("--confirmations", options.confirmations, wholeNumber(1n)));
  const scope = options.scope === undefined ? undefined : option("--scope", options.scope, scopeOption);
  const given =
    options.fromBlock === undefined ? undefined : option("--from-block", options.fromBlock, wholeNumber(0n));
  const node = await connect(options.rpc);
  const { provider, chainId, shownUrl } = node;
  const fromBlock = await asking(shownUrl, async () => {
    if ((await provider.getCode(claims)) === "0x") {
      throw new EnvironmentError(`there is no contract at ${claims} on chain ${chainId}`);
    }
    return given === undefined && options.once !== true
      ? await provider.getBlockNumber()
      : Number(given ?? 0n);
  });
  const watch = new ClaimWatch({ provider, chainId, claims, fromBlock, confirmations });
  let announced = 0;
  const poll = async (): Promise<void> => {
    for (const event of await asking(shownUrl, () => watch.poll())) {
      if (scope !== undefined && event.record.scope !== scope) continue;
      announced += 1;
      announce(screen, event);
    }
  };
  if (options.once !== true) return follow(screen, node, poll);
  await poll();
  return {
    json: { kind: "end", events: announced, scanned: watch.scanned },
    asLine: true,
    text: ({ colours }) =>
      colours.dim(`${announced} event${announced === 1 ? "" : "s"} up to block ${watch.scanned}`),
  };
}

/** Until Ctrl-C. A node that does not answer for a while is asked again: it may have been started anew. */
async function follow(screen: Screen, { shownUrl }: Node, poll: () => Promise<void>): Promise<never> {
  let silent = false;
  for (;;) {
    try {
      await poll();
      if (silent) screen.warn(`the node at ${shownUrl} answers again`);
      silent = false;
    } catch (error) {
      if (!(error instanceof EnvironmentError)) throw error;
      if (!silent) screen.warn(`${error.message}; asking again until it does`);
      silent = true;
    }
    await sleep(PAUSE_MS);
  }
}

function announce(screen: Screen, { kind, record }: WatchEvent): void {
  if (screen.json) {
    writeStdout(`${JSON.stringify({ kind, ...recordToJson(record) })}\n`);
    return;
  }
  const { colours } = screen;
  const mark = kind === "recorded" ? colours.green("✔ recorded") : colours.red("✘ retracted");
  const why =
    kind === "recorded" ? `in block ${record.block}` : `block ${record.block} is no longer part of the chain`;
  screen.say(`${mark}  ${colours.dim(why)}`);
  screen.say(recordText(colours, record));
  screen.say();
}

export function claimsWatch(parent: Command): void {
  const claims = "--claims 0xDc64a140Aa3E981100a9becA4E685f962f0cF6C9";
  addCommand(parent, "watch", {
    summary: "follow the claims of a contract, re-organisations of the chain included",
    examples: [
      `claims watch --rpc http://127.0.0.1:8545 ${claims} --confirmations 12`,
      `claims watch --rpc http://127.0.0.1:8545 ${claims} --from-block 0 --once --json`,
    ],
    notes: [
      "A claim whose block is no longer part of the chain is announced as retracted: give more confirmations to see fewer of them.",
      'With --json each event is one line: {"kind": "recorded" or "retracted", ...}; with --once a line {"kind": "end"} is last.',
    ],
  })
    .requiredOption("--rpc <url>", "JSON-RPC of a node of the chain")
    .requiredOption("--claims <address>", "the MarginClaims contract")
    .option("--confirmations <n>", "how deep a claim's block must be, 1 being the latest", "1")
    .option("--from-block <n>", "where to begin (default: the latest block; with --once: the first)")
    .option("--scope <0xhex>", "claims of one scope only")
    .option("--once", "end at the latest block, in place of Ctrl-C")
    .action(perform(runWatch));
}
