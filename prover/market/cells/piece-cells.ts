import { InputError } from "../../domain/errors.ts";
import { piecesOf, QUANTITY_SHIFT } from "../piece.ts";
import type { Market, Row } from "../row.ts";
import type { Cell } from "./cell.ts";

/** An account's places are shown to be on the right piece of a row by 6 bits. */
const MOST_PIECES = 63;

const UNUSED: Cell = { row: 0, lower: QUANTITY_SHIFT, ordinal: 0, width: 1n, base: 0n, rate: 0n };

/**
 * The pieces of a market as cells, worth their value, or their value less their maintenance requirement. Neighbours on one line
 * are one cell.
 * @throws InputError for a row of more than 63 pieces
 */
export function pieceCells(market: Market, worth: "equity" | "margin"): readonly Cell[] {
  return [UNUSED, ...market.rows.flatMap((row) => cellsOf(row, worth))];
}

interface Line {
  /** Signed quantities, lower <= quantity < upper. */
  readonly lower: bigint;
  readonly upper: bigint;
  readonly slope: bigint;
  readonly offset: bigint;
}

function cellsOf(row: Row, worth: "equity" | "margin"): readonly Cell[] {
  const required = worth === "margin" ? 1n : 0n;
  const lines: Line[] = [];
  for (const piece of piecesOf(row)) {
    const slope = piece.valueSlope - required * piece.maintenanceSlope;
    const offset = piece.valueOffset - required * piece.maintenanceOffset;
    const before = lines.at(-1);
    const joins = before?.upper === piece.lower && before.slope === slope && before.offset === offset;
    if (joins) lines[lines.length - 1] = { ...before, upper: piece.upper };
    else lines.push({ lower: piece.lower, upper: piece.upper, slope, offset });
  }
  if (lines.length > MOST_PIECES) {
    throw new InputError({
      field: `row ${row.name}`,
      value: `${lines.length} pieces`,
      rule: `a batch places a holding among at most ${MOST_PIECES} pieces of a row; publish fewer brackets`,
    });
  }
  return lines.map(({ lower, upper, slope, offset }, i) => ({
    row: row.index,
    lower: lower + QUANTITY_SHIFT,
    ordinal: i + 1,
    width: upper - lower,
    base: slope * lower + offset,
    rate: slope,
  }));
}
