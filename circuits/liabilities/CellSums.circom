pragma circom 2.2.0;

/*
@title  CellSums: four vectors are the sums, cell by cell, of four weights of every holding
@param  holdings: number of holdings; cells: size of the table
@input  zeta, y: challenges, drawn after holdings and vectors were hashed
@input  cell[holdings]: below 2^19 each
@input  share[holdings]: w0 + zeta * w1 + zeta^2 * w2 + zeta^3 * w3 of the holding's weights
@input  sum[4][cells]: the vectors
@preconditions w3 is an integer in [2^100, 2^101)
@postconditions but for a chance of (holdings + cells + 3) / p: every cell is below `cells`, and
        sum[v][c] is the sum of wv over the holdings with cell = c
@constraints holdings + 5 * cells

The logarithmic derivative: sum of share / (y - cell) over holdings = sum of sums / (y - c) over cells, as rational functions of y.
Both have simple poles, so they are equal only if the residues are, cell by cell. A holding beyond the table leaves a pole
on the left alone: its residue holds zeta^3 * w3, and such w3 are positive and do not cancel.
y is none of 0 .. cells - 1, which the inverses below enforce: no denominator of a cell is 0 and leaves its quotient free.
*/
template CellSums(holdings, cells) {
    signal input zeta;
    signal input y;
    signal input cell[holdings];
    signal input share[holdings];
    signal input sum[4][cells];

    var difference = 0;
    signal quotient[holdings];
    for (var i = 0; i < holdings; i++) {
        // `<--` is safe but for y = cell[i]: within the table that is excluded below, beyond it the share would have to be 0.
        quotient[i] <-- share[i] / (y - cell[i]);
        quotient[i] * (y - cell[i]) === share[i];
        difference += quotient[i];
    }

    signal inverse[cells];
    signal third[cells];
    signal second[cells];
    signal first[cells];
    signal total[cells];
    for (var c = 0; c < cells; c++) {
        inverse[c] <-- 1 / (y - c);
        inverse[c] * (y - c) === 1;
        third[c] <== zeta * sum[3][c] + sum[2][c];
        second[c] <== zeta * third[c] + sum[1][c];
        first[c] <== zeta * second[c] + sum[0][c];
        total[c] <== first[c] * inverse[c];
        difference -= total[c];
    }
    difference === 0;
}
