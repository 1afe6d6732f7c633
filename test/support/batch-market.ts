import type { TableKind } from "../../circuits/liabilities/circuits.ts";
import { parsePrice } from "../../prover/domain/price.ts";
import type { Rate } from "../../prover/domain/rate.ts";
import type { Market, Row } from "../../prover/market/row.ts";
import { continuousSchedule } from "../../prover/market/schedule.ts";
import { testMarket, tier } from "./market.ts";

/** The smallest unit of worth, 1e-25 USD, is one unit of this row: it decides who is a hair under water. */
export const DUST = 300;

/** Ten billion dollars a unit: enough to make up for any position. */
export const BULLION = 301;

const settlement = (index: number, name: string, price: string, valueRate: bigint): Row => {
  const schedule = continuousSchedule([{ ...tier("0", "0", "0", "0"), valueRate: valueRate as Rate }]);
  return {
    index,
    name,
    basis: "notional",
    valuePrice: parsePrice(price),
    notionalPrice: null,
    long: schedule,
    short: schedule,
  };
};

const dust = settlement(DUST, "DUST", "0.00000001", 1n);
const bullion = settlement(BULLION, "BULLION", "10000000000", 10n ** 9n);

/** The test market and rows to balance accounts with; for a flat table its collateral has one haircut instead of tiers. */
export function batchMarket(kind: TableKind): Market {
  const market = testMarket();
  const haircut = { BTC: "0.95", OKB: "0.85" } as Readonly<Record<string, string>>;
  const rows = market.rows.map((row) => {
    const rate = haircut[row.name];
    return kind === "flat" && rate !== undefined
      ? { ...row, long: continuousSchedule([tier("0", rate, "0", "0")]) }
      : row;
  });
  return { ...market, rows: [...rows, dust, bullion] };
}

/** The flat market as a venue's signers sign it: no row in which a debt counts next to nothing (R2). */
export function signedMarket(): Market {
  const market = batchMarket("flat");
  return { ...market, rows: market.rows.filter(({ index }) => index !== DUST) };
}

/** The flat market, filled up with assets of different prices to so many rows. */
export function manyRows(count: number): Market {
  const market = batchMarket("flat");
  const more = Array.from({ length: count - market.rows.length }, (_, k) =>
    settlement(1_000 + k, `ASSET${k}`, String(k + 1), 10n ** 9n),
  );
  return { ...market, rows: [...market.rows, ...more] };
}
