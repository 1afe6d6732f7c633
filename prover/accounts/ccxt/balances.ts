import { formatDecimal } from "../../domain/decimal.ts";
import { type Place, refuse } from "../../domain/refuse.ts";
import { amount, FINE_DECIMALS, type Fields, isFields, optional } from "./amount.ts";
import type { Position } from "./positions.ts";

export interface Balance {
  readonly amount: bigint;
  readonly place: Place;
}

/**
 * Wallet balances of the cross account by asset, in 1e-18; assets without any are left out.
 * @throws InputError naming file, field, value and rule
 */
export function readBalances(
  balance: unknown,
  open: readonly Position[],
  options: { readonly totalsIncludeUnrealizedPnl?: boolean; readonly balanceSource?: string },
): ReadonlyMap<string, Balance> {
  const source = options.balanceSource;
  if (!isFields(balance)) {
    return refuse({ source, field: "balance" }, "must be the object that fetchBalance returns");
  }
  const info = isFields(balance.info) ? balance.info : {};
  const ofExchange = Array.isArray(info.assets) ? walletBalances(info.assets, source) : undefined;
  const balances = new Map(ofExchange ?? unifiedTotals(balance, source));

  const take = (asset: string, taken: bigint): void => {
    const before = balances.get(asset) ?? { amount: 0n, place: { source, field: asset } };
    balances.set(asset, { ...before, amount: before.amount - taken });
  };
  for (const position of open) {
    const { settle } = position.contract;
    if (position.isolatedWallet !== null) take(settle, position.isolatedWallet);
    if (ofExchange !== undefined || options.totalsIncludeUnrealizedPnl !== true) continue;
    const place = { ...position.place, field: `${position.place.field}.unrealizedPnl` };
    take(
      settle,
      position.unrealizedPnl ?? refuse(place, "is missing; totals hold it, so it must be taken off"),
    );
  }
  if (ofExchange !== undefined && Array.isArray(info.assets)) {
    agreeWithCrossWallets(info.assets, balances, source);
  }
  return new Map([...balances].filter(([, { amount: left }]) => left !== 0n));
}

/** Binance USD-M: wallet balances as the exchange gives them, without unrealised P&L. */
function walletBalances(
  assets: readonly unknown[],
  source?: string,
): ReadonlyMap<string, Balance> | undefined {
  const entries = assets.filter(
    (entry) => isFields(entry) && entry.walletBalance !== undefined,
  ) as readonly Fields[];
  // Other exchanges and account types use `assets` for something else.
  if (entries.length === 0 || entries.length < assets.length) return undefined;
  const balances = new Map<string, Balance>();
  for (const [k, { asset, walletBalance }] of entries.entries()) {
    const name = { source, field: `info.assets[${k}].asset`, value: JSON.stringify(asset) };
    if (typeof asset !== "string") return refuse(name, "must be the asset's name");
    if (balances.has(asset)) refuse(name, "is listed twice");
    const place = { source, field: `info.assets[${k}].walletBalance` };
    balances.set(asset, { amount: amount(walletBalance, place), place });
  }
  return balances;
}

/** The exchange's own cross wallets, where it gives them, tell whether both answers are of one moment. */
function agreeWithCrossWallets(
  assets: readonly unknown[],
  balances: ReadonlyMap<string, Balance>,
  source?: string,
): void {
  assets.forEach((entry, k) => {
    if (!isFields(entry) || entry.crossWalletBalance === undefined || typeof entry.asset !== "string") return;
    const place = { source, field: `info.assets[${k}].crossWalletBalance` };
    const published = amount(entry.crossWalletBalance, place);
    const left = balances.get(entry.asset)?.amount ?? 0n;
    if (published === left) return;
    const derived = formatDecimal(left, FINE_DECIMALS);
    refuse(
      { ...place, value: `"${formatDecimal(published, FINE_DECIMALS)}"` },
      `must be ${derived}, the wallet balance less the isolated positions' collateral; are positions and balances of one moment?`,
    );
  });
}

/** Keys of ccxt's balance structure that are not currencies. */
const NOT_CURRENCIES = new Set(["info", "timestamp", "datetime", "free", "used", "total", "debt"]);

/** ccxt's unified `total` of each currency, less its `debt`. */
function unifiedTotals(balance: Fields, source?: string): ReadonlyMap<string, Balance> {
  const totals = isFields(balance.total) ? balance.total : {};
  const debts = isFields(balance.debt) ? balance.debt : {};
  const currencies = new Set([
    ...Object.keys(balance).filter((key) => !NOT_CURRENCIES.has(key) && isFields(balance[key])),
    ...Object.keys(totals),
    ...Object.keys(debts),
  ]);
  const balances = new Map<string, Balance>();
  for (const currency of currencies) {
    const own = isFields(balance[currency]) ? balance[currency] : {};
    const [total, totalField] =
      own.total === undefined ? [totals[currency], `total.${currency}`] : [own.total, `${currency}.total`];
    const [debt, debtField] =
      own.debt === undefined ? [debts[currency], `debt.${currency}`] : [own.debt, `${currency}.debt`];
    const place = { source, field: totalField };
    const owed = optional(debt, { source, field: debtField }) ?? 0n;
    balances.set(currency, { amount: amount(total, place) - owed, place });
  }
  if (balances.size === 0) {
    refuse({ source, field: "balance" }, 'has no balances: neither "total" nor currencies');
  }
  return balances;
}
