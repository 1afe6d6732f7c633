import { MARKET_ARITIES } from "../../circuits/registry.ts";
import { InputError } from "../domain/errors.ts";
import type { FieldElement } from "../domain/field.ts";
import { type Poseidon, poseidon } from "../hash/poseidon.ts";
import { Tree, type TreePath } from "../tree/tree.ts";
import { type Piece, pieceLeaf, piecesOf, unusedPiece } from "./piece.ts";
import { assertPublishable } from "./publication.ts";
import { riskCommitment, scenariosCommitment } from "./risk-commitment.ts";
import type { Market } from "./row.ts";

const CAPACITY = MARKET_ARITIES.reduce((product, arity) => product * arity, 1);

/** A published market as the tree of its pieces. */
export class MarketTree {
  readonly market: Market;
  readonly pieces: readonly Piece[];
  readonly #tree: Tree;
  readonly #places: ReadonlyMap<number, readonly number[]>;

  private constructor(market: Market, pieces: readonly Piece[], tree: Tree) {
    this.market = market;
    this.pieces = pieces;
    this.#tree = tree;
    this.#places = Map.groupBy(pieces.keys(), (place) => pieces[place]?.row ?? -1);
  }

  /** @throws InputError when the market breaks a rule of publication, or has more than 16,384 pieces */
  static async build(market: Market, source?: string): Promise<MarketTree> {
    assertPublishable(market, source);
    const hash = await poseidon();
    const pieces = [unusedPiece(market.asOf), ...publishedPieces(hash, market)];
    if (pieces.length > CAPACITY) {
      throw new InputError({
        ...(source === undefined ? {} : { source }),
        field: "rows",
        value: `${pieces.length} pieces`,
        rule: `a market tree holds ${CAPACITY} pieces; publish fewer rows or brackets`,
      });
    }
    const table = market.portfolio === undefined ? "standard" : "portfolio";
    const leaves = pieces.map((piece) => pieceLeaf(hash, piece, table));
    return new MarketTree(market, pieces, Tree.build(hash, MARKET_ARITIES, leaves));
  }

  get root(): FieldElement {
    return this.#tree.root;
  }

  /** Place of the piece of a row that a quantity lies on; undefined where the row has none there. */
  placeOf(row: number, quantity: bigint): number | undefined {
    return this.#places.get(row)?.find((place) => {
      const piece = this.pieces[place];
      return piece !== undefined && piece.lower <= quantity && quantity < piece.upper;
    });
  }

  path(place: number): TreePath {
    return this.#tree.path(place);
  }

  /** The nodes `levels` below the root, which the circuit opens once for all holdings. */
  top(levels: number): readonly FieldElement[] {
    return this.#tree.row(levels);
  }
}

function publishedPieces(hash: Poseidon, market: Market): readonly Piece[] {
  const { portfolio } = market;
  if (portfolio === undefined) return market.rows.flatMap((row) => piecesOf(row));
  const scenarios = scenariosCommitment(hash, portfolio);
  return market.rows.flatMap((row) => {
    if (row.risk === undefined) return piecesOf(row);
    return piecesOf(row, riskCommitment(hash, portfolio, row.risk, scenarios));
  });
}
