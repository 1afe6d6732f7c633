import { parseDecimal } from "../../prover/domain/decimal.ts";
import { parsePrice } from "../../prover/domain/price.ts";
import { parseRate } from "../../prover/domain/rate.ts";
import type { Market, Row } from "../../prover/market/row.ts";
import { continuousSchedule, type Tier } from "../../prover/market/schedule.ts";

/** A tier written as a venue would print it. */
export const tier = (floor: string, value: string, maintenance: string, initial: string): Tier => ({
  floor: parseDecimal(floor, 8),
  valueRate: parseRate(value),
  maintenanceRate: parseRate(maintenance),
  initialRate: parseRate(initial),
});

export const threshold = (value: string): bigint => parseDecimal(value, 8);

const flat = continuousSchedule([tier("0", "1", "0", "0")]);
const borrowed = continuousSchedule([tier("0", "1", "0.05", "0.1"), tier("100000", "1", "0.08", "0.16")]);
const perpetual = continuousSchedule(
  [
    tier("0", "1", "0.004", "0.008"),
    tier("50000", "1", "0.005", "0.01"),
    tier("600000", "1", "0.0065", "0.013333334"),
    tier("3000000", "1", "0.01", "0.02"),
  ],
  threshold("12000000"),
);

export interface Prices {
  readonly usdt?: string;
  readonly btc?: string;
  readonly eth?: string;
  readonly okb?: string;
}

/**
 * A market with one row of every kind: collateral with haircut tiers and borrowing, coin-denominated tiers, linear
 * and inverse perpetuals, settlement accounts. Row indexes have gaps, as they do after delistings.
 */
export function testMarket(prices: Prices = {}): Market {
  const usdt = parsePrice(prices.usdt ?? "0.9997");
  const btc = parsePrice(prices.btc ?? "65000.1");
  const eth = parsePrice(prices.eth ?? "3500.55");
  const okb = parsePrice(prices.okb ?? "48.7");
  const dollar = parsePrice("1");
  const haircut = continuousSchedule([
    tier("0", "0.98", "0", "0"),
    tier("1000000", "0.95", "0", "0"),
    tier("5000000", "0.5", "0", "0"),
    tier("20000000", "0", "0", "0"),
  ]);
  const coinTiers = continuousSchedule([
    tier("0", "0.85", "0", "0"),
    tier("12000", "0.79", "0", "0"),
    tier("20000", "0", "0", "0"),
  ]);
  const priced = { basis: "notional" } as const;
  const rows: Row[] = [
    { ...priced, index: 1, name: "USDT", valuePrice: usdt, notionalPrice: usdt, long: flat, short: borrowed },
    { ...priced, index: 2, name: "BTC", valuePrice: btc, notionalPrice: btc, long: haircut, short: borrowed },
    {
      index: 4,
      name: "OKB",
      basis: "quantity",
      valuePrice: okb,
      notionalPrice: okb,
      long: coinTiers,
      short: [],
    },
    { ...priced, index: 7, name: "PNL-USDT", valuePrice: usdt, notionalPrice: null, long: flat, short: flat },
    { ...priced, index: 8, name: "PNL-BTC", valuePrice: btc, notionalPrice: null, long: flat, short: flat },
    {
      ...priced,
      index: 9,
      name: "PNL-USD",
      valuePrice: dollar,
      notionalPrice: null,
      long: flat,
      short: flat,
    },
    {
      ...priced,
      index: 100,
      name: "BTC/USDT:USDT",
      valuePrice: btc,
      notionalPrice: btc,
      long: perpetual,
      short: perpetual,
    },
    {
      ...priced,
      index: 101,
      name: "ETH/USDT:USDT",
      valuePrice: eth,
      notionalPrice: eth,
      long: perpetual,
      short: perpetual,
    },
    {
      ...priced,
      index: 200,
      name: "BTC/USD:BTC",
      valuePrice: null,
      notionalPrice: dollar,
      long: perpetual.map((bracket) => ({ ...bracket, valueRate: parseRate("0") })),
      short: perpetual.map((bracket) => ({ ...bracket, valueRate: parseRate("0") })),
    },
  ];
  return { venue: "test-venue", asOf: 1_760_000_000, rows };
}
