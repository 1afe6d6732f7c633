import { ceilDiv } from "../domain/decimal.ts";
import { type FieldElement, signedFieldElement } from "../domain/field.ts";
import { QUANTITY_BOUND } from "../domain/quantity.ts";
import type { Poseidon } from "../hash/poseidon.ts";
import { type Bracket, placementPrice, type Row } from "./row.ts";

/**
 * A straight piece of a row on the axis of signed quantities, the leaf of the market tree (SPEC, "Market").
 * For lower <= quantity < upper, in 1e-25 USD:
 *   value = valueSlope * quantity + valueOffset, and so for maintenance and initial.
 * |slopes| < 2^96, |offsets| < 2^160.
 */
export interface Piece {
  readonly row: number;
  readonly lower: bigint;
  readonly upper: bigint;
  readonly valueSlope: bigint;
  readonly valueOffset: bigint;
  readonly maintenanceSlope: bigint;
  readonly maintenanceOffset: bigint;
  readonly initialSlope: bigint;
  readonly initialOffset: bigint;
  /** Commitment to the row's scenario data; 0 where the row has none. */
  readonly risk: FieldElement;
}

const NO_RISK = 0n as FieldElement;

/** Quantities are shifted by this, so that bounds are natural numbers. */
export const QUANTITY_SHIFT = 2n ** 64n;

/**
 * The piece of row 0, which unused places of an account hold: quantity 0, worth 0. First leaf of every market.
 * Where other pieces commit to scenarios it holds the market's time, so that tables with equal numbers have different
 * roots at different times and a root can be dated once and for all.
 */
export const unusedPiece = (asOf: number): Piece => ({
  row: 0,
  lower: 0n,
  upper: 1n,
  valueSlope: 0n,
  valueOffset: 0n,
  maintenanceSlope: 0n,
  maintenanceOffset: 0n,
  initialSlope: 0n,
  initialOffset: 0n,
  risk: BigInt(asOf) as FieldElement,
});

/**
 * Which accounts a table margins. Part of every leaf, so that a piece of a portfolio table, whose requirements are
 * contingencies only, is no piece of a table for cross and isolated accounts.
 */
export const TABLES = { standard: 0n, portfolio: 1n } as const;
export type Table = keyof typeof TABLES;

/**
 * The pieces of a row, in order of quantity. Exact: a bracket that starts at notional `floor` starts at quantity
 * ceil(floor / price), the first whose notional reaches it. Brackets that no quantity below 2^64 reaches, or that
 * are narrower than a unit, vanish; neighbours with the same coefficients are one piece.
 *
 * @param risk the row's riskCommitment, in all its pieces
 */
export function piecesOf(row: Row, risk: FieldElement = NO_RISK): readonly Piece[] {
  const unitPrice = placementPrice(row);
  // A threshold is 1e-8 USD and a notional 1e-16 USD; a quantity threshold is already in units.
  const scale = row.basis === "quantity" ? 1n : 10n ** 8n;
  const firstSizeAt = (threshold: bigint): bigint => {
    const size = ceilDiv(threshold * scale, unitPrice);
    return size < QUANTITY_BOUND ? size : QUANTITY_BOUND;
  };

  const pieces: Piece[] = [];
  const add = (lower: bigint, upper: bigint, bracket: Bracket, sign: bigint): void => {
    if (lower >= upper) return;
    const piece = { row: row.index, lower, upper, ...coefficients(row, bracket, sign), risk };
    const before = pieces.at(-1);
    if (before !== undefined && before.upper === lower && sameLine(before, piece)) {
      pieces[pieces.length - 1] = { ...before, upper };
    } else {
      pieces.push(piece);
    }
  };

  for (const bracket of row.short.toReversed()) {
    const from = bracket.floor === 0n ? 1n : firstSizeAt(bracket.floor);
    const to = bracket.cap === null ? QUANTITY_BOUND : firstSizeAt(bracket.cap);
    add(1n - to, 1n - from, bracket, -1n);
  }
  for (const bracket of row.long) {
    const to = bracket.cap === null ? QUANTITY_BOUND : firstSizeAt(bracket.cap);
    add(firstSizeAt(bracket.floor), to, bracket, 1n);
  }
  return pieces;
}

/** Slopes and offsets of a bracket as functions of the signed quantity, in 1e-25 USD. */
function coefficients(row: Row, bracket: Bracket, sign: bigint) {
  const value = row.valuePrice ?? 0n;
  const notional = row.notionalPrice ?? 0n;
  // An offset is 1e-17 USD (basis notional) or 1e-17 units, still to be priced (basis quantity).
  const valueOffsetUnit = row.basis === "quantity" ? value : 10n ** 8n;
  const notionalOffsetUnit = row.basis === "quantity" ? notional : 10n ** 8n;
  return {
    // |value| grows with the size on both sides, so its slope in the signed quantity has no sign of its own.
    valueSlope: bracket.valueRate * value,
    valueOffset: sign * bracket.valueOffset * valueOffsetUnit,
    maintenanceSlope: sign * bracket.maintenanceRate * notional,
    maintenanceOffset: bracket.maintenanceOffset * notionalOffsetUnit,
    initialSlope: sign * bracket.initialRate * notional,
    initialOffset: bracket.initialOffset * notionalOffsetUnit,
  };
}

const LINE = [
  "valueSlope",
  "valueOffset",
  "maintenanceSlope",
  "maintenanceOffset",
  "initialSlope",
  "initialOffset",
] as const satisfies readonly (keyof Piece)[];

const sameLine = (a: Piece, b: Piece): boolean => LINE.every((name) => a[name] === b[name]);

/** The leaf of a piece, as the circuit's PieceLeaf: table, row and shifted lower bound share the first element. */
export function pieceLeaf(hash: Poseidon, piece: Piece, table: Table = "standard"): FieldElement {
  return hash([
    (TABLES[table] * 2n ** 88n +
      BigInt(piece.row) * 2n ** 67n +
      piece.lower +
      QUANTITY_SHIFT) as FieldElement,
    (piece.upper + QUANTITY_SHIFT) as FieldElement,
    ...LINE.map((name) => signedFieldElement(piece[name])),
    piece.risk,
  ]);
}
