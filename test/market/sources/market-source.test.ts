import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import type { Market } from "../../../prover/market/row.ts";
import { marketFromSource } from "../../../prover/market/sources/market-source.ts";
import { MarketTree } from "../../../prover/market/tree.ts";

const folders: string[] = [];
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "source-"));
  folders.push(folder);
});
afterAll(() => Promise.all(folders.map((one) => rm(one, { recursive: true }))));

const info = (
  notionalFloor: string,
  notionalCap: string,
  maintMarginRatio: string,
  initialLeverage: string,
  cum: string,
) => ({
  info: { notionalFloor, notionalCap, maintMarginRatio, initialLeverage, cum },
});

const TIERS = {
  "BTC/USDT:USDT": [
    info("0", "50000", "0.004", "125", "0.0"),
    info("50000", "600000", "0.005", "100", "50.0"),
  ],
  "ETH/USDC:USDC": [info("0", "50000", "0.01", "50", "0.0")],
  "SOL/USDT:USDT": [info("0", "50000", "0.01", "50", "1.0")],
};

const ASSETS = `token,asset_usdt_price,margin
bnb,610.2300000000000000,"[0-20000:100,20000-40000:80]"
epx,0.0000086004952921,"[0-18446744073709551615:50]"
`;

const source = () => ({
  format: "solvency-market-source/1",
  venue: "binance",
  asOf: 1_735_689_600,
  settle: [
    { currency: "USDT", price: "1" },
    { currency: "USDC", price: "0.9998" },
    { currency: "BTC", price: "60000" },
    { currency: "USD", price: "1" },
  ] as { currency: string; price: string }[],
  collateral: [
    { asset: "USDT", price: "1" },
    {
      asset: "BTC",
      price: "60000",
      haircut: "0.05",
      borrow: { maintenanceRate: "0.05", initialRate: "0.1" },
    },
    { asset: "OKB", price: "50", coinTiers: "[0-1000:85,1000-2000:79]" },
  ] as Record<string, unknown>[],
  collateralFile: { path: "assets.csv", tierColumn: "margin" } as Record<string, unknown>,
  perpetuals: {
    tiersFile: "tiers.json",
    marks: { "BTC/USDT:USDT": "60000.1", "ETH/USDC:USDC": "3000" } as Record<string, unknown>,
  },
  inverse: [
    {
      symbol: "BTC/USD:BTC",
      brackets: [{ floor: "0", maintenanceRate: "0.004", initialRate: "0.008" }],
      cap: "1000000",
    },
  ] as Record<string, unknown>[],
});

type Source = ReturnType<typeof source>;

async function built(change: (file: Source) => unknown = () => undefined, earlier: Market[] = []) {
  const file = source();
  const changed = change(file) ?? file;
  await writeFile(join(folder, "tiers.json"), JSON.stringify(TIERS));
  await writeFile(join(folder, "assets.csv"), ASSETS);
  await writeFile(join(folder, "source.json"), JSON.stringify(changed));
  return marketFromSource(join(folder, "source.json"), earlier);
}

