import type { Account, Holding } from "../../accounts/account.ts";
import { customerOwner } from "../../accounts/customer.ts";
import { parseDecimal } from "../../domain/decimal.ts";
import { InputError, RuleError } from "../../domain/errors.ts";
import { inField } from "../../domain/in-field.ts";
import { parseQuantity, type Quantity, quantity } from "../../domain/quantity.ts";
import { refuse } from "../../domain/refuse.ts";
import type { Market } from "../../market/row.ts";
import { type CsvRecord, csvRecords } from "./csv-records.ts";
import { type CollateralKind, collateralRowName, debtRow, freeRow } from "./customers-market.ts";
import type { LedgerEntry } from "./entry.ts";

/** Prefixes of an asset's columns. The column without prefix is equity less debt, a float in print: it is not read. */
const COLUMNS = { equity: "e_", debt: "d_", loan: "vl_", margin: "m_", portfolio: "pm_" } as const;
const KINDS: readonly CollateralKind[] = ["loan", "margin", "portfolio"];

/**
 * Customers of an exchange in the layout of Binance's proof of solvency, a line each:
 *
 *     rn,id,e_btc,d_btc,btc,vl_btc,m_btc,pm_btc,e_eth,…,total_net_balance_usdt
 *
 * `rn` counts customers from 0 and gives the tag, rn + 1; `id` gives the owner (see customerOwner). Of each asset of the market there are
 * equity, debt, and what of the equity is collateral of three kinds. Equity can never be put up twice: a customer whose collateral exceeds
 * equity is refused, as is one whose amounts are negative or no plain decimals.
 *
 * @param market made by customersMarket
 */
export async function* customersFromCsv(path: string, market: Market): AsyncGenerator<LedgerEntry> {
  const rows = new Map(market.rows.map(({ name, index }) => [name, index]));
  // Four columns of an asset are looked up on each line: which assets there are is settled once.
  const assets = market.rows.flatMap(({ name }) => (rows.has(debtRow(name)) ? [name.toLowerCase()] : []));
  const columns = assets.flatMap((asset) => Object.values(COLUMNS).map((prefix) => prefix + asset));
  // An asset may be called "id": its net balance, which is not read, has a column of that name too.
  for await (const record of csvRecords(path, ["rn", "id", ...columns], ["id"])) {
    try {
      yield { account: accountOf(record, assets, rows, path) };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      yield { refused: { who: `customer ${record.fields.id}`, error } };
    }
  }
}

function accountOf(
  { line, fields }: CsvRecord,
  assets: readonly string[],
  rows: ReadonlyMap<string, number>,
  source: string,
): Account {
  const id = fields.id ?? "";
  if (id === "") refuse({ source, field: `line ${line}, id`, value: '""' }, "must not be empty");
  const number = fields.rn ?? "";
  const tag = inField({ source, field: `line ${line}, rn`, value: JSON.stringify(number) }, () => {
    const value = parseDecimal(number, 0);
    if (value < 0n || value >= 2n ** 64n - 1n)
      throw new RuleError("must be a whole number from 0 to 2^64 - 2");
    return value + 1n;
  });
  const holdings: Holding[] = [];
  const hold = (name: string, amount: Quantity): void => {
    const row = rows.get(name);
    if (row === undefined) throw new RangeError(`the market has no row ${name}`);
    if (amount !== 0n) holdings.push({ row, quantity: amount });
  };
  for (const asset of assets) {
    const amount = (column: keyof typeof COLUMNS): Quantity => {
      const name = COLUMNS[column] + asset;
      const text = fields[name] ?? "";
      return inField({ source, field: `line ${line}, ${name}`, value: JSON.stringify(text) }, () => {
        const value = parseQuantity(text);
        if (value < 0n) throw new RuleError("must not be negative");
        return value;
      });
    };
    const equity = amount("equity");
    const collateral = KINDS.map((kind) => [kind, amount(kind)] as const);
    const used = collateral.reduce((sum, [, each]) => sum + each, 0n); // three of 2^64
    if (used > equity) {
      const value = JSON.stringify(fields[COLUMNS.equity + asset]);
      refuse(
        { source, field: `line ${line}, ${COLUMNS.equity}${asset}`, value },
        "more than that is put up as collateral",
      );
    }
    const name = asset.toUpperCase();
    hold(freeRow(name), quantity(equity - used));
    for (const [kind, each] of collateral) hold(collateralRowName(name, kind), each);
    hold(debtRow(name), quantity(-amount("debt")));
  }
  return {
    tag,
    mode: "cross",
    owner: customerOwner(id),
    holdings: holdings.toSorted((a, b) => a.row - b.row),
  };
}
