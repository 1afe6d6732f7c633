import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { elsewhere } from "../../cli/chain/elsewhere.ts";
import { startNode } from "../../cli/chain/node.ts";
import { marketToJson } from "../../prover/formats/market.ts";
import { BITCOIN } from "../../prover/reserves/evidence.ts";
import { testMarket } from "../support/market.ts";

const TOKEN = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
let folder: string;
const at = (name: string): string => join(folder, name);
const put = (name: string, value: unknown) => writeFile(at(name), JSON.stringify(value));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "solvency-test-"));
  await mkdir(at("bundle"));
  await put("bundle/market.json", marketToJson(testMarket()));
  await put("accepted.json", {
    format: "solvency-accepted-assets/1",
    assets: [
      { chain: "eip155:10", row: "USDT", decimals: 6, token: { address: TOKEN, slot: "9" } },
      { chain: BITCOIN, row: "BTC", decimals: 8 },
    ],
  });
  await put("bitcoin.json", {
    format: "solvency-bitcoin-balances/1",
    height: 800_000,
    time: 1_690_168_629,
    balances: [{ address: "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", satoshis: "150000000" }],
  });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("what counts as reserves elsewhere", () => {
  it("is nothing unless the verifier says so, and nodes alone say nothing", async () => {
    expect(await elsewhere(at("bundle"), 1n, {})).toBeUndefined();
    await expect(elsewhere(at("bundle"), 1n, { reservesRpc: ["http://127.0.0.1:1"] })).rejects.toThrow(
      /--accept: is needed/,
    );
    await expect(elsewhere(at("bundle"), 1n, { bitcoinBalances: at("bitcoin.json") })).rejects.toThrow(
      /--accept: is needed/,
    );
  });

  it("counts for the rows named, and knows of Bitcoin what the verifier's node said, and no more", async () => {
    const options = { accept: at("accepted.json"), bitcoinBalances: at("bitcoin.json") };
    const rules = await elsewhere(at("bundle"), 31_337n, options);
    expect(rules).toMatchObject({
      contractChain: "eip155:31337",
      accepted: [
        { chain: "eip155:10", row: 1, decimals: 6, token: { address: TOKEN, slot: 9n } },
        { chain: BITCOIN, row: 2, decimals: 8 },
      ],
    });
    const address = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq";
    expect(rules?.access?.bitcoin).toMatchObject({ height: 800_000, time: 1_690_168_629 });
    expect(rules?.access?.bitcoin?.satoshis(address)).toBe(150_000_000n);
    expect(rules?.access?.bitcoin?.satoshis(`${address}0`)).toBeUndefined();
    expect(await rules?.access?.blockHash("eip155:10", 5n)).toBeUndefined();
  });

  it("asks nodes of the chains that they are of", async () => {
    const node = await startNode();
    try {
      const rules = await elsewhere(at("bundle"), 1n, {
        accept: at("accepted.json"),
        reservesRpc: [node.url],
      });
      expect(await rules?.access?.blockHash(`eip155:${node.chainId}`, 0n)).toMatch(/^0x[0-9a-f]{64}$/);
      expect(await rules?.access?.blockHash("eip155:10", 0n)).toBeUndefined();
    } finally {
      await node.stop();
    }
  });

  it("refuses a row that the market does not have, by name", async () => {
    await put("other.json", {
      format: "solvency-accepted-assets/1",
      assets: [{ chain: "eip155:10", row: "DOGE", decimals: 8 }],
    });
    await expect(elsewhere(at("bundle"), 1n, { accept: at("other.json") })).rejects.toThrow(
      /other\.json: assets\[0\]\.row is "DOGE": the market of .* has no such row/,
    );
  });
});
