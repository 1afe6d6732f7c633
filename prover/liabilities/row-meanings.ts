import { formatDecimal } from "../domain/decimal.ts";
import { PRICE_DECIMALS } from "../domain/price.ts";
import { formatRate, RATE_DECIMALS, RATE_ONE } from "../domain/rate.ts";
import { refuse } from "../domain/refuse.ts";
import type { Market, Row } from "../market/row.ts";

/** What a row of the market is, which its numbers do not tell. */
export interface RowMeaning {
  /** A contract: longs and shorts cancel out. */
  readonly closed: boolean;
  /** Place, from 0, of the row of the asset in which it is owed: its own for an asset. */
  readonly asset: number;
}

/**
 * The rules R1 to R3 (SPEC, "What rows are"), by which "no account is worth less than 0" bounds what is owed. No circuit and no contract sees
 * prices and meanings together: signers of a table check them before they sign, verifiers before they believe.
 *
 * @param meanings of the market's rows, in their order
 * @throws InputError naming row, value and rule
 */
export function assertRowMeanings({ rows }: Pick<Market, "rows">, meanings: readonly RowMeaning[]): void {
  if (meanings.length !== rows.length) {
    refuse({ field: "rows", value: String(meanings.length) }, `must be the market's ${rows.length}`);
  }
  rows.forEach((row, k) => {
    assertAsset(rows, meanings, k);
    assertCountsInFull(row, meanings[k]?.closed === true, `rows[${k}] (${row.name})`);
  });
  for (const asset of new Set(meanings.map((meaning) => meaning.asset))) {
    assertOneWorth(rows.filter((_, k) => meanings[k]?.asset === asset && !meanings[k].closed));
  }
}

/** R1. */
function assertAsset(rows: readonly Row[], meanings: readonly RowMeaning[], k: number): void {
  const { closed, asset } = meanings[k] ?? { closed: false, asset: -1 };
  const owedIn = meanings[asset];
  const place = {
    field: `rows[${k}] (${rows[k]?.name}).asset`,
    value: rows[asset]?.name ?? `row ${asset}`,
  };
  if (closed && asset !== k) refuse(place, "a contract is owed in no asset");
  if (owedIn?.closed !== closed || owedIn.asset !== asset) refuse(place, "must be an asset in itself");
}

/** R2. */
function assertCountsInFull({ valuePrice, long, short }: Row, closed: boolean, field: string): void {
  // An inverse contract has no value of its own: its profit is in what is owed.
  if (valuePrice === null && closed) return;
  if (valuePrice === null) {
    refuse(
      { field: `${field}.valuePrice`, value: "null" },
      "what can be owed needs a price, or is a contract",
    );
  }
  const [owned, owed] = [long[0]?.valueRate ?? RATE_ONE, short[0]?.valueRate ?? RATE_ONE];
  if (owned > RATE_ONE) {
    const place = { field: `${field}.long[0].valueRate`, value: formatRate(owned) };
    refuse(place, "must be at most 1: an owned unit counts no more than its price");
  }
  if (owed < RATE_ONE) {
    const place = { field: `${field}.short[0].valueRate`, value: formatRate(owed) };
    refuse(place, "must be at least 1: an owed unit counts no less than its price");
  }
}

/** R3, over the rows of one asset. */
function assertOneWorth(rows: readonly Row[]): void {
  const [dearest] = rows.map(ownedWorth).toSorted((a, b) => (a.worth > b.worth ? -1 : 1));
  const [cheapest] = rows.map(owedWorth).toSorted((a, b) => (a.worth < b.worth ? -1 : 1));
  if (dearest === undefined || cheapest === undefined || dearest.worth <= cheapest.worth) return;
  refuse(
    { field: `${dearest.name}: worth of an owned unit`, value: usd(dearest.worth) },
    `must not exceed ${usd(cheapest.worth)} of a unit owed as ${cheapest.name}: both are units of one asset, and who owes the one and owns the other would hide a debt`,
  );
}

/** What the first unit counts, in 1e-17 USD: no other one owned counts more, and none owed counts less (P5). */
const ownedWorth = ({ name, valuePrice, long }: Row) => ({
  name,
  worth: (valuePrice ?? 0n) * (long[0]?.valueRate ?? 0n),
});

/** A side without brackets counts in full: flat tables have no bounds of positions. */
const owedWorth = ({ name, valuePrice, short }: Row) => ({
  name,
  worth: (valuePrice ?? 0n) * (short[0]?.valueRate ?? RATE_ONE),
});

const usd = (worth: bigint): string => `${formatDecimal(worth, PRICE_DECIMALS + RATE_DECIMALS)} USD`;
