import { describe, expect, it } from "vitest";
import { parseContractSymbol } from "../../../prover/market/sources/contract-symbol.ts";

describe("parseContractSymbol", () => {
  it.each([
    ["BTC/USDT:USDT", { base: "BTC", quote: "USDT", settle: "USDT", kind: "linear" }],
    ["BTC/USDT:USDT-241227", { base: "BTC", quote: "USDT", settle: "USDT", kind: "linear" }],
    ["ETH/BTC:BTC", { base: "ETH", quote: "BTC", settle: "BTC", kind: "linear" }],
    ["BTC/USD:BTC", { base: "BTC", quote: "USD", settle: "BTC", kind: "inverse" }],
    ["1000PEPE/USDC:USDC", { base: "1000PEPE", quote: "USDC", settle: "USDC", kind: "linear" }],
  ])("takes %s apart", (symbol, parts) => {
    expect(parseContractSymbol(symbol)).toEqual(parts);
  });

  it.each([
    ["BTC/USDT", /symbol of a future/],
    ["BTCUSDT", /symbol of a future/],
    ["BTC/USDT:USDT-241227-50000-C", /symbol of a future/],
    ["BTC/ USDT:USDT", /symbol of a future/],
    ["", /symbol of a future/],
    ["ETH/USD:BTC", /quanto/],
  ])("refuses %s", (symbol, rule) => {
    expect(() => parseContractSymbol(symbol)).toThrow(rule);
  });
});
