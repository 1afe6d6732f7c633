import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as bip322 from "bip322-js";
import { HDNodeWallet } from "ethers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildContracts } from "../../cli/chain/contracts.ts";
import { type LocalNode, startNode } from "../../cli/chain/node.ts";
import { deployToken } from "../../cli/exchange/chain.ts";
import { marketToJson } from "../../prover/formats/market.ts";
import { readReserves } from "../../prover/formats/reserves.ts";
import { NO_ACCESS } from "../../prover/reserves/chain-access.ts";
import { BITCOIN } from "../../prover/reserves/evidence.ts";
import { verifyReserves } from "../../prover/reserves/verify.ts";
import { nameToBytes32 } from "../../verifier-contracts/client/names.ts";
import { testMarket } from "../support/market.ts";
import { jsonOf, solvency } from "./support/run.ts";

/** A node stands for a chain that is not the attestation's. */
const wallet = HDNodeWallet.fromPhrase("test test test test test test test test test test test junk");
const SUPPLY = 250_000_001n;
// The key and address of BIP-322's own test vectors.
const BITCOIN_KEY = "L3VFeEujGtevx9w18HD1fhRbCH67Az2dpCymeRE1SoPK6XQtaN2k";
const BITCOIN_ADDRESS = "bc1q9vza2e8x573nczrlzms0wvx3gsqjx7vavgkx0l";

let folder: string;
let node: LocalNode;
let token: string;
let asOf: string;
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "solvency-test-"));
  await writeFile(at("market.json"), JSON.stringify(marketToJson(testMarket())));
  await buildContracts();
  node = await startNode();
  token = await deployToken(wallet.connect(node.provider), "USDT", 6, SUPPLY);
  asOf = String((await node.provider.getBlock("latest"))?.timestamp);
  // Moved after the time of the accounts: it still counts.
  await (await wallet.connect(node.provider).sendTransaction({ to: token, data: transfer(1n) })).wait();
}, 120_000);
afterAll(async () => {
  await node?.stop();
  await rm(folder, { recursive: true, force: true });
});

const transfer = (amount: bigint): string =>
  `0xa9059cbb${"11".repeat(20).padStart(64, "0")}${amount.toString(16).padStart(64, "0")}`;
const epoch = () => ["--venue", "exchange", "--epoch", "3", "--as-of", asOf, "--market", at("market.json")];
const prove = (file: string, ...args: string[]) =>
  solvency(["reserves", "prove", at(file), ...epoch(), ...args, "--json"], {
    env: { SOLVENCY_PRIVATE_KEY: wallet.privateKey },
  });
const message = async (address: string, chain: string): Promise<string> => {
  const ran = await solvency([
    ...["reserves", "message", address, "--chain", chain],
    ...["--venue", "exchange", "--epoch", "3", "--json"],
  ]);
  return jsonOf(ran).text as string;
};

describe("evidence of reserves on other chains", () => {
  it("is put together from nodes, keys at hand and signatures made elsewhere, and is verified", async () => {
    const coin = await prove("reserves.json", "--row", "BTC", "--rpc", node.url);
    expect(coin.code, coin.stderr).toBe(0);

    const text = await message(wallet.address, `eip155:${node.chainId}`);
    const offline = ["--owner", wallet.address, "--signature", await wallet.signMessage(text)];
    const ofToken = ["--row", "USDT", "--rpc", node.url, "--token", token, "--slot", "0"];
    const tokens = await prove("reserves.json", ...ofToken, ...offline);
    expect(tokens.code, tokens.stderr).toBe(0);
    expect(jsonOf(tokens)).toMatchObject({ holdings: 2, row: "USDT", balance: String(SUPPLY) });

    const signature = String(
      bip322.Signer.sign(BITCOIN_KEY, BITCOIN_ADDRESS, await message(BITCOIN_ADDRESS, "bitcoin")),
    );
    const ofBitcoin = ["--bitcoin", BITCOIN_ADDRESS, "--height", "958000", "--satoshis", "150000000"];
    const bitcoin = await prove("reserves.json", "--row", "BTC", ...ofBitcoin, "--signature", signature);
    expect(bitcoin.code, bitcoin.stderr).toBe(0);

    const evidence = await readReserves(at("reserves.json"));
    expect(evidence).toMatchObject({ venue: nameToBytes32("exchange"), epoch: 3n, asOf: Number(asOf) });
    const chain = `eip155:${node.chainId}`;
    const report = await verifyReserves(evidence, {
      contractChain: "eip155:1",
      accepted: [
        { chain, row: 2, decimals: 18 },
        { chain, token: { address: token, slot: 0n }, row: 1, decimals: 6 },
        { chain: BITCOIN, row: 2, decimals: 8 },
      ],
      access: {
        ...NO_ACCESS,
        blockHash: async (_, number) => (await node.provider.getBlock(number))?.hash ?? undefined,
        bitcoin: { height: 958_000, time: Number(asOf), satoshis: () => 150_000_000n },
      },
    });
    expect(report.holdings.flatMap(({ unchecked }) => unchecked)).toEqual([]);
    expect(report.amounts.get(1)).toEqual({ verified: SUPPLY * 100n, unverified: 0n });
  }, 60_000);

  it.each<[string, () => string[], RegExp]>([
    [
      "an asset of an address twice",
      () => ["--row", "BTC", "--rpc", node.url],
      /has this asset of this address already/,
    ],
    ["a row that is not the market's", () => ["--row", "DOGE", "--rpc", node.url], /--row is "DOGE"/],
    [
      "a slot that holds no balances",
      () => ["--row", "USDT", "--rpc", node.url, "--token", token, "--slot", "5"],
      /slot 5 of .* does not hold its balances/,
    ],
    [
      "a token without its slot",
      () => ["--row", "USDT", "--rpc", node.url, "--token", token],
      /--slot: a token is named/,
    ],
    [
      "another's signature",
      () => [
        ...["--row", "ETH/USDT:USDT", "--rpc", node.url, "--owner", `0x${"11".repeat(20)}`],
        ...["--signature", `0x${"22".repeat(65)}`],
      ],
      /signature is not this address's/,
    ],
    [
      "Bitcoin without a height",
      () => ["--row", "BTC", "--bitcoin", BITCOIN_ADDRESS],
      /--height: is needed with --bitcoin/,
    ],
    [
      "a block that is not there",
      () => ["--row", "USDT", "--rpc", node.url, "--block", "999"],
      /does not have block 999/,
    ],
    ["no chain", () => ["--row", "BTC"], /--rpc: or --bitcoin is needed/],
  ])("refuses %s, and loses nothing", async (_, args, message) => {
    const before = await readFile(at("reserves.json"), "utf8");
    const ran = await prove("reserves.json", ...args());
    expect([ran.code, ran.stderr]).toEqual([3, expect.stringMatching(message)]);
    expect(await readFile(at("reserves.json"), "utf8")).toBe(before);
  });

  it("refuses a file of another epoch", async () => {
    const other = JSON.parse(await readFile(at("reserves.json"), "utf8")) as object;
    await writeFile(at("other.json"), JSON.stringify({ ...other, epoch: "4" }));
    const ran = await prove("other.json", "--row", "BTC", "--rpc", node.url);
    expect([ran.code, ran.stderr]).toEqual([
      3,
      expect.stringMatching(/epoch is 4: must be that of the options, 3/),
    ]);
  });
});
