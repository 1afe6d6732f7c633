import { type Market, parsePrice, parseRate } from "../../prover/index.ts";
import { continuousSchedule } from "../../prover/market/schedule.ts";
import { assetRow, linearContractRow, settlementRow } from "../../prover/market/sources/plain.ts";
import { assignIndexes } from "../../prover/market/sources/row-indexes.ts";

const PRICES = { USDT: "1", BTC: "65100.22", ETH: "3620.56" } as const;
export type Asset = keyof typeof PRICES;
export const ASSETS = Object.keys(PRICES) as Asset[];
export const PERPETUALS = ["BTC", "ETH"] as const;
export const perpetual = (coin: Asset): string => `${coin}/USDT:USDT`;

const haircut = (rate: string) => [{ floor: 0n, valueRate: parseRate(rate) }];

/** A market of six rows, each with one haircut: it fits the smallest flat table. */
export function exchangeMarket(venue: string, asOf: number): Market {
  const contract = (coin: Asset) =>
    linearContractRow(
      perpetual(coin),
      parsePrice(PRICES[coin]),
      continuousSchedule([
        {
          floor: 0n,
          valueRate: parseRate("1"),
          maintenanceRate: parseRate("0.005"),
          initialRate: parseRate("0.01"),
        },
      ]),
    );
  return {
    venue,
    asOf,
    rows: assignIndexes([
      assetRow({ name: "USDT", price: parsePrice(PRICES.USDT) }),
      assetRow({ name: "BTC", price: parsePrice(PRICES.BTC), tiers: haircut("0.95") }),
      assetRow({ name: "ETH", price: parsePrice(PRICES.ETH), tiers: haircut("0.9") }),
      settlementRow("USDT", parsePrice(PRICES.USDT)),
      ...PERPETUALS.map(contract),
    ]),
  };
}
