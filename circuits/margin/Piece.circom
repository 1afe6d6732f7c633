pragma circom 2.2.0;

include "circomlib/circuits/poseidon.circom";

/*
One straight piece of a market row. On the signed quantities lower <= quantity < upper (both shifted by 2^64,
so 0 <= lower < upper <= 2^65) the row is worth and requires, in 1e-25 USD,
    value       = valueSlope       * quantity + valueOffset
    maintenance = maintenanceSlope * quantity + maintenanceOffset
    initial     = initialSlope     * quantity + initialOffset
Slopes and offsets are signed integers, as field elements. Their bounds, and that the pieces of a row form a
concave value and convex requirements, are rules of publication (SPEC, "Market").
`risk` commits to the row's scenario data and is 0 where the row has none; the unused piece has the market's time there.
*/
bus Piece() {
    signal row;
    signal lower;
    signal upper;
    signal valueSlope;
    signal valueOffset;
    signal maintenanceSlope;
    signal maintenanceOffset;
    signal initialSlope;
    signal initialOffset;
    signal risk;
}

// Which accounts a table margins: cross and isolated ones by brackets, or portfolio accounts by scenarios.
function TABLE_STANDARD() {
    return 0;
}

function TABLE_PORTFOLIO() {
    return 1;
}

/*
@title  PieceLeaf: the market-tree leaf of a piece
@param  table: TABLE_STANDARD() or TABLE_PORTFOLIO()
@input  piece: a piece whose row is below 2^19 and whose lower lies in (-2^66, 2^65)
@output leaf: Poseidon of nine elements; table, `row` and `lower` share the first
@preconditions the two bounds above; then table * 2^88 + row * 2^67 + lower determines all three, since two readings
        would differ by a multiple of 2^67 in `lower`, more than its interval holds (SPEC, "Bounds", B4)
@constraints 417

A row of a portfolio table requires its contingencies only: that it is no row for cross accounts is settled here.
*/
template PieceLeaf(table) {
    input Piece() piece;
    signal output leaf;

    leaf <== Poseidon(9)([
        table * 2 ** 88 + piece.row * 2 ** 67 + piece.lower,
        piece.upper,
        piece.valueSlope,
        piece.valueOffset,
        piece.maintenanceSlope,
        piece.maintenanceOffset,
        piece.initialSlope,
        piece.initialOffset,
        piece.risk
    ]);
}
