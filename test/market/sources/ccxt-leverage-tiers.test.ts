import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { InputError } from "../../../prover/domain/errors.ts";
import { parsePrice } from "../../../prover/domain/price.ts";
import { piecesOf } from "../../../prover/market/piece.ts";
import { assertPublishable } from "../../../prover/market/publication.ts";
import { perpetualRows } from "../../../prover/market/sources/ccxt-leverage-tiers.ts";
import { assignIndexes } from "../../../prover/market/sources/row-indexes.ts";

const SYMBOL = "BTC/USDT:USDT";

/** A tier as ccxt gives it; the unified numbers are deliberately of no use. */
const tier = (floor: string, cap: string, rate: string, leverage: string, cum: string) => ({
  tier: 0,
  currency: "USDT",
  minNotional: Number.NaN,
  maxNotional: Number.NaN,
  maintenanceMarginRate: Number.NaN,
  maxLeverage: Number.NaN,
  info: {
    bracket: "1",
    initialLeverage: leverage,
    notionalCap: cap,
    notionalFloor: floor,
    maintMarginRatio: rate,
    cum,
  } as Record<string, unknown>,
});

/** The first three of Binance's twelve brackets. */
const brackets = () => [
  tier("0", "50000", "0.004", "125", "0.0"),
  tier("50000", "600000", "0.005", "100", "50.0"),
  tier("600000", "3000000", "0.0065", "75", "950.0"),
];

const imported = (list: unknown = brackets(), mark = "60000.1") =>
  perpetualRows({ [SYMBOL]: list }, { [SYMBOL]: mark });

