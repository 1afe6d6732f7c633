import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError } from "../../prover/domain/errors.ts";
import type { Quantity } from "../../prover/domain/quantity.ts";
import { type HoldingValuation, valueHolding } from "../../prover/margin/model.ts";
import { type Piece, piecesOf } from "../../prover/market/piece.ts";
import { assertPublishable } from "../../prover/market/publication.ts";
import type { Row } from "../../prover/market/row.ts";
import { anyQuantity, publishableRow, TOP } from "./support/publishable-row.ts";

const RUNS = { seed: 20_260_101, numRuns: 400 };

/** The row's valuation of a quantity, or undefined where no bracket admits it. */
function valued(row: Row, quantity: bigint): HoldingValuation | undefined {
  try {
    return valueHolding(row, { row: row.index, quantity: quantity as Quantity });
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

const pieceAt = (pieces: readonly Piece[], quantity: bigint): Piece | undefined =>
  pieces.find((piece) => piece.lower <= quantity && quantity < piece.upper);

const inDomain = (quantity: bigint): boolean => quantity >= -TOP && quantity <= TOP;

/** Where pieces begin and end, one unit to either side, and the ends of the domain. */
const edges = (pieces: readonly Piece[]): bigint[] =>
  [...pieces.flatMap(({ lower, upper }) => [lower, upper]), 0n, TOP, -TOP]
    .flatMap((edge) => [edge - 1n, edge, edge + 1n])
    .filter(inDomain);

describe("piecesOf", () => {
  it("draws rows that publication accepts", () => {
    fc.assert(
      fc.property(publishableRow, (row) => assertPublishable({ venue: "v", asOf: 1, rows: [row] })),
      RUNS,
    );
  });

  it("gives the pieces in order, without overlap, each at least one unit wide", () => {
    fc.assert(
      fc.property(publishableRow, (row) => {
        const pieces = piecesOf(row);
        pieces.forEach((piece, k) => {
          expect(piece.row).toBe(row.index);
          expect(piece.lower < piece.upper).toBe(true);
          expect(inDomain(piece.lower) && inDomain(piece.upper - 1n)).toBe(true);
          const before = pieces[k - 1];
          if (before !== undefined) expect(before.upper <= piece.lower).toBe(true);
        });
      }),
      RUNS,
    );
  });

  it("equals the brackets at every quantity, and has a piece exactly where a bracket admits one", () => {
    let [admitted, refused] = [0, 0];
    fc.assert(
      fc.property(
        publishableRow,
        fc.array(anyQuantity, { minLength: 8, maxLength: 8 }),
        (row, quantities) => {
          const pieces = piecesOf(row);
          for (const quantity of [...edges(pieces), ...quantities]) {
            const piece = pieceAt(pieces, quantity);
            const bracket = valued(row, quantity);
            expect(piece === undefined).toBe(bracket === undefined);
            if (piece === undefined || bracket === undefined) {
              refused += 1;
              continue;
            }
            admitted += 1;
            expect(piece.valueSlope * quantity + piece.valueOffset).toBe(bracket.value);
            expect(piece.maintenanceSlope * quantity + piece.maintenanceOffset).toBe(bracket.maintenance);
            expect(piece.initialSlope * quantity + piece.initialOffset).toBe(bracket.initial);
          }
        },
      ),
      RUNS,
    );
    expect(admitted).toBeGreaterThan(5_000);
    expect(refused).toBeGreaterThan(500);
  });

  it("keeps the bounds the circuit is sized for", () => {
    fc.assert(
      fc.property(publishableRow, anyQuantity, (row, quantity) => {
        const pieces = piecesOf(row);
        const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);
        for (const piece of pieces) {
          for (const slope of [piece.valueSlope, piece.maintenanceSlope, piece.initialSlope]) {
            expect(magnitude(slope) < 2n ** 96n).toBe(true);
          }
          for (const offset of [piece.valueOffset, piece.maintenanceOffset, piece.initialOffset]) {
            expect(magnitude(offset) < 2n ** 160n).toBe(true);
          }
        }
        for (const edge of [...edges(pieces), quantity]) {
          const amounts = valued(row, edge);
          if (amounts === undefined) continue;
          expect(magnitude(amounts.value) < 2n ** 160n).toBe(true);
          expect(amounts.maintenance >= 0n).toBe(true);
          expect(amounts.maintenance <= amounts.initial).toBe(true);
          expect(amounts.initial < 2n ** 160n).toBe(true);
        }
      }),
      RUNS,
    );
  });

  it("has concave value and convex requirements over the whole axis", () => {
    const three = fc.uniqueArray(anyQuantity, { minLength: 3, maxLength: 12 });
    fc.assert(
      fc.property(publishableRow, three, (row, drawn) => {
        const points = [...new Set([...drawn, ...edges(piecesOf(row))])]
          .toSorted((a, b) => (a < b ? -1 : 1))
          .flatMap((quantity) => {
            const amounts = valued(row, quantity);
            return amounts === undefined ? [] : [{ quantity, ...amounts }];
          });
        points.slice(2).forEach((c, k) => {
          const [a, b] = [points[k], points[k + 1]];
          if (a === undefined || b === undefined) return;
          const left = b.quantity - a.quantity;
          const right = c.quantity - b.quantity;
          const turn = (pick: (amounts: HoldingValuation) => bigint): bigint =>
            (pick(c) - pick(b)) * left - (pick(b) - pick(a)) * right;
          expect(turn((amounts) => amounts.value) <= 0n).toBe(true);
          expect(turn((amounts) => amounts.maintenance) >= 0n).toBe(true);
          expect(turn((amounts) => amounts.initial) >= 0n).toBe(true);
        });
      }),
      RUNS,
    );
  });
});
