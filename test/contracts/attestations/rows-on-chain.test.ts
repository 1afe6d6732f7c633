import { BrowserProvider, type Eip1193Provider } from "ethers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CellTable } from "../../../prover/market/cells/table.ts";
import { firstBlockAt } from "../../../prover/reserves/block-at.ts";
import { rowsOnChain } from "../../../verifier-contracts/client/rows-on-chain.ts";
import { SolvencyAttestations } from "../../../verifier-contracts/client/solvency-attestations.ts";
import type { TableRow } from "../../../verifier-contracts/client/tables.ts";
import { signedMarket } from "../../support/batch-market.ts";
import { VENUE } from "../../support/registries.ts";
import { AS_OF, SolvencyWorld } from "../../support/solvency.ts";

let world: SolvencyWorld;
let provider: BrowserProvider;
let attestations: SolvencyAttestations;
/** What the node says in place of the transaction's input. */
let told: ((input: string) => string) | undefined;

/** Rows with one of them changed. */
const changed = (index: number, change: Partial<TableRow>) =>
  world.rows.map((row) => (row.index === BigInt(index) ? { ...row, ...change } : row));
const market = signedMarket();
const read = (epoch: bigint, of = market) => rowsOnChain(attestations, VENUE, epoch, of);
const attest = async (epoch: bigint, rows: readonly TableRow[]) =>
  world.attest(await world.publication({ epoch, rows, asOf: AS_OF + epoch }));

beforeAll(async () => {
  world = await SolvencyWorld.open();
  const node: Eip1193Provider = {
    request: async ({ method, params = [] }) => {
      const answer = await world.chain.request(method, ...(params as unknown[]));
      if (method !== "eth_getTransactionByHash" || told === undefined) return answer;
      const transaction = answer as { input: string };
      return { ...transaction, input: told(transaction.input) };
    },
  };
  provider = new BrowserProvider(node, undefined, { cacheTimeout: -1 });
  attestations = new SolvencyAttestations(world.attestations.address, provider);
  await attest(1n, world.rows);
  await attest(2n, changed(200, { closed: false }));
  await attest(3n, changed(9, { asset: 0n }));
});
afterAll(async () => {
  provider.destroy();
  await world.chain.close();
});

describe("rows that a market's signers signed (T-59)", () => {
  it("are read from the transaction that published them", async () => {
    expect(await read(1n)).toEqual(world.rows);
  });

  it("are refused where a debt would count nothing, though signers signed it", async () => {
    await expect(read(2n)).rejects.toThrow(
      /\(BTC\/USD:BTC\)\.valuePrice is null: what can be owed needs a price/,
    );
  });

  it("are refused where units of one asset count more owned than owed", async () => {
    await expect(read(3n)).rejects.toThrow(
      /PNL-USD: worth of an owned unit is 1 USD: must not exceed 0\.9997 USD/,
    );
  });

  it("are refused for a market that calls them otherwise: names are in no proof (T-62)", async () => {
    const [first, second, ...rest] = market.rows;
    if (first === undefined || second === undefined) throw new Error("the market has no rows");
    const exchanged = { ...market, rows: [{ ...first, name: "BTC" }, { ...second, name: "USDT" }, ...rest] };
    const [given, taken] = await Promise.all(
      [market, exchanged].map((each) => CellTable.build(each, "flat")),
    );
    expect(taken?.digest).toBe(given?.digest);
    await expect(read(1n, exchanged)).rejects.toThrow(
      'call rows[0] otherwise than the market, which says 1 "BTC"',
    );
  });

  it("are refused for another market, and for an epoch without attestation", async () => {
    await expect(read(1n, { ...market, rows: market.rows.slice(1) })).rejects.toThrow(
      "list 10 rows, the market 9",
    );
    await expect(read(4n)).rejects.toThrow("does not have the call");
  });

  it("are refused if the node makes them up", async () => {
    // The word that says that the inverse perpetual is a contract.
    const one = "1".padStart(64, "0");
    const name = Buffer.from("BTC/USD:BTC").toString("hex");
    told = (input) => input.replace(`${one}${name}`, `${one.replace("1", "0")}${name}`);
    await expect(read(1n)).rejects.toThrow("other rows than were signed");
    told = () => "0x";
    await expect(read(1n)).rejects.toThrow("does not have the call");
    told = undefined;
  });
});

describe("the block of a time", () => {
  it("is the first that is not earlier", async () => {
    const latest = await provider.getBlockNumber();
    for (const number of [1, latest - 1, latest]) {
      const time = BigInt((await provider.getBlock(number))?.timestamp ?? 0);
      expect(await firstBlockAt(provider, time)).toBe(number);
      expect(await firstBlockAt(provider, time + 1n)).toBe(number + 1);
    }
    expect(await firstBlockAt(provider, 0n)).toBe(0);
  });
});
