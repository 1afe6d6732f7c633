import { z } from "zod";
import { InputError } from "../domain/errors.ts";
import type { Market } from "../market/row.ts";
import { readJson } from "./json.ts";
import { addressText, format } from "./schema.ts";

/** `solvency-assets/1`: what the rows of a market are, by name. Public. */
export const assetsSchema = z.strictObject({
  format: format("solvency-assets/1"),
  /** Contracts: longs and shorts are to cancel out. */
  closed: z.array(z.string()),
  /** Rows that are owed in another's asset, such as profit and loss in its settlement asset. */
  owedIn: z.record(z.string(), z.string()),
  /** Tokens of the chain that count as an asset; the zero address is the chain's coin. */
  tokens: z.array(z.strictObject({ row: z.string(), token: addressText, decimals: z.int().min(0).max(36) })),
});

/** What the rows of a market are, which its numbers do not tell. */
export interface RowMeanings {
  /** Contracts, by index of the row. */
  readonly closed: ReadonlySet<number>;
  /** Rows that are owed in the asset of another, by index: profit and loss in its settlement asset. */
  readonly owedIn: ReadonlyMap<number, number>;
  /** Tokens by index of the row they count for. */
  readonly tokens: readonly { readonly row: number; readonly token: string; readonly decimals: number }[];
}

/** @throws InputError for a row that the market does not have */
export async function readRowMeanings(path: string, market: Market): Promise<RowMeanings> {
  const { closed, owedIn, tokens } = await readJson(path, assetsSchema);
  const index = (name: string): number => {
    const row = market.rows.find((each) => each.name === name);
    if (row !== undefined) return row.index;
    throw new InputError({
      source: path,
      field: "row",
      value: JSON.stringify(name),
      rule: "is no row of the market",
    });
  };
  return {
    closed: new Set(closed.map(index)),
    owedIn: new Map(Object.entries(owedIn).map(([row, asset]) => [index(row), index(asset)])),
    tokens: tokens.map(({ row, ...rest }) => ({ row: index(row), ...rest })),
  };
}
