import type { Account, Holding } from "../accounts/account.ts";
import { InputError } from "../domain/errors.ts";
import { formatQuantity } from "../domain/quantity.ts";
import type { ExactUsd } from "../domain/scenario-usd.ts";
import type { Usd } from "../domain/usd.ts";
import { type Bracket, type Market, placementPrice, type Row } from "../market/row.ts";

/**
 * The reference margin model: what an account is worth and what it must hold, in exact integers, straight from the
 * published brackets. It knows nothing of pieces, trees or circuits; those are tested against it.
 */

/** One holding's part in the account. All amounts in 1e-25 USD. */
export interface HoldingValuation {
  readonly holding: Holding;
  readonly row: Row;
  readonly bracket: Bracket;
  /** Position of the bracket in its side's schedule. */
  readonly bracketIndex: number;
  /** |quantity| * notionalPrice; 0 in a row without one. */
  readonly notional: Usd;
  /** Signed; haircuts applied. |value| < 2^160. */
  readonly value: Usd;
  /** 0 <= maintenance <= initial < 2^160. */
  readonly maintenance: Usd;
  readonly initial: Usd;
}

/** An account valued with a market. Sums of at most 32 holdings are below 2^165. */
export interface Valuation {
  readonly equity: Usd;
  readonly maintenance: Usd;
  readonly initial: Usd;
  /** Of portfolio accounts: requirements before they are rounded up. */
  readonly exact?: { readonly maintenance: ExactUsd; readonly initial: ExactUsd };
  readonly holdings: readonly HoldingValuation[];
}

const BASIS_SCALE = { notional: 10n ** 8n, quantity: 1n } as const;

/**
 * The bracket a size lies in; undefined beyond the last cap, or where the side has no brackets.
 * @param size |quantity|, in 1e-8 units
 */
export function bracketAt(row: Row, side: "long" | "short", size: bigint): number | undefined {
  // Sizes and thresholds in one unit: 1e-16 USD of notional, or 1e-8 of quantity.
  const measured = size * placementPrice(row);
  const scale = BASIS_SCALE[row.basis];
  const index = row[side].findIndex((bracket) => bracket.cap === null || measured < bracket.cap * scale);
  return index < 0 ? undefined : index;
}

/**
 * Values one holding.
 * @throws InputError when no bracket of the row admits the quantity
 */
export function valueHolding(row: Row, holding: Holding): HoldingValuation {
  const { quantity } = holding;
  const side = quantity < 0n ? "short" : "long";
  const size = quantity < 0n ? -quantity : quantity;
  const bracketIndex = bracketAt(row, side, size);
  const bracket = bracketIndex === undefined ? undefined : row[side][bracketIndex];
  if (bracketIndex === undefined || bracket === undefined) {
    throw new InputError({
      field: `holding ${row.name}`,
      value: formatQuantity(quantity),
      rule:
        row[side].length === 0
          ? `the market has no ${side} bracket for this row`
          : `beyond the market's last ${side} bracket for this row`,
    });
  }
  const line = (price: bigint | null, rate: bigint, offset: bigint): bigint => {
    const offsetUnit = row.basis === "quantity" ? (price ?? 0n) : 10n ** 8n;
    return rate * size * (price ?? 0n) + offset * offsetUnit;
  };
  const magnitude = line(row.valuePrice, bracket.valueRate, bracket.valueOffset);
  return {
    holding,
    row,
    bracket,
    bracketIndex,
    notional: (size * (row.notionalPrice ?? 0n) * 10n ** 9n) as Usd,
    value: (side === "short" ? -magnitude : magnitude) as Usd,
    maintenance: line(row.notionalPrice, bracket.maintenanceRate, bracket.maintenanceOffset) as Usd,
    initial: line(row.notionalPrice, bracket.initialRate, bracket.initialOffset) as Usd,
  };
}

/**
 * Values an account with a market.
 * @throws InputError when a holding names a row the market does not have, or a quantity no bracket admits
 */
export function valueAccount(market: Market, account: Pick<Account, "holdings">): Valuation {
  const rows = new Map(market.rows.map((row) => [row.index, row]));
  const holdings = account.holdings.map((holding) => {
    const row = rows.get(holding.row);
    if (row === undefined) {
      throw new InputError({
        field: "holdings",
        value: `row ${holding.row}`,
        rule: `unknown row: the market of ${market.venue} does not publish it`,
      });
    }
    return valueHolding(row, holding);
  });
  const sum = (amount: (holding: HoldingValuation) => bigint): Usd =>
    holdings.reduce((total, holding) => total + amount(holding), 0n) as Usd;
  return {
    equity: sum((holding) => holding.value),
    maintenance: sum((holding) => holding.maintenance),
    initial: sum((holding) => holding.initial),
    holdings,
  };
}
