import type { TableKind } from "../../circuits/liabilities/circuits.ts";
import type { Account } from "../accounts/account.ts";
import { InputError } from "../domain/errors.ts";
import type { Usd } from "../domain/usd.ts";
import { valueAccount } from "../margin/model.ts";
import type { Market, Row } from "../market/row.ts";

/**
 * The reference model of an attestation, in exact integers and straight from the published brackets: what each account is
 * worth, and what a venue's accounts hold together. It knows nothing of cells, subtrees or circuits; those are tested against it.
 */

/**
 * What an account must have at least 0 of: equity, or equity less the maintenance requirement, in 1e-25 USD. |worth| < 2^166.
 * @throws InputError when the market does not publish a row the account holds, or no bracket admits a quantity
 */
export function accountWorth(market: Market, kind: TableKind, account: Pick<Account, "holdings">): Usd {
  if (kind === "flat") return flatEquity(market, account);
  const { equity, maintenance } = valueAccount(market, account);
  return (kind === "margin" ? equity - maintenance : equity) as Usd;
}

/** One haircut a side: the first bracket's. Without brackets, what is held counts nothing and what is owed counts in full. */
function flatEquity(market: Market, account: Pick<Account, "holdings">): Usd {
  let equity = 0n;
  for (const { row: index, quantity } of account.holdings) {
    const row = publishedRow(market, index);
    const long = row.long[0]?.valueRate ?? 0n;
    const inFull = long > 10n ** 9n ? long : 10n ** 9n;
    const rate = quantity < 0n ? (row.short[0]?.valueRate ?? inFull) : long;
    equity += rate * quantity * (row.valuePrice ?? 0n);
  }
  return equity as Usd;
}

/**
 * Net quantity of every row of the market, in its order, in 1e-8 units: what customers are owed of an asset, or, for a
 * contract, by how much longs exceed shorts. |net| < 2^93.
 */
export function netHoldings(
  market: Market,
  accounts: readonly Pick<Account, "holdings">[],
): readonly bigint[] {
  const net = new Map(market.rows.map(({ index }) => [index, 0n]));
  for (const { holdings } of accounts) {
    for (const { row, quantity } of holdings) {
      publishedRow(market, row);
      net.set(row, (net.get(row) ?? 0n) + quantity);
    }
  }
  return [...net.values()];
}

function publishedRow(market: Market, index: number): Row {
  const row = market.rows.find((each) => each.index === index);
  if (row !== undefined) return row;
  throw new InputError({
    field: "holdings",
    value: `row ${index}`,
    rule: `unknown row: the market of ${market.venue} does not publish it`,
  });
}
