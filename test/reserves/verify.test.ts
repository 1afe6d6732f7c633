import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as bip322 from "bip322-js";
import { BrowserProvider, type Eip1193Provider, type Wallet } from "ethers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EnvironmentError, InputError, InvalidProofError } from "../../prover/domain/errors.ts";
import { writeJson } from "../../prover/formats/json.ts";
import { readReserves, reservesToJson, writeReserves } from "../../prover/formats/reserves.ts";
import { type RawBlock, readBlockHeader, writeBlockHeader } from "../../prover/reserves/block-header.ts";
import { evmAccess, NO_ACCESS } from "../../prover/reserves/chain-access.ts";
import {
  BITCOIN,
  type BitcoinHolding,
  type EvmHolding,
  type ReserveEvidence,
  type ReserveHolding,
} from "../../prover/reserves/evidence.ts";
import { ownershipText } from "../../prover/reserves/ownership-text.ts";
import { mappingSlot } from "../../prover/reserves/state-proof.ts";
import { type AcceptedAsset, LIMITS, verifyReserves } from "../../prover/reserves/verify.ts";
import { at } from "../support/at.ts";
import { Chain } from "../support/chain.ts";
import { Contract } from "../support/contract.ts";
import { keyOf, UNKNOWN, VENUE } from "../support/registries.ts";
import { compileSolidity } from "../support/solidity.ts";

/** Another EVM chain, with a real node's state, blocks and proofs. */
const CHAIN = "eip155:31337";
/** Where the venue is attested. */
const contractChain = "eip155:1";
const EPOCH = { venue: VENUE, epoch: 7n };
const wallet = keyOf("wallet on another chain");
const COINS = 12n * 10n ** 17n + 1n;
const TOKENS = 250_000_001n;

let chain: Chain;
let block: RawBlock;
let evidence: ReserveEvidence;
let accepted: readonly AcceptedAsset[];

interface EthProof {
  readonly accountProof: string[];
  readonly storageProof: { readonly proof: string[] }[];
}

const proofOf = (address: string, slots: readonly string[] = []): Promise<EthProof> =>
  chain.request("eth_getProof", address, slots, block.number);

async function signed(owner: Wallet = wallet, epoch = EPOCH, on = CHAIN): Promise<string> {
  return owner.signMessage(ownershipText(epoch, on, owner.address));
}

beforeAll(async () => {
  chain = await Chain.open();
  const { TestToken } = await compileSolidity("test/contracts/harness/TestToken.sol");
  if (TestToken === undefined) throw new Error("not compiled");
  const token = new Contract(chain, await chain.deployCode(TestToken), TestToken.abi);
  await chain.request("hardhat_setBalance", wallet.address, `0x${COINS.toString(16)}`);
  await token.send("set", [wallet.address, TOKENS]);
  block = await chain.request("eth_getBlockByNumber", "latest", false);
  const slot = 0n;
  const inToken = await proofOf(token.address, [mappingSlot(wallet.address, slot)]);
  const common = {
    kind: "evm",
    chain: CHAIN,
    owner: wallet.address,
    header: writeBlockHeader(block),
  } as const;
  const signature = await signed();
  evidence = {
    ...EPOCH,
    asOf: Number(BigInt(block.timestamp ?? "0x0")) + 3_600,
    holdings: [
      {
        ...common,
        row: 4,
        balance: COINS,
        signature,
        accountProof: (await proofOf(wallet.address)).accountProof,
      },
      {
        ...common,
        row: 1,
        balance: TOKENS,
        signature,
        accountProof: inToken.accountProof,
        token: { address: token.address, slot, storageProof: at(inToken.storageProof, 0).proof },
      },
    ],
  };
  accepted = [
    { chain: CHAIN, row: 4, decimals: 18 },
    { chain: CHAIN, token: { address: token.address, slot }, row: 1, decimals: 6 },
    { chain: BITCOIN, row: 2, decimals: 8 },
  ];
});
afterAll(() => chain.close());

const access = { ...NO_ACCESS, blockHash: async () => block.hash };

