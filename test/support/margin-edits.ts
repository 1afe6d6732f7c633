import { MARKET_ARITIES } from "../../circuits/registry.ts";
import { type FieldElement, signedFieldElement } from "../../prover/domain/field.ts";
import type { Poseidon } from "../../prover/hash/poseidon.ts";
import { type Piece, pieceLeaf, QUANTITY_SHIFT } from "../../prover/market/piece.ts";
import { EMPTY_LEAF, Tree, type TreePath } from "../../prover/tree/tree.ts";
import { at } from "./at.ts";
import type { MarginInput } from "./margin-case.ts";

/** What an attacker does to the inputs of MarginStandard. Each keeps the rest as consistent as it can be kept. */

/** Opens another piece for a holding; the holding's row stays as it is. */
export function setPiece(input: MarginInput, holding: number, piece: Piece, path: TreePath): void {
  input.lower[holding] = piece.lower + QUANTITY_SHIFT;
  input.upper[holding] = piece.upper + QUANTITY_SHIFT;
  input.valueSlope[holding] = signedFieldElement(piece.valueSlope);
  input.valueOffset[holding] = signedFieldElement(piece.valueOffset);
  input.maintenanceSlope[holding] = signedFieldElement(piece.maintenanceSlope);
  input.maintenanceOffset[holding] = signedFieldElement(piece.maintenanceOffset);
  input.initialSlope[holding] = signedFieldElement(piece.initialSlope);
  input.initialOffset[holding] = signedFieldElement(piece.initialOffset);
  input.risk[holding] = piece.risk;
  setMarketPath(input, holding, path);
}

export function setMarketPath(input: MarginInput, holding: number, path: TreePath): void {
  const levels = at(input.marketPath, holding).length;
  input.marketGroup[holding] = [...at(path, 0)];
  input.marketPath[holding] = path.slice(1, 1 + levels).map((children) => [...children]);
}

/** A market tree over any pieces, published by nobody: the rules of publication are not checked. */
export function unpublishedMarket(hash: Poseidon, pieces: readonly Piece[], sharedLevels: number) {
  const tree = Tree.build(
    hash,
    MARKET_ARITIES,
    pieces.map((piece) => pieceLeaf(hash, piece)),
  );
  return {
    /** Values all holdings with this market: holding i on pieces[i]. */
    open(input: MarginInput): void {
      pieces.slice(0, input.row.length).forEach((piece, i) => {
        setPiece(input, i, piece, tree.path(i));
      });
      input.marketTop = [...tree.row(sharedLevels)];
      input.marketRoot = tree.root;
    },
  };
}

/**
 * The path of an empty place: nodes that are really in a tree, above leaves that are not. Level k holds what lies under a
 * node of level k.
 */
export function emptyPath(hash: Poseidon, arities: readonly number[]): TreePath {
  let node: FieldElement = EMPTY_LEAF;
  return arities.map((arity) => {
    const children = Array<FieldElement>(arity).fill(node);
    node = hash(children);
    return children;
  });
}
