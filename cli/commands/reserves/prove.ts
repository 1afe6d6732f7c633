import { type Command, Option } from "commander";
import { inFieldOf } from "../../../prover/domain/in-field.ts";
import { readReserves, writeReserves } from "../../../prover/formats/reserves.ts";
import { InputError, type Market, RuleError, readMarket } from "../../../prover/index.ts";
import { addHolding } from "../../../prover/reserves/add-holding.ts";
import { firstBlockAt } from "../../../prover/reserves/block-at.ts";
import type { ReserveEvidence, ReserveHolding } from "../../../prover/reserves/evidence.ts";
import { ownershipText } from "../../../prover/reserves/ownership-text.ts";
import { proveBalance } from "../../../prover/reserves/prove-balance.ts";
import { nameToBytes32 } from "../../../verifier-contracts/client/names.ts";
import { asking, connect } from "../../chain/rpc.ts";
import { type SignerOptions, signerFrom, withSigner } from "../../chain/signer.ts";
import { addCommand, perform } from "../../command.ts";
import { exists, shownPath } from "../../files.ts";
import { address, nowSeconds, option, unixTime, wholeNumber } from "../../options.ts";
import { pairs } from "../../screen/table.ts";

interface Options extends SignerOptions {
  readonly venue: string;
  readonly epoch: string;
  readonly asOf?: string;
  readonly market: string;
  readonly row: string;
  readonly rpc?: string;
  readonly owner?: string;
  readonly token?: string;
  readonly slot?: string;
  readonly block?: string;
  readonly bitcoin?: string;
  readonly height?: string;
  readonly satoshis?: string;
  readonly signature?: string;
}

export function reservesProve(parent: Command): void {
  const command = addCommand(parent, "prove <evidence>", {
    summary:
      "add a balance on another chain to the evidence of reserves, with its proof and its owner's signature",
    examples: [
      "reserves prove reserves.json --venue exchange-example --epoch 1 --market market.json --row ETH --rpc https://optimism.example",
      "reserves prove reserves.json --venue exchange-example --epoch 1 --market market.json --row USDT --rpc https://optimism.example --token 0x94b008aA00579c1307B0EF2c499aD98a8ce58e58 --slot 0 --owner 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --signature 0x…",
      "reserves prove reserves.json --venue exchange-example --epoch 1 --market market.json --row BTC --bitcoin bc1q… --height 958000 --satoshis 150000000 --signature Base64…",
    ],
    notes: [
      "The file is made where it is not there yet. `attestation build --reserves` puts it into the bundle.",
      "Without --owner and --signature, the key of the environment or keystore signs: nothing leaves the machine but questions to the node.",
      "All balances of a file are of one time, and on a chain of one block: the last one at that time, which verifiers take once it is final. Publish within the hour: what is here is read then.",
    ],
  });
  withSigner(command, "the address that holds the balance")
    .requiredOption("--venue <name>", "the venue")
    .requiredOption("--epoch <n>", "the epoch")
    .option("--as-of <unix>", "the time of the balances (default: the file's; now in a new one)")
    .requiredOption("--market <file>", "the market")
    .requiredOption("--row <name>", "the asset's row, for which it counts")
    .addOption(new Option("--rpc <url>", "a node of the EVM chain, which keeps states").conflicts("bitcoin"))
    .option("--owner <address>", "who has it, if the signature is given")
    .option("--token <address>", "the token; without it, the chain's coin")
    .option("--slot <n>", "slot of the token's mapping of balances")
    .option("--block <n>", "another block than the last one at that time")
    .option("--bitcoin <address>", "an address of Bitcoin's, in place of a node")
    .option("--height <n>", "block after which its outputs are unspent")
    .option("--satoshis <n>", "what they come to")
    .option("--signature <text>", "the owner's, over `reserves message`")
    .action(
      perform(async (_screen, file: string, options: Options) => {
        const market = await readMarket(options.market);
        const evidence = await evidenceSoFar(file, options);
        const row = rowOf(market, options);
        const made =
          options.bitcoin === undefined
            ? await evmHolding(evidence, row, options)
            : bitcoinHolding(options.bitcoin, row, options);
        const where = made.kind === "evm" ? made.owner : made.address;
        const complete = await inFieldOf({ field: "the holding", value: where }, () =>
          addHolding(evidence, made),
        );
        await writeReserves(file, complete);
        const balance = made.balance.toString();
        return {
          json: { file, holdings: complete.holdings.length, address: where, row: options.row, balance },
          text: ({ colours }) =>
            [
              `${colours.green("✔")} ${shownPath(file)}  ${colours.dim(`${complete.holdings.length} in all`)}`,
              "",
              pairs(colours, [
                ["address", where],
                ["counts for", options.row],
                ["balance", `${balance} of the smallest unit`],
              ]),
            ].join("\n"),
        };
      }),
    );
}