function refusal(change: (list: ReturnType<typeof brackets>) => unknown, mark = "60000.1"): InputError {
  const list = brackets();
  const changed = change(list) ?? list;
  try {
    perpetualRows({ [SYMBOL]: changed }, { [SYMBOL]: mark }, { source: "tiers.json" });
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error("the importer accepted it");
}

const infoOf = (list: ReturnType<typeof brackets>, k: number) => list[k]?.info ?? {};

describe("perpetualRows", () => {
  it("makes one row, whose brackets are the exchange's", () => {
    const { rows, notes } = imported();
    const [row] = rows;
    expect(row).toMatchObject({
      name: SYMBOL,
      basis: "notional",
      valuePrice: 6_000_010_000_000n,
      notionalPrice: 6_000_010_000_000n,
    });
    expect(row?.short).toEqual(row?.long);
    expect(row?.long.map(({ floor, cap }) => [floor, cap])).toEqual([
      [0n, 50_000n * 10n ** 8n],
      [50_000n * 10n ** 8n, 600_000n * 10n ** 8n],
      [600_000n * 10n ** 8n, 3_000_000n * 10n ** 8n],
    ]);
    expect(row?.long.map(({ maintenanceRate }) => maintenanceRate)).toEqual([
      4_000_000n,
      5_000_000n,
      6_500_000n,
    ]);
    expect(row?.long.map(({ maintenanceOffset }) => maintenanceOffset)).toEqual([
      0n,
      -50n * 10n ** 17n,
      -950n * 10n ** 17n,
    ]);
    expect(
      row?.long.every(({ valueRate, valueOffset }) => valueRate === 10n ** 9n && valueOffset === 0n),
    ).toBe(true);
    expect(notes).toEqual([]);
    assertPublishable({ venue: "v", asOf: 1, rows: assignIndexes(rows) });
  });

  it("rounds 1/leverage up, and lets initial margin meet at the floors", () => {
    const long = imported().rows[0]?.long ?? [];
    // 1/75 = 0.013333333...
    expect(long.map(({ initialRate }) => initialRate)).toEqual([8_000_000n, 10_000_000n, 13_333_334n]);
    expect(long.map(({ initialOffset }) => initialOffset)).toEqual([
      0n,
      -2_000_000n * 50_000n * 10n ** 8n,
      -2_000_000n * 50_000n * 10n ** 8n - 3_333_334n * 600_000n * 10n ** 8n,
    ]);
  });

  it("converts marks and thresholds of a settle currency that is not a dollar, never later than published", () => {
    const tiers = { [SYMBOL]: brackets() };
    const settlePrices = { USDT: parsePrice("0.99970001") };
    const { rows, notes } = perpetualRows(tiers, { [SYMBOL]: "60000.1" }, { settlePrices });
    const [row] = rows;
    // 60000.1 * 0.99970001 = 59982.100570001
    expect(row?.valuePrice).toBe(5_998_210_057_000n);
    expect(row?.long.map(({ floor }) => floor)).toEqual([0n, 4_998_500_050_000n, 59_982_000_600_000n]);
    expect(notes).toEqual([
      {
        row: SYMBOL,
        field: "mark price",
        given: "59982.100570001",
        used: "59982.10057",
        reason: "60000.1 at 0.99970001 USD per USDT, rounded down to 1e-8 USD",
      },
    ]);
    assertPublishable({ venue: "v", asOf: 1, rows: assignIndexes(rows) });
  });

  it.each<[string, (list: ReturnType<typeof brackets>) => unknown, string, RegExp]>([
    [
      "a float for cum",
      (list) => {
        infoOf(list, 1).cum = 50;
      },
      `${SYMBOL}[1].info.cum`,
      /must be a decimal string/,
    ],
    [
      "a missing cum",
      (list) => {
        delete infoOf(list, 2).cum;
      },
      `${SYMBOL}[2].info.cum`,
      /is missing/,
    ],
    [
      "a float for the rate",
      (list) => {
        infoOf(list, 0).maintMarginRatio = 0.004;
      },
      `${SYMBOL}[0].info.maintMarginRatio`,
      /must be a decimal string/,
    ],
    [
      "a float for the floor",
      (list) => {
        infoOf(list, 1).notionalFloor = 50_000;
      },
      `${SYMBOL}[1].info.notionalFloor`,
      /must be a decimal string/,
    ],
    [
      "a missing cap",
      (list) => {
        delete infoOf(list, 2).notionalCap;
      },
      `${SYMBOL}[2].info.notionalCap`,
      /is missing/,
    ],
    [
      "a float for the leverage",
      (list) => {
        infoOf(list, 2).initialLeverage = 75;
      },
      `${SYMBOL}[2].info.initialLeverage`,
      /must be a decimal string/,
    ],
    [
      "a leverage of zero",
      (list) => {
        infoOf(list, 2).initialLeverage = "0";
      },
      `${SYMBOL}[2].info.initialLeverage`,
      /leverage above zero/,
    ],
    [
      "an exponent",
      (list) => {
        infoOf(list, 2).notionalCap = "3e6";
      },
      `${SYMBOL}[2].info.notionalCap`,
      /plain decimal/,
    ],
    [
      "a rate of ten decimals",
      (list) => {
        infoOf(list, 0).maintMarginRatio = "0.0040000001";
      },
      `${SYMBOL}[0].info.maintMarginRatio`,
      /at most 9 decimals/,
    ],
    [
      "a cum that is off by a cent",
      (list) => {
        infoOf(list, 1).cum = "50.01";
      },
      `${SYMBOL}[1].info.cum`,
      /must be 50, or maintenance margin jumps where tier 1 starts/,
    ],
    [
      "a cum in the first tier",
      (list) => {
        infoOf(list, 0).cum = "1";
      },
      `${SYMBOL}[0].info.cum`,
      /must be 0/,
    ],
    [
      "a gap",
      (list) => {
        infoOf(list, 1).notionalFloor = "50001";
      },
      `${SYMBOL}[1].info.notionalFloor`,
      /must be tier 0's cap 50000/,
    ],
    [
      "a first tier that does not start at 0",
      (list) => list.slice(1),
      `${SYMBOL}[0].info.notionalFloor`,
      /the first tier must start at 0/,
    ],
    [
      "a cap at the floor",
      (list) => {
        infoOf(list, 2).notionalCap = "600000";
      },
      `${SYMBOL}[2].info.notionalCap`,
      /must be above the floor 600000/,
    ],
    [
      "a tier without info",
      (list) => [...list.slice(0, 2), { tier: 3 }],
      `${SYMBOL}[2].info`,
      /the exchange's own tier/,
    ],
    ["no tiers", () => [], SYMBOL, /has no tier/],
    ["something else than a list", () => ({ 0: "tier" }), SYMBOL, /must be a list of tiers/],
  ])("refuses %s, naming symbol, tier and field", (_, change, field, rule) => {
    const error = refusal(change);
    expect(error.field).toBe(field);
    expect(error.rule).toMatch(rule);
    expect(error.message).toMatch(/^tiers\.json: /);
  });

  it.each([
    ["1e5", /plain decimal/],
    ["0", /price above zero/],
    ["60000.123456789", /at most 8 decimals/],
    [60_000.1 as unknown as string, /must be a decimal string/],
  ])("refuses the mark price %s", (mark, rule) => {
    const error = refusal((list) => list, mark);
    expect(error.field).toBe(`mark price of ${SYMBOL}`);
    expect(error.rule).toMatch(rule);
  });

  it("refuses a symbol without tiers", () => {
    const ETH = { "ETH/USDT:USDT": "1" };
    expect(() => perpetualRows({ [SYMBOL]: brackets() }, ETH)).toThrow(/has no leverage tiers in this file/);
    expect(() => perpetualRows(null, ETH)).toThrow(/has no leverage tiers in this file/);
  });

  it("refuses an inverse contract and a spot pair", () => {
    expect(() => perpetualRows({ "BTC/USD:BTC": brackets() }, { "BTC/USD:BTC": "1" })).toThrow(
      /inverse contract/,
    );
    expect(() => perpetualRows({ "BTC/USDT": brackets() }, { "BTC/USDT": "1" })).toThrow(
      /symbol of a future/,
    );
  });
});

const SHARED = new URL("../../../../shared/data/binance/leverage_tiers.json", import.meta.url);

describe("shared/data/binance/leverage_tiers.json", () => {
  it.skipIf(!existsSync(SHARED))("has 349 tables that all become publishable rows", () => {
    const tiers = JSON.parse(readFileSync(SHARED, "utf8")) as Record<string, { info: { cum: string } }[]>;
    const symbols = Object.keys(tiers);
    const marks = Object.fromEntries(symbols.map((symbol) => [symbol, "1"]));
    const { rows } = perpetualRows(tiers, marks, { source: "leverage_tiers.json" });
    const market = { venue: "binance", asOf: 1, rows: assignIndexes(rows) };
    assertPublishable(market);
    const pieces = market.rows.flatMap((row) => piecesOf(row));
    console.log(`${rows.length} perpetuals: ${pieces.length} pieces`);
    expect(rows.length).toBe(349);
    expect(rows.reduce((sum, row) => sum + row.long.length, 0)).toBe(2_805);
    // Two pieces a bracket: at a price of 1, no bracket is beyond 2^64 units or narrower than one.
    expect(pieces.length).toBe(2 * 2_805);
    for (const [k, symbol] of symbols.entries()) {
      const cums = tiers[symbol]?.map(({ info }) => BigInt(Math.round(Number(info.cum) * 1e4)) * 10n ** 13n);
      expect(rows[k]?.long.map(({ maintenanceOffset }) => -maintenanceOffset)).toEqual(cums);
    }
  });
});
