import { z } from "zod";
import type { Account, Holding } from "../accounts/account.ts";
import { InputError } from "../domain/errors.ts";
import { type FieldElement, formatFieldElement } from "../domain/field.ts";
import { formatQuantity } from "../domain/quantity.ts";
import type { Market } from "../market/row.ts";
import { readJson } from "./json.ts";
import { fieldText, format, quantityText, tagText } from "./schema.ts";

const holding = z.strictObject({
  row: z.string("must be the name of a market row").min(1, "must be the name of a market row"),
  quantity: quantityText,
});

/** `solvency-account/1`: a margin account as trader and venue know it; private, but without secrets. */
export const accountSchema = z.strictObject({
  format: format("solvency-account/1"),
  tag: tagText,
  mode: z.enum(["cross", "isolated", "portfolio"], { error: 'must be "cross", "isolated" or "portfolio"' }),
  owner: fieldText,
  holdings: z.array(holding, "must be a list of holdings"),
});

export type AccountFile = z.output<typeof accountSchema>;

/** What a customer knows of the own account; the owner may be left to what else says who it is. */
export const statementSchema = accountSchema.extend({ owner: fieldText.optional() });

/** Reads a customer's own statement. `owner` is the venue's word where the statement has none. */
export async function readStatement(path: string, market: Market, owner: FieldElement): Promise<Account> {
  const file = await readJson(path, statementSchema);
  return resolveAccount({ ...file, owner: file.owner ?? owner }, market, path);
}

/** Reads an account and finds its rows in a market. */
export async function readAccount(path: string, market: Market): Promise<Account> {
  return resolveAccount(await readJson(path, accountSchema), market, path);
}

/**
 * Row names become indexes.
 * @throws InputError for an unknown row, a row held twice, or a quantity of zero
 */
export function resolveAccount(file: AccountFile, market: Market, source?: string): Account {
  const { tag, mode, owner, holdings } = file;
  return { tag, mode, owner, holdings: resolveHoldings(holdings, market, source) };
}

/** The holdings in order of row; see resolveAccount. */
export function resolveHoldings(
  holdings: AccountFile["holdings"],
  market: Market,
  source?: string,
): readonly Holding[] {
  const rows = new Map(market.rows.map((row) => [row.name, row.index]));
  const seen = new Map<string, number>();
  return holdings
    .map(({ row: name, quantity }, position) => {
      const refuse = (field: string, value: string, rule: string): never => {
        const at = `holdings[${position}].${field}`;
        throw new InputError({ ...(source === undefined ? {} : { source }), field: at, value, rule });
      };
      const row = rows.get(name);
      const twin = seen.get(name);
      if (twin !== undefined)
        refuse("row", `"${name}"`, `duplicate: holdings[${twin}] is in the same row; add them up`);
      seen.set(name, position);
      if (quantity === 0n) refuse("quantity", '"0"', "must not be zero; leave the holding out");
      return {
        row:
          row ??
          refuse("row", `"${name}"`, `unknown row: the market of ${market.venue} has no row of this name`),
        quantity,
      };
    })
    .toSorted((a, b) => a.row - b.row);
}

/** The JSON form. */
export function accountToJson(account: Account, market: Market): z.input<typeof accountSchema> {
  return {
    format: "solvency-account/1",
    tag: account.tag.toString(),
    mode: account.mode,
    owner: formatFieldElement(account.owner),
    holdings: holdingsToJson(account.holdings, market),
  };
}

export function holdingsToJson(
  holdings: readonly Holding[],
  market: Market,
): z.input<typeof accountSchema>["holdings"] {
  const names = new Map(market.rows.map((row) => [row.index, row.name]));
  return holdings.map((source) => ({
    row: names.get(source.row) ?? `row ${source.row}`,
    quantity: formatQuantity(source.quantity),
  }));
}
