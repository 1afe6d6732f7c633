/**
 * A cell of the table that batches read: a row, or a piece of one, and what a holding on it is worth (SPEC, "Tables"):
 *
 *   flat    worth = rate * quantity + longRate * max(quantity, 0)
 *   pieces  worth = base + rate * (quantity - lower)
 *
 * in 1e-25 USD; |rates| < 2^98, |base| < 2^161.
 */
export interface Cell {
  readonly row: number;
  /** First quantity of the cell, shifted by 2^64: in [0, 2^65). A flat cell starts at 0. */
  readonly lower: bigint;
  /** Which piece of its row, from 1; 0 for the cell of unused places. A flat row is one cell, and has ordinal 1. */
  readonly ordinal: number;
  /** How many quantities the cell takes, at most 2^65. */
  readonly width: bigint;
  /** longRate of a flat cell, base of a piece. */
  readonly base: bigint;
  readonly rate: bigint;
}
