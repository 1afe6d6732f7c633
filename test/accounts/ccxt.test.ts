import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CcxtOptions, importCcxtAccounts } from "../../prover/accounts/ccxt.ts";
import { formatDecimal, parseDecimal } from "../../prover/domain/decimal.ts";
import { InputError } from "../../prover/domain/errors.ts";
import { parsePrice } from "../../prover/domain/price.ts";
import { formatQuantity } from "../../prover/domain/quantity.ts";
import { formatUsd } from "../../prover/domain/usd.ts";
import { valueAccount } from "../../prover/margin/model.ts";
import { testMarket } from "../support/market.ts";

const market = testMarket({ usdt: "1", btc: "60000", eth: "3000" });
const NAMES = new Map(market.rows.map(({ index, name }) => [index, name]));

type Json = Record<string, unknown>;

/** A position as ccxt gives it with exchange.number = String. */
const position = (change: Json = {}): Json => ({
  info: {},
  id: undefined,
  symbol: "BTC/USDT:USDT",
  side: "long",
  contracts: "1",
  contractSize: "1",
  entryPrice: "50000",
  markPrice: "60000",
  unrealizedPnl: "10000",
  collateral: "20000",
  marginMode: "cross",
  hedged: false,
  percentage: null,
  ...change,
});

const balance = (totals: Json = { USDT: "10000" }): Json => ({
  info: {},
  timestamp: undefined,
  free: {},
  used: {},
  total: totals,
});

/** Every account as {mode, position, row name: quantity}. */
function imported(balances: unknown, positions: unknown, options?: CcxtOptions) {
  const { accounts, notes } = importCcxtAccounts(balances, positions, market, options);
  return {
    notes,
    accounts: accounts.map(({ mode, position: name, holdings }) => ({
      mode,
      name,
      held: Object.fromEntries(
        holdings.map(({ row, quantity }) => [NAMES.get(row), formatQuantity(quantity)]),
      ),
    })),
    values: accounts.map((account) => formatUsd(valueAccount(market, account).equity)),
  };
}

const cross = (balances: unknown, positions: unknown, options?: CcxtOptions) =>
  imported(balances, positions, options).accounts[0]?.held;