describe("marketFromSource", () => {
  it("names rows by settlement currency, asset and symbol, in this order", async () => {
    const { market } = await built();
    expect(market).toMatchObject({ venue: "binance", asOf: 1_735_689_600 });
    expect(market.rows.map(({ index, name, basis }) => [index, name, basis])).toEqual([
      [1, "PNL-USDT", "notional"],
      [2, "PNL-USDC", "notional"],
      [3, "PNL-BTC", "notional"],
      [4, "PNL-USD", "notional"],
      [5, "USDT", "notional"],
      [6, "BTC", "notional"],
      [7, "OKB", "quantity"],
      [8, "BNB", "notional"],
      [9, "EPX", "notional"],
      [10, "BTC/USDT:USDT", "notional"],
      [11, "ETH/USDC:USDC", "notional"],
      [12, "BTC/USD:BTC", "notional"],
    ]);
  });

  it("prices contracts in dollars by the settle currency", async () => {
    const { market } = await built();
    const priceOf = (name: string) => market.rows.find((row) => row.name === name)?.valuePrice;
    expect(priceOf("BTC/USDT:USDT")).toBe(6_000_010_000_000n);
    expect(priceOf("ETH/USDC:USDC")).toBe(299_940_000_000n);
    expect(priceOf("PNL-USDC")).toBe(99_980_000n);
    expect(priceOf("BTC/USD:BTC")).toBeNull();
  });

  it("takes haircuts, coin tiers and borrow margins", async () => {
    const { market } = await built();
    const row = (name: string) => market.rows.find((one) => one.name === name);
    expect(row("BTC")?.long[0]?.valueRate).toBe(950_000_000n);
    expect(row("BTC")?.short[0]).toMatchObject({
      valueRate: 10n ** 9n,
      maintenanceRate: 50_000_000n,
      initialRate: 100_000_000n,
    });
    expect(row("OKB")?.long.map(({ floor, valueRate }) => [floor, valueRate])).toEqual([
      [0n, 850_000_000n],
      [1_000n * 10n ** 8n, 790_000_000n],
      [2_000n * 10n ** 8n, 0n],
    ]);
    expect(row("BTC/USD:BTC")?.long).toMatchObject([
      { valueRate: 0n, maintenanceRate: 4_000_000n, cap: 10n ** 14n },
    ]);
  });

  it("gives a note for every value that was not taken over as it stood", async () => {
    const { notes } = await built();
    expect(notes.map(({ row, given, used }) => [row, given, used])).toEqual([
      ["EPX", "0.0000086004952921", "0.0000086"],
    ]);
  });

  it("makes a market that a tree can be built of", async () => {
    const { market } = await built();
    const tree = await MarketTree.build(market);
    expect(tree.placeOf(10, -(10n ** 8n))).toBeDefined();
  });

  it("keeps row indexes between publications, whatever comes and goes", async () => {
    const first = (await built()).market;
    const second = (
      await built(
        (file) => {
          file.settle = [...file.settle, { currency: "ETH", price: "3000" }].toReversed();
          file.collateral = file.collateral.slice(0, 2);
          file.inverse = [];
        },
        [first],
      )
    ).market;
    const indexes = Object.fromEntries(second.rows.map(({ name, index }) => [name, index]));
    expect(indexes).toMatchObject({
      "PNL-USDT": 1,
      "PNL-USD": 4,
      BTC: 6,
      BNB: 8,
      "ETH/USDC:USDC": 11,
      "PNL-ETH": 13,
    });
    // OKB (7) and the inverse contract (12) are gone, and their indexes with them.
    expect(second.rows.map(({ index }) => index)).toEqual([1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 13]);
    const third = (await built(() => undefined, [first, second])).market;
    expect(third).toEqual(first);
  });

  it.each<[string, (file: Source) => unknown, RegExp]>([
    [
      "a number for a price",
      (file) => {
        Object.assign(file.collateral[0] ?? {}, { price: 1 });
      },
      /source\.json: collateral\[0\]\.price is 1 \(number\): must be a decimal string/,
    ],
    ["an unknown field", (file) => ({ ...file, fees: "0" }), /fees is "0": is not a field of this format/],
    [
      "another format",
      (file) => ({ ...file, format: "solvency-market/1" }),
      /format is "solvency-market\/1": must be "solvency-market-source\/1"/,
    ],
    [
      "milliseconds",
      (file) => ({ ...file, asOf: 1_735_689_600_000 }),
      /asOf is 1735689600000 \(number\): must be a time in whole Unix seconds, not milliseconds/,
    ],
    [
      "a time as text",
      (file) => ({ ...file, asOf: "1735689600" }),
      /asOf is "1735689600": must be a time in whole Unix seconds, as a number without quotes/,
    ],
    [
      "a haircut above 1",
      (file) => {
        Object.assign(file.collateral[1] ?? {}, { haircut: "1.1" });
      },
      /collateral\[1\]\.haircut is "1\.1": must be a fraction from 0 to 1/,
    ],
    [
      "a haircut and tiers",
      (file) => {
        Object.assign(file.collateral[1] ?? {}, { tiers: "[0-1:100]" });
      },
      /collateral\[1\].*takes one of haircut, tiers and coinTiers/,
    ],
    [
      "coin tiers with a gap",
      (file) => {
        Object.assign(file.collateral[2] ?? {}, { coinTiers: "[0-1:90,2-3:80]" });
      },
      /collateral\[2\]\.coinTiers is "\[0-1:90,2-3:80\]": tier 1 must start at 1/,
    ],
    [
      "a price of nine decimals",
      (file) => {
        Object.assign(file.collateral[0] ?? {}, { price: "0.123456789" });
      },
      /collateral\[0\]\.price is "0\.123456789": must have at most 8 decimals/,
    ],
    [
      "an asset listed twice",
      (file) => {
        file.collateral.push({ asset: "USDT", price: "1" });
      },
      /"USDT": is the name of two rows/,
    ],
    [
      "a settle currency that is not listed",
      (file) => {
        file.settle = file.settle.filter(({ currency }) => currency !== "USDC");
      },
      /perpetuals\.marks is "ETH\/USDC:USDC": settles in USDC, which the list "settle" does not have/,
    ],
    [
      "an inverse contract without its quote",
      (file) => {
        file.settle = file.settle.filter(({ currency }) => currency !== "USD");
      },
      /inverse\[0\]\.symbol is "BTC\/USD:BTC": settles in USD/,
    ],
    [
      "a linear contract among the inverse",
      (file) => {
        Object.assign(file.inverse[0] ?? {}, { symbol: "BTC/USDT:USDT" });
      },
      /is not an inverse contract/,
    ],
    [
      "inverse brackets that fall",
      (file) => {
        Object.assign(file.inverse[0] ?? {}, {
          brackets: [
            { floor: "0", maintenanceRate: "0.01", initialRate: "0.02" },
            { floor: "10", maintenanceRate: "0.005", initialRate: "0.02" },
          ],
        });
      },
      /\(BTC\/USD:BTC\)\.long\[1\]\.maintenanceRate is 0\.005: .*not convex/,
    ],
    [
      "a symbol without tiers",
      (file) => {
        file.perpetuals.marks["XRP/USDT:USDT"] = "1";
      },
      /tiers\.json: XRP\/USDT:USDT: has no leverage tiers/,
    ],
    [
      "tiers whose cum is wrong",
      (file) => {
        file.perpetuals.marks["SOL/USDT:USDT"] = "1";
      },
      /tiers\.json: SOL\/USDT:USDT\[0\]\.info\.cum is "1": must be 0/,
    ],
    [
      "a mark price that is a number",
      (file) => {
        file.perpetuals.marks["BTC/USDT:USDT"] = 60_000;
      },
      /perpetuals\.marks\.BTC\/USDT:USDT is 60000 \(number\): must be a decimal string/,
    ],
    [
      "an asset the file does not have",
      (file) => {
        file.collateralFile.assets = ["doge"];
      },
      /assets\.csv: assets is "DOGE": is not an asset of this file/,
    ],
    [
      "a file that is not there",
      (file) => {
        file.collateralFile.path = "none.csv";
      },
      /cannot read .*none\.csv: no such file/,
    ],
    ["nothing", ({ format, venue, asOf }) => ({ format, venue, asOf, settle: [] }), /describes no row/],
  ])("refuses %s", async (_, change, message) => {
    await expect(built(change)).rejects.toThrow(message);
  });
});