const coin = (): EvmHolding => at(evidence.holdings, 0) as EvmHolding;
const tokens = (): EvmHolding => at(evidence.holdings, 1) as EvmHolding;

const verifyOne = (holding: ReserveHolding, more: Partial<ReserveEvidence> = {}) =>
  verifyReserves({ ...evidence, ...more, holdings: [holding] }, { contractChain, accepted, access });

describe("balances on another EVM chain", () => {
  it("count, rounded down, where the block is the chain's", async () => {
    expect(readBlockHeader(coin().header)).toMatchObject({ hash: block.hash, stateRoot: block.stateRoot });
    const { amounts, holdings, limits } = await verifyReserves(evidence, { contractChain, accepted, access });
    expect(Object.fromEntries(amounts)).toEqual({
      1: { verified: TOKENS * 100n, unverified: 0n },
      4: { verified: 120_000_000n, unverified: 0n },
    });
    expect(holdings.flatMap(({ unchecked }) => unchecked)).toEqual([]);
    expect(at(holdings, 0).checked).toHaveLength(3);
    expect(limits).toBe(LIMITS);
  });

  it("count apart where nobody says that the block is the chain's", async () => {
    const { amounts, holdings } = await verifyReserves(evidence, { contractChain, accepted });
    expect(amounts.get(4)).toEqual({ verified: 0n, unverified: 120_000_000n });
    expect(at(holdings, 0).unchecked).toEqual([
      `that block ${BigInt(block.number ?? "0x0")} with hash ${block.hash} is of ${CHAIN}`,
    ]);
  });

  it("of a block that the chain does not have are refused", async () => {
    const other = { ...NO_ACCESS, blockHash: async () => `0x${"ab".repeat(32)}` };
    await expect(verifyReserves(evidence, { contractChain, accepted, access: other })).rejects.toThrow(
      /holdings\[0\]: block \d+ of/,
    );
  });

  it.each([-1n, 1n])("are refused %s unit from what the proof shows", async (by) => {
    await expect(verifyOne({ ...coin(), balance: COINS + by })).rejects.toThrow(InvalidProofError);
    await expect(verifyOne({ ...tokens(), balance: TOKENS + by })).rejects.toThrow(
      /the proof shows 250000001/,
    );
  });

  it("of others are not one's own", async () => {
    const other = keyOf("another wallet");
    const theirs = { ...coin(), owner: other.address, signature: await signed(other) };
    await expect(verifyOne(theirs)).rejects.toThrow(InvalidProofError);
    await expect(verifyOne({ ...theirs, balance: 0n })).rejects.toThrow(/do not lead|proof/);
  });

  it("that are proven to be none are 0", async () => {
    const nobody = keyOf("nobody");
    const { accountProof } = await proofOf(nobody.address);
    const nothing = { ...coin(), owner: nobody.address, signature: await signed(nobody), accountProof };
    const { amounts } = await verifyOne({ ...nothing, balance: 0n });
    expect(amounts.get(4)).toEqual({ verified: 0n, unverified: 0n });
    await expect(verifyOne({ ...nothing, balance: 1n })).rejects.toThrow(/the proof shows 0/);
  });

  it.each<[string, (proof: readonly string[]) => readonly string[]]>([
    ["without its leaf", (proof) => proof.slice(0, -1)],
    ["without its root", (proof) => proof.slice(1)],
    ["with a byte of it changed", (proof) => proof.with(-1, `${proof.at(-1)?.slice(0, -2)}00`)],
    ["of nothing", () => []],
  ])("are refused with a proof %s", async (_, change) => {
    const accountProof = change(coin().accountProof);
    await expect(verifyOne({ ...coin(), accountProof })).rejects.toThrow(InvalidProofError);
  });

  it("are refused with a header of another state", async () => {
    const header = writeBlockHeader({ ...block, stateRoot: `0x${"11".repeat(32)}` });
    await expect(verifyOne({ ...coin(), header })).rejects.toThrow(InvalidProofError);
    await expect(verifyOne({ ...coin(), header: "0xc0" })).rejects.toThrow(/is not a block's header/);
    await expect(verifyOne({ ...coin(), header: "0x00ff" })).rejects.toThrow(/is not a block's header/);
  });

  it("are of a time near that of the accounts, to the second", async () => {
    const time = Number(BigInt(block.timestamp ?? "0x0"));
    for (const asOf of [time - 3_600, time + 3_600]) await verifyOne(coin(), { asOf });
    for (const asOf of [time - 3_601, time + 3_601]) {
      await expect(verifyOne(coin(), { asOf })).rejects.toThrow(/3601 seconds from the time of the evidence/);
    }
  });

  it("are of one block of a chain: what moves from address to address would be there twice (T-61)", async () => {
    const restore = await chain.checkpoint();
    const first = await chain.request<RawBlock>("eth_getBlockByNumber", "latest", false);
    await chain.request("evm_mine");
    const next = await chain.request<RawBlock>("eth_getBlockByNumber", "latest", false);
    const access = {
      ...NO_ACCESS,
      blockHash: async (_: string, number: bigint) =>
        number === BigInt(next.number ?? 0) ? next.hash : first.hash,
    };
    const proof: EthProof = await chain.request("eth_getProof", wallet.address, [], next.number);
    const later = { ...coin(), header: writeBlockHeader(next), accountProof: proof.accountProof };
    const both = (holdings: readonly ReserveHolding[]) =>
      verifyReserves({ ...evidence, holdings }, { contractChain, accepted, access });
    await both([later]);
    await expect(both([tokens(), later])).rejects.toThrow(/holdings\[1\]: is of block 0x\w+, others on/);
    await restore();
  });

  it("are of accepted tokens, by the slot that holds balances, for their row", async () => {
    const token = tokens().token;
    if (token === undefined) throw new Error("no token");
    await expect(verifyOne({ ...tokens(), token: { ...token, slot: 1n } })).rejects.toThrow(
      /no asset that is accepted/,
    );
    await expect(verifyOne({ ...tokens(), row: 2 })).rejects.toThrow(/counts for row 1, not for row 2/);
    await expect(verifyOne({ ...coin(), chain: "eip155:10" })).rejects.toThrow(/no asset that is accepted/);
  });

  it("are not of the chain whose balances the contract reads (T-17)", async () => {
    await expect(verifyReserves(evidence, { contractChain: CHAIN, accepted, access })).rejects.toThrow(
      /the contract reads balances on eip155:31337 by itself/,
    );
  });

  it("are looked up at a node of the verifier's own, in final blocks", async () => {
    const node = {
      request: ({ method, params = [] }: { method: string; params?: unknown }) =>
        chain.request<unknown>(method, ...(params as unknown[])),
    };
    const provider = new BrowserProvider(node as Eip1193Provider);
    const own = evmAccess(new Map([[CHAIN, provider]]));
    expect(await own.blockHash(CHAIN, BigInt(block.number ?? "0x0"))).toBe(block.hash);
    expect(await own.blockHash(CHAIN, BigInt(block.number ?? "0x0") + 1n)).toBeUndefined();
    expect(await own.blockHash("eip155:10", 1n)).toBeUndefined();
    provider.destroy();
    await expect(own.blockHash(CHAIN, 1n)).rejects.toThrow(EnvironmentError);
  });

  it("count once (T-17)", async () => {
    const twice = { ...evidence, holdings: [...evidence.holdings, coin()] };
    await expect(verifyReserves(twice, { contractChain, accepted, access })).rejects.toThrow(
      /holdings\[2\]: .* is there twice/,
    );
  });
});

describe("what an address signs", () => {
  it.each<[string, () => Promise<string>]>([
    ["another venue (T-17)", () => signed(wallet, { ...EPOCH, venue: UNKNOWN })],
    ["another epoch (T-20)", () => signed(wallet, { ...EPOCH, epoch: 8n })],
    ["another chain (T-20)", () => signed(wallet, EPOCH, "eip155:1")],
    ["another address", () => signed(keyOf("thief"))],
    ["nothing", async () => "0x"],
  ])("is not for %s", async (_, signature) => {
    await expect(verifyOne({ ...coin(), signature: await signature() })).rejects.toThrow(
      /has not signed that it backs the venue in this epoch/,
    );
  });
});

describe("balances on Bitcoin", () => {
  // Signed once with the key of BIP-322's test vectors.
  const { Signer } = bip322;
  const address = "bc1q9vza2e8x573nczrlzms0wvx3gsqjx7vavgkx0l";
  const holding = (): BitcoinHolding => ({
    kind: "bitcoin",
    row: 2,
    address,
    balance: 150_000_000n,
    height: 800_000,
    signature: String(
      Signer.sign(
        "L3VFeEujGtevx9w18HD1fhRbCH67Az2dpCymeRE1SoPK6XQtaN2k",
        address,
        ownershipText(EPOCH, BITCOIN, address),
      ),
    ),
  });
  const node = (balance: bigint, time = evidence.asOf, of = address) => ({
    ...NO_ACCESS,
    bitcoin: { height: 800_000, time, satoshis: (asked: string) => (asked === of ? balance : undefined) },
  });
  const verify = (balance?: bigint, changed: Partial<BitcoinHolding> = {}) =>
    verifyReserves(
      { ...evidence, holdings: [{ ...holding(), ...changed }] },
      { contractChain, accepted, ...(balance === undefined ? {} : { access: node(balance) }) },
    );

  it("count where a node of the verifier's own has them", async () => {
    const { amounts } = await verify(150_000_000n);
    expect(amounts.get(2)).toEqual({ verified: 150_000_000n, unverified: 0n });
  });

  it("count apart where no node is asked", async () => {
    const { amounts, holdings } = await verify();
    expect(amounts.get(2)).toEqual({ verified: 0n, unverified: 150_000_000n });
    expect(at(holdings, 0).unchecked).toEqual(["that the address has 150000000 satoshis after block 800000"]);
  });

  it("are all of one block, near the time of the evidence to the second", async () => {
    const at = (time: number, changed: Partial<BitcoinHolding> = {}) =>
      verifyReserves(
        { ...evidence, holdings: [{ ...holding(), ...changed }] },
        { contractChain, accepted, access: node(150_000_000n, time) },
      );
    for (const time of [evidence.asOf - 3_600, evidence.asOf + 3_600]) await at(time);
    for (const time of [evidence.asOf - 3_601, evidence.asOf + 3_601]) {
      await expect(at(time)).rejects.toThrow(/3601 seconds from the time of the evidence/);
    }
    await expect(at(evidence.asOf, { height: 799_999 })).rejects.toThrow(
      /is of block 799999, your node was asked after block 800000/,
    );
  });

  it("are refused a satoshi short, and unsigned", async () => {
    await expect(verify(149_999_999n)).rejects.toThrow(/has 149999999 satoshis/);
    const elsewhere = { address: "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq" };
    await expect(verify(150_000_000n, elsewhere)).rejects.toThrow(/has not signed/);
  });
});

describe("the file", () => {
  it("holds all of the evidence, and nothing else is read", async () => {
    const folder = await mkdtemp(join(tmpdir(), "reserves-"));
    try {
      const path = join(folder, "reserves.json");
      await writeReserves(path, evidence);
      expect(await readReserves(path)).toEqual(evidence);
      const json = reservesToJson(evidence);
      const [first] = json.holdings;
      for (const [field, changed] of [
        ["format", { ...json, format: "solvency-reserves/2" }],
        ["holdings[0].chain", { ...json, holdings: [{ ...first, chain: "eip155:0" }] }],
        ["holdings[0].balance", { ...json, holdings: [{ ...first, balance: "1.5" }] }],
        ["holdings[0].owner", { ...json, holdings: [{ ...first, owner: "0x12" }] }],
        ["holdings[0].extra", { ...json, holdings: [{ ...first, extra: 1 }] }],
        ["asOf", { ...json, asOf: 1_760_000_000_000_000 }],
      ] as const) {
        await writeJson(path, changed);
        await expect(readReserves(path), field).rejects.toMatchObject({ field });
        await expect(readReserves(path)).rejects.toThrow(InputError);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