function refusal(balances: unknown, positions: unknown, options?: CcxtOptions): InputError {
  try {
    importCcxtAccounts(balances, positions, market, {
      balanceSource: "balance.json",
      positionsSource: "positions.json",
      ...options,
    });
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error("the importer accepted it");
}

describe("linear positions", () => {
  it("are a quantity and an entry cost", () => {
    const { accounts, values, notes } = imported(balance(), [position()]);
    expect(accounts).toEqual([
      { mode: "cross", name: null, held: { USDT: "10000", "PNL-USDT": "-50000", "BTC/USDT:USDT": "1" } },
    ]);
    // The wallet and 10,000 of unrealised profit.
    expect(values).toEqual(["20000"]);
    expect(notes).toEqual([]);
  });

  it("have the opposite signs when short", () => {
    const { accounts, values } = imported(balance(), [position({ side: "short" })]);
    expect(accounts[0]?.held).toEqual({ USDT: "10000", "PNL-USDT": "50000", "BTC/USDT:USDT": "-1" });
    expect(values).toEqual(["0"]);
  });

  it("count contracts by contract size", () => {
    expect(cross(balance(), [position({ contracts: "25", contractSize: "0.001" })])).toMatchObject({
      "PNL-USDT": "-1250",
      "BTC/USDT:USDT": "0.025",
    });
  });

  it("share one settlement row", () => {
    const two = [
      position(),
      position({ symbol: "ETH/USDT:USDT", side: "short", contracts: "2", entryPrice: "3100" }),
    ];
    expect(cross(balance(), two)).toEqual({
      USDT: "10000",
      "PNL-USDT": "-43800",
      "BTC/USDT:USDT": "1",
      "ETH/USDT:USDT": "-2",
    });
  });

  it("take accrued funding into the settlement row", () => {
    expect(cross(balance(), [position({ accruedFunding: "-12.34567891" })])?.["PNL-USDT"]).toBe(
      "-50012.34567891",
    );
    expect(cross(balance(), [position({ accruedFunding: "12.5" })])?.["PNL-USDT"]).toBe("-49987.5");
  });

  it("are worth the unrealised profit the exchange shows, never more", () => {
    const decimals = (max: number, digits: number) =>
      fc.bigInt(1n, BigInt(max) * 10n ** BigInt(digits)).map((value) => formatDecimal(value, digits));
    fc.assert(
      fc.property(
        decimals(100, 8),
        decimals(200_000, 12),
        fc.constantFrom("long", "short"),
        (contracts, entryPrice, side) => {
          const { accounts } = importCcxtAccounts(
            balance({ USDT: "0" }),
            [position({ contracts, entryPrice, side })],
            market,
          );
          const [account] = accounts;
          if (account === undefined) throw new Error("there is always a cross account");
          const { equity } = valueAccount(market, account);
          // In 1e-25 USD: size 1e-8, prices 1e-12.
          const size = parseDecimal(contracts, 8) * (side === "long" ? 1n : -1n);
          const exact = size * (parseDecimal("60000", 12) - parseDecimal(entryPrice, 12)) * 10n ** 5n;
          expect(equity <= exact).toBe(true);
          expect(exact - equity < 10n ** 17n).toBe(true);
        },
      ),
      { seed: 5, numRuns: 300 },
    );
  });

  it("say when an entry cost was rounded", () => {
    const { accounts, notes } = imported(balance(), [
      position({ contracts: "0.00000001", entryPrice: "50000.5" }),
    ]);
    expect(accounts[0]?.held["PNL-USDT"]).toBe("-0.00050001");
    expect(notes).toEqual([
      {
        row: "PNL-USDT",
        field: "positions[0]",
        given: "-0.000500005",
        used: "-0.00050001",
        reason: "rounded down to 1e-8, against the account",
      },
    ]);
  });
});

describe("inverse positions", () => {
  const inverse = (change: Json = {}) =>
    position({
      symbol: "BTC/USD:BTC",
      contracts: "600",
      contractSize: "100",
      entryPrice: "50000",
      ...change,
    });

  it("are dollars of contracts, coin bought at entry and dollars owed", () => {
    const { accounts, values } = imported(balance({ BTC: "0.5" }), [inverse()]);
    expect(accounts[0]?.held).toEqual({
      BTC: "0.5",
      "PNL-BTC": "1.2",
      "PNL-USD": "-60000",
      "BTC/USD:BTC": "60000",
    });
    // 0.5 BTC of collateral at 98 %, and 0.2 coin of profit: 60000 * (1/50000 - 1/60000) = 0.2.
    expect(values).toEqual(["41400"]);
  });

  it("have the opposite signs when short", () => {
    expect(cross(balance({ BTC: "0.5" }), [inverse({ side: "short" })])).toEqual({
      BTC: "0.5",
      "PNL-BTC": "-1.2",
      "PNL-USD": "60000",
      "BTC/USD:BTC": "-60000",
    });
  });

  it("round the coin against the account on both sides", () => {
    // 100 / 30,000 = 0.00333333...
    const coin = (side: string) =>
      cross(balance({ BTC: "1" }), [inverse({ contracts: "1", entryPrice: "30000", side })])?.["PNL-BTC"];
    expect(coin("long")).toBe("0.00333333");
    expect(coin("short")).toBe("-0.00333334");
  });

  it("round a coin that is a hair more than a unit, far below 1e-8", () => {
    // 100 / 99.999999999999999999 = 1.00000000000000000001
    const hair = inverse({ contracts: "1", entryPrice: "99.999999999999999999", side: "short" });
    expect(cross(balance({ BTC: "1" }), [hair])?.["PNL-BTC"]).toBe("-1.00000001");
  });

  it("count the units of a row whose unit is a contract", () => {
    const rows = market.rows.map((row) =>
      row.name === "BTC/USD:BTC" ? { ...row, notionalPrice: parsePrice("100") } : row,
    );
    const { accounts } = importCcxtAccounts(balance({ BTC: "1" }), [inverse()], { ...market, rows });
    expect(accounts[0]?.holdings.find(({ row }) => row === 200)?.quantity).toBe(600n * 10n ** 8n);
    const thirds = market.rows.map((row) =>
      row.name === "BTC/USD:BTC" ? { ...row, notionalPrice: parsePrice("7") } : row,
    );
    expect(() => importCcxtAccounts(balance({ BTC: "1" }), [inverse()], { ...market, rows: thirds })).toThrow(
      /positions\[0\]: must be a whole number of the row's units/,
    );
  });
});

describe("isolated positions", () => {
  const isolated = (change: Json = {}) =>
    position({ marginMode: "isolated", info: { isolatedWallet: "2500.5" }, ...change });

  it("are accounts of their own, with collateral that leaves the cross account", () => {
    const { accounts } = imported(balance(), [
      position({ symbol: "ETH/USDT:USDT", entryPrice: "3000" }),
      isolated(),
    ]);
    expect(accounts).toEqual([
      { mode: "cross", name: null, held: { USDT: "7499.5", "PNL-USDT": "-3000", "ETH/USDT:USDT": "1" } },
      {
        mode: "isolated",
        name: "positions[1] BTC/USDT:USDT long",
        held: { USDT: "2500.5", "PNL-USDT": "-50000", "BTC/USDT:USDT": "1" },
      },
    ]);
  });

  it("take ccxt's collateral, which holds unrealised profit, without it", () => {
    const { accounts } = imported(balance(), [
      isolated({ info: {}, collateral: "12500", unrealizedPnl: "10000" }),
    ]);
    expect(accounts.map(({ held }) => held.USDT)).toEqual(["7500", "2500"]);
  });

  it("stay apart in hedge mode, each with its own collateral", () => {
    const both = [
      isolated(),
      isolated({ side: "short", info: { isolatedWallet: "100" }, entryPrice: "61000" }),
    ];
    const { accounts, notes } = imported(balance(), both);
    expect(accounts.map(({ mode, held }) => [mode, held.USDT, held["BTC/USDT:USDT"]])).toEqual([
      ["cross", "7399.5", undefined],
      ["isolated", "2500.5", "1"],
      ["isolated", "100", "-1"],
    ]);
    expect(notes).toEqual([]);
  });

  it("agree with the cross wallets the exchange gives", () => {
    const info = (crossWalletBalance: string) => ({
      info: { assets: [{ asset: "USDT", walletBalance: "10000.00000000", crossWalletBalance }] },
    });
    expect(imported(info("7499.50000000"), [isolated()]).accounts[0]?.held.USDT).toBe("7499.5");
    const error = refusal(info("10000"), [isolated()]);
    expect(error.field).toBe("info.assets[0].crossWalletBalance");
    expect(error.rule).toMatch(/must be 7499\.5, .* of one moment/);
  });
});

describe("hedge mode", () => {
  it("nets quantities, keeps both entry costs and says so", () => {
    const both = [
      position({ hedged: true }),
      position({ hedged: true, side: "short", contracts: "0.4", entryPrice: "61000" }),
    ];
    const { accounts, notes, values } = imported(balance(), both);
    expect(accounts[0]?.held).toEqual({ USDT: "10000", "PNL-USDT": "-25600", "BTC/USDT:USDT": "0.6" });
    // 10,000 + 1 * (60,000 - 50,000) - 0.4 * (60,000 - 61,000)
    expect(values).toEqual(["20400"]);
    expect(notes).toEqual([
      {
        row: "BTC/USDT:USDT",
        field: "positions[0] and positions[1]",
        given: "1 and -0.4",
        used: "0.6",
        reason:
          "hedge mode: one row holds the net position; both entry costs are kept, margin is that of the net",
      },
    ]);
  });

  it("leaves the profit of sides that cancel", () => {
    const both = [position(), position({ side: "short", entryPrice: "61000" })];
    expect(cross(balance(), both)).toEqual({ USDT: "10000", "PNL-USDT": "11000" });
  });

  it("has nothing to say of two positions on one side", () => {
    expect(imported(balance(), [position(), position()]).notes).toEqual([]);
  });
});

describe("balances", () => {
  it("prefer the exchange's wallet balances over unified totals", () => {
    const both = {
      info: { assets: [{ asset: "USDT", walletBalance: "10000.00000000", marginBalance: "20000.00000000" }] },
      total: { USDT: "20000" },
      USDT: { free: "1", used: "1", total: "20000" },
    };
    expect(cross(both, [position()])?.USDT).toBe("10000");
    expect(cross(both, [position()], { totalsIncludeUnrealizedPnl: true })?.USDT).toBe("10000");
  });

  it("take totals for wallet balances, unless told that they hold unrealised profit", () => {
    const totals = balance({ USDT: "20000" });
    expect(cross(totals, [position()])?.USDT).toBe("20000");
    expect(cross(totals, [position()], { totalsIncludeUnrealizedPnl: true })?.USDT).toBe("10000");
    const losing = position({ unrealizedPnl: "-250.5" });
    expect(cross(totals, [losing], { totalsIncludeUnrealizedPnl: true })?.USDT).toBe("20250.5");
  });

  it("take isolated profit off the total too", () => {
    const isolated = position({
      marginMode: "isolated",
      info: { isolatedWallet: "1000" },
      unrealizedPnl: "500",
    });
    const { accounts } = imported(balance({ USDT: "5000" }), [isolated], {
      totalsIncludeUnrealizedPnl: true,
    });
    expect(accounts.map(({ held }) => held.USDT)).toEqual(["3500", "1000"]);
  });

  it("take debts off", () => {
    expect(cross({ total: { BTC: "1" }, debt: { BTC: "2.5" } }, [])).toEqual({ BTC: "-1.5" });
    expect(cross({ BTC: { total: "1", debt: "2.5" } }, [])).toEqual({ BTC: "-1.5" });
  });

  it("leave out what is zero", () => {
    expect(cross(balance({ USDT: "0.00000000", DOGE: "0" }), [])).toEqual({});
  });

  it("round what is finer than a unit down, with a note", () => {
    const { accounts, notes } = imported(balance({ USDT: "1.999999999", BTC: "-0.000000001" }), []);
    expect(accounts[0]?.held).toEqual({ USDT: "1.99999999", BTC: "-0.00000001" });
    expect(notes.map(({ row, given, used }) => [row, given, used])).toEqual([
      ["USDT", "1.999999999", "1.99999999"],
      ["BTC", "-0.000000001", "-0.00000001"],
    ]);
  });

  it("may leave out assets the market does not list, but no debt", () => {
    const dust = balance({ USDT: "1", DOGE: "3" });
    const { accounts, notes } = imported(dust, [], { leaveOutUnlisted: true });
    expect(accounts[0]?.held).toEqual({ USDT: "1" });
    expect(notes).toEqual([
      {
        row: "DOGE",
        field: "total.DOGE",
        given: "3",
        used: "0",
        reason: "not a row of the market: left out",
      },
    ]);
    const error = refusal({ total: { DOGE: "0" }, debt: { DOGE: "3" } }, [], { leaveOutUnlisted: true });
    expect(error.rule).toMatch(/unknown row/);
  });
});

describe("refused", () => {
  const NUMBER = /number where a string is required; with ccxt set exchange.number = String/;

  it.each<[string, Json, string, RegExp]>([
    ["a number of contracts", { contracts: 1 }, "positions[0].contracts", NUMBER],
    ["a number for the contract size", { contractSize: 1 }, "positions[0].contractSize", NUMBER],
    ["a number for the entry price", { entryPrice: 50_000.1 }, "positions[0].entryPrice", NUMBER],
    ["NaN", { entryPrice: Number.NaN }, "positions[0].entryPrice", NUMBER],
    ['"NaN"', { entryPrice: "NaN" }, "positions[0].entryPrice", /plain decimal/],
    ["exponent notation", { contracts: "1e3" }, "positions[0].contracts", /plain decimal/],
    ["a leading zero", { entryPrice: "050000" }, "positions[0].entryPrice", /plain decimal/],
    ["a negative zero", { unrealizedPnl: "-0.0" }, "positions[0].unrealizedPnl", /negative zero/],
    ["an entry price of zero", { entryPrice: "0" }, "positions[0].entryPrice", /above zero/],
    ["no entry price", { entryPrice: null }, "positions[0].entryPrice", /is missing/],
    ["no contracts", { contracts: undefined }, "positions[0].contracts", /is missing/],
    ["negative contracts", { contracts: "-1" }, "positions[0].contracts", /the direction is in "side"/],
    [
      "a missing margin mode",
      { marginMode: undefined },
      "positions[0].marginMode",
      /must be "cross" or "isolated"/,
    ],
    [
      "an unknown margin mode",
      { marginMode: "portfolio" },
      "positions[0].marginMode",
      /must be "cross" or "isolated"/,
    ],
    ["a missing side", { side: null }, "positions[0].side", /must be "long" or "short"/],
    ["a side of another name", { side: "buy" }, "positions[0].side", /must be "long" or "short"/],
    [
      "an object's own name for a side",
      { side: "constructor" },
      "positions[0].side",
      /must be "long" or "short"/,
    ],
    [
      "a symbol the market does not have",
      { symbol: "DOGE/USDT:USDT" },
      "positions[0].symbol",
      /unknown row: the market of test-venue has no row/,
    ],
    ["an exchange's own id for a symbol", { symbol: "BTCUSDT" }, "positions[0].symbol", /ccxt symbol/],
    ["no symbol", { symbol: undefined }, "positions[0].symbol", /must be a string/],
    ["a size finer than a unit", { contracts: "0.000000001" }, "positions[0]", /whole number of 1e-8 units/],
    [
      "a size with digits below 1e-18",
      { contracts: "1.000000000000000001", contractSize: "0.1" },
      "positions[0].contracts",
      /times contractSize must have at most 18 decimals/,
    ],
    ["a size beyond 2^64 units", { contracts: "184467440738" }, "positions[0]", /below 2\^64 units/],
    [
      "an entry cost beyond 2^64 units",
      { contracts: "180", entryPrice: "1100000000" },
      "positions[0]",
      /below 2\^64 units/,
    ],
    [
      "isolated without collateral",
      { marginMode: "isolated", collateral: undefined },
      "positions[0].collateral",
      /is missing/,
    ],
    [
      "isolated collateral without profit",
      { marginMode: "isolated", unrealizedPnl: null },
      "positions[0].unrealizedPnl",
      /is missing/,
    ],
    [
      "a number for the isolated wallet",
      { marginMode: "isolated", info: { isolatedWallet: 5 } },
      "positions[0].info.isolatedWallet",
      NUMBER,
    ],
    ["a number for accrued funding", { accruedFunding: -1.5 }, "positions[0].accruedFunding", NUMBER],
  ])("%s", (_, change, field, rule) => {
    const error = refusal(balance(), [position(change)]);
    expect(error.field).toBe(field);
    expect(error.rule).toMatch(rule);
    expect(error.message).toMatch(/^positions\.json: /);
  });

  it.each<[string, unknown, string, RegExp]>([
    ["a number for a total", balance({ USDT: 10_000 }), "total.USDT", NUMBER],
    ["NaN", balance({ USDT: Number.NaN }), "total.USDT", NUMBER],
    ["exponent notation", balance({ USDT: "1e4" }), "total.USDT", /plain decimal/],
    ["a missing total", { USDT: { free: "1" } }, "total.USDT", /is missing/],
    ["a number for a debt", { USDT: { total: "1", debt: 1 } }, "USDT.debt", NUMBER],
    [
      "a number for a wallet balance",
      { info: { assets: [{ asset: "USDT", walletBalance: 1 }] } },
      "info.assets[0].walletBalance",
      NUMBER,
    ],
    [
      "an asset without a name",
      { info: { assets: [{ walletBalance: "1" }] } },
      "info.assets[0].asset",
      /must be the asset's name/,
    ],
    [
      "an asset listed twice",
      {
        info: {
          assets: [
            { asset: "USDT", walletBalance: "1" },
            { asset: "USDT", walletBalance: "1" },
          ],
        },
      },
      "info.assets[1].asset",
      /listed twice/,
    ],
    ["an asset the market does not list", balance({ USDT: "1", DOGE: "3" }), "total.DOGE", /unknown row/],
    ["no balances at all", { info: {} }, "balance", /has no balances/],
    ["a list", [], "balance", /fetchBalance/],
  ])("%s in the balances", (_, balances, field, rule) => {
    const error = refusal(balances, []);
    expect(error.field).toBe(field);
    expect(error.rule).toMatch(rule);
    expect(error.message).toMatch(/^balance\.json: /);
  });

  it("positions that are no list, or hold something else", () => {
    expect(refusal(balance(), {}).field).toBe("positions");
    expect(refusal(balance(), ["BTC"]).field).toBe("positions[0]");
  });

  it("a contract whose settlement row the market does not have", () => {
    const rows = market.rows.filter(({ name }) => name !== "PNL-USDT");
    expect(() => importCcxtAccounts(balance(), [position()], { ...market, rows })).toThrow(
      /needs row "PNL-USDT", which the market of test-venue does not have/,
    );
  });

  it("a linear symbol on a row without value, and an inverse one on a row with one", () => {
    const renamed = (from: string, to: string) =>
      market.rows.map((row) => (row.name === from ? { ...row, name: to } : row));
    const linear = { ...market, rows: renamed("BTC/USD:BTC", "XBT/USDT:USDT") };
    expect(() => importCcxtAccounts(balance(), [position({ symbol: "XBT/USDT:USDT" })], linear)).toThrow(
      /is linear, but the market's row has no value/,
    );
    const inverse = { ...market, rows: renamed("ETH/USDT:USDT", "ETH/USD:ETH") };
    expect(() => importCcxtAccounts(balance(), [position({ symbol: "ETH/USD:ETH" })], inverse)).toThrow(
      /is inverse, but the market's row has a value/,
    );
  });

  it("totals that hold profit of a position without any", () => {
    const error = refusal(balance(), [position({ unrealizedPnl: undefined })], {
      totalsIncludeUnrealizedPnl: true,
    });
    expect(error.field).toBe("positions[0].unrealizedPnl");
    expect(error.message).toMatch(/^positions\.json: /);
  });

  it("nothing of a position that is zero", () => {
    const empty = position({
      contracts: "0.000",
      marginMode: undefined,
      side: null,
      symbol: "DOGE/USDT:USDT",
      entryPrice: null,
    });
    expect(cross(balance(), [empty])).toEqual({ USDT: "10000" });
  });
});
