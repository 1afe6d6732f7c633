import type { FieldElement } from "../domain/field.ts";
import type { Quantity } from "../domain/quantity.ts";

/**
 * How an account is margined. An isolated position is an account of its own, with one position and its own
 * collateral; it obeys the same arithmetic as a cross account.
 */
export type Mode = "cross" | "isolated" | "portfolio";

/** Encoding of the mode in the account leaf. */
export const MODE_CODES: Readonly<Record<Mode, bigint>> = { cross: 0n, isolated: 1n, portfolio: 2n };

export interface Holding {
  /** Index of the market row. */
  readonly row: number;
  /** Not zero. */
  readonly quantity: Quantity;
}

/** A margin account: the unit that is margined. Holdings strictly increase in row, one per row. */
export interface Account {
  /** The venue's identifier, 0 < tag < 2^64. */
  readonly tag: bigint;
  readonly mode: Mode;
  /** Commitment to the owner's secret. */
  readonly owner: FieldElement;
  readonly holdings: readonly Holding[];
}
