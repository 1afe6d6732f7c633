import type { Account } from "../accounts/account.ts";
import { placesOf } from "../accounts/leaf.ts";
import { InputError } from "../domain/errors.ts";
import { formatQuantity } from "../domain/quantity.ts";
import type { CellTable } from "../market/cells/table.ts";
import { QUANTITY_SHIFT } from "../market/piece.ts";

/** A holding on its cell of the table. */
export interface PlacedHolding {
  readonly cell: number;
  readonly ordinal: number;
  readonly quantity: bigint;
  /** quantity - the cell's lower bound. */
  readonly offset: bigint;
  /** The cell's last quantity - quantity. */
  readonly room: bigint;
}

/**
 * The places of an account, unused ones first, each on its cell.
 * @throws InputError for more holdings than places, rows out of order, and quantities the table has no cell for
 */
export function placeHoldings(
  table: CellTable,
  account: Pick<Account, "tag" | "holdings">,
  capacity: number,
): readonly PlacedHolding[] {
  const { tag, holdings } = account;
  const refuse = (field: string, value: string, rule: string): never => {
    throw new InputError({ field: `account ${tag}: ${field}`, value, rule });
  };
  if (holdings.length > capacity) {
    refuse("holdings", `${holdings.length} rows`, `the batch has room for ${capacity}`);
  }
  let before = 0;
  for (const { row } of holdings) {
    if (row <= before) refuse("holdings", `row ${row}`, "rows must be from 1 and strictly increase");
    before = row;
  }
  return placesOf(holdings, capacity).map(({ row, quantity }) => {
    const place = table.placeOf(row, quantity);
    const cell = place === undefined ? undefined : table.cells[place];
    if (place === undefined || cell === undefined) {
      return refuse(
        `row ${row}`,
        formatQuantity(quantity),
        "the market does not publish the row, or no bracket admits the quantity",
      );
    }
    const offset = quantity + QUANTITY_SHIFT - cell.lower;
    return { cell: place, ordinal: cell.ordinal, quantity, offset, room: cell.width - 1n - offset };
  });
}

/** Row 0, quantity 0, on the first cell of any table. */
export const unusedPlace = (table: Pick<CellTable, "kind">): PlacedHolding => ({
  cell: 0,
  ordinal: 0,
  quantity: 0n,
  offset: table.kind === "flat" ? QUANTITY_SHIFT : 0n,
  room: 0n,
});

/** What holdings on their cells are worth, in 1e-25 USD: the account's worth as the circuits sum it. */
export function placedWorth(table: CellTable, holdings: readonly PlacedHolding[]): bigint {
  return holdings.reduce((worth, { cell, quantity, offset }) => {
    const { base, rate } = table.cells[cell] ?? { base: 0n, rate: 0n };
    const long = quantity > 0n ? quantity : 0n;
    return worth + (table.kind === "flat" ? base * long + rate * quantity : base + rate * offset);
  }, 0n);
}