/** @throws InputError for a file of another venue, epoch or time */
async function evidenceSoFar(file: string, options: Options): Promise<ReserveEvidence> {
  const given = {
    venue: option("--venue", options.venue, nameToBytes32),
    epoch: option("--epoch", options.epoch, wholeNumber(1n)),
    ...(options.asOf === undefined ? {} : { asOf: Number(option("--as-of", options.asOf, unixTime)) }),
  };
  if (!(await exists(file))) return { asOf: nowSeconds(), ...given, holdings: [] };
  const found = await readReserves(file);
  for (const [field, value] of Object.entries(given)) {
    const there = found[field as keyof typeof given];
    if (there === value) continue;
    const rule = `must be that of the options, ${value}`;
    throw new InputError({ source: file, field, value: String(there), rule });
  }
  return found;
}

function rowOf(market: Market, { row }: Options): number {
  const found = market.rows.find(({ name }) => name === row);
  if (found !== undefined) return found.index;
  const rule = `the market of ${market.venue} has no such row`;
  throw new InputError({ field: "--row", value: JSON.stringify(row), rule });
}

async function evmHolding(evidence: ReserveEvidence, row: number, options: Options): Promise<ReserveHolding> {
  const { rpc, signature, token, slot } = options;
  if (rpc === undefined) throw new InputError({ field: "--rpc", rule: "or --bitcoin is needed" });
  if ((token === undefined) !== (slot === undefined)) {
    const field = token === undefined ? "--token" : "--slot";
    throw new InputError({ field, rule: "a token is named by --token and --slot" });
  }
  if ((signature === undefined) !== (options.owner === undefined)) {
    const field = signature === undefined ? "--signature" : "--owner";
    throw new InputError({ field, rule: "--owner and --signature go together" });
  }
  const wallet = signature === undefined ? await signerFrom(options) : undefined;
  const owner = wallet?.address ?? option("--owner", options.owner ?? "", address);
  const node = await connect(rpc);
  const chain = `eip155:${node.chainId}`;
  const proven = await asking(node.shownUrl, async () => {
    const block =
      options.block === undefined
        ? (await firstBlockAt(node.provider, BigInt(evidence.asOf) + 1n)) - 1
        : Number(option("--block", options.block, wholeNumber(0n)));
    const question = {
      ...{ chain, owner, block },
      ...(token === undefined || slot === undefined
        ? {}
        : {
            token: { address: option("--token", token, address), slot: option("--slot", slot, storageSlot) },
          }),
    };
    return inFieldOf({ field: `the balance of ${owner} on ${chain}` }, () =>
      proveBalance(node.provider, question),
    );
  });
  const text = ownershipText(evidence, chain, owner);
  return { ...proven, row, signature: signature ?? (await wallet?.signMessage(text)) ?? "0x" };
}

/** Plain storage counts slots from 0; namespaced storage has them anywhere in 256 bits. */
function storageSlot(text: string): bigint {
  const rule = "must be a slot: a whole number, or 0x and up to 64 hexadecimal digits";
  if (!/^(?:\d{1,78}|0x[0-9a-fA-F]{1,64})$/.test(text)) throw new RuleError(rule);
  const slot = BigInt(text);
  if (slot >= 2n ** 256n) throw new RuleError(rule);
  return slot;
}

function bitcoinHolding(of: string, row: number, { height, satoshis, signature }: Options): ReserveHolding {
  if (height === undefined || satoshis === undefined || signature === undefined) {
    const given = { "--height": height, "--satoshis": satoshis, "--signature": signature };
    const [field = ""] = Object.entries(given).find(([, value]) => value === undefined) ?? [];
    throw new InputError({ field, rule: "is needed with --bitcoin" });
  }
  return {
    kind: "bitcoin",
    row,
    address: of,
    balance: option("--satoshis", satoshis, wholeNumber(0n)),
    height: Number(option("--height", height, wholeNumber(0n))),
    signature,
  };
}
