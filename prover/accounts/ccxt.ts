import { formatDecimal } from "../domain/decimal.ts";
import { refuse } from "../domain/refuse.ts";
import type { Market } from "../market/row.ts";
import type { ImportNote } from "../market/sources/note.ts";
import type { Holding, Mode } from "./account.ts";
import { FINE_DECIMALS } from "./ccxt/amount.ts";
import { readBalances } from "./ccxt/balances.ts";
import { Ledger } from "./ccxt/ledger.ts";
import { type Position, readPositions } from "./ccxt/positions.ts";

/** A margin account as imported: tag and owner are still to come. */
export interface ImportedAccount {
  readonly mode: Extract<Mode, "cross" | "isolated">;
  /** Which position an isolated account margins, e.g. "positions[3] BTC/USDT:USDT long"; null for the cross account. */
  readonly position: string | null;
  readonly holdings: readonly Holding[];
}

export interface CcxtOptions {
  /**
   * The balances' unified `total` holds unrealised P&L, which is then taken off. True of ccxt's Binance futures
   * (`total` is marginBalance there); irrelevant where the exchange's own wallet balances are present.
   */
  readonly totalsIncludeUnrealizedPnl?: boolean;
  /** Leave out assets the market does not list, with a note, instead of refusing them. Debts are never left out. */
  readonly leaveOutUnlisted?: boolean;
  /** Files named in errors. */
  readonly balanceSource?: string;
  readonly positionsSource?: string;
}

/**
 * Reads the answers of ccxt's `fetchBalance` and `fetchPositions` as margin accounts: one cross account, and one
 * isolated account per isolated position, with that position's own collateral.
 *
 * - A linear position of q at entry price e is q in the contract's row and -q*e in "PNL-<settle>"; an inverse one
 *   of q USD is q in its row, +q/e in "PNL-<coin>" and -q in "PNL-<quote>". Shorts have the opposite signs.
 * - Accrued funding that is not yet settled lands in "PNL-<settle>". ccxt has no unified field for it: it is read
 *   from `accruedFunding`, positive when the account is owed.
 * - Balances are the exchange's `info.assets[].walletBalance` where present (Binance USD-M), else ccxt's `total`
 *   less `debt`. Isolated collateral is inside them and is taken off: `info.isolatedWallet` where present, else
 *   `collateral` less `unrealizedPnl`, since ccxt's collateral is "affected by pnl".
 * - Long and short positions of one contract in hedge mode, both cross, become one holding: quantities are netted,
 *   both entry costs are kept, and a note says so.
 * - What does not fit 8 decimals is rounded against the account, with a note. Sizes of positions are not rounded.
 *
 * Source: the balance and position structures of the ccxt manual; ccxt's binance for the Binance fields.
 *
 * @param balance parsed JSON; amounts are decimal strings, as ccxt gives with exchange.number = String
 * @param positions parsed JSON list
 * @throws InputError naming file, field, value and rule
 */
export function importCcxtAccounts(
  balance: unknown,
  positions: unknown,
  market: Market,
  options: CcxtOptions = {},
): { readonly accounts: readonly ImportedAccount[]; readonly notes: readonly ImportNote[] } {
  const open = readPositions(positions, market, options.positionsSource);
  const notes: ImportNote[] = hedgeNotes(open);
  const cross = new Ledger(market);
  const isolated: { readonly position: Position; readonly ledger: Ledger }[] = [];

  for (const position of open) {
    if (position.isolatedWallet === null) {
      cross.open(position);
      continue;
    }
    const ledger = new Ledger(market);
    ledger.open(position);
    ledger.add(position.contract.settle, position.isolatedWallet, position.place);
    isolated.push({ position, ledger });
  }
  for (const [asset, entry] of readBalances(balance, open, options)) {
    if (cross.lists(asset)) {
      cross.add(asset, entry.amount, entry.place);
    } else if (options.leaveOutUnlisted === true && entry.amount > 0n) {
      const given = formatDecimal(entry.amount, FINE_DECIMALS);
      notes.push({
        row: asset,
        field: entry.place.field,
        given,
        used: "0",
        reason: "not a row of the market: left out",
      });
    } else {
      refuse(entry.place, `unknown row: the market of ${market.venue} has no row "${asset}"`);
    }
  }

  const accounts: ImportedAccount[] = [{ mode: "cross", position: null, holdings: cross.holdings(notes) }];
  for (const { position, ledger } of isolated) {
    const name = `${position.place.field} ${position.row.name} ${position.sign > 0n ? "long" : "short"}`;
    accounts.push({ mode: "isolated", position: name, holdings: ledger.holdings(notes) });
  }
  return { accounts, notes };
}

/** One note for each contract held long and short at once in the cross account. */
function hedgeNotes(open: readonly Position[]): ImportNote[] {
  const cross = open.filter((position) => position.isolatedWallet === null);
  return [...Map.groupBy(cross, (position) => position.row.name)].flatMap(([row, held]): ImportNote | [] => {
    if (new Set(held.map(({ sign }) => sign)).size < 2) return [];
    const sides = held.map(({ sign, size }) => formatDecimal(sign * size, FINE_DECIMALS));
    const net = held.reduce((sum, { sign, size }) => sum + sign * size, 0n);
    return {
      row,
      field: held.map(({ place }) => place.field).join(" and "),
      given: sides.join(" and "),
      used: formatDecimal(net, FINE_DECIMALS),
      reason:
        "hedge mode: one row holds the net position; both entry costs are kept, margin is that of the net",
    };
  });
}
