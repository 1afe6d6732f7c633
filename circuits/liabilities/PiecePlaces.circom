pragma circom 2.2.0;

include "circomlib/circuits/bitify.circom";

/*
@title  PiecePlaces: an account's holdings, each claimed to lie on a cell of the table that is a piece of a row
@param  n: holdings; cellBits: 2^cellBits >= cells of the table
@input  cell[n]: place of the piece in the table; 0, the unused piece, for unused places, which come first
@input  ordinal[n]: which piece of its row it is, from 1; 0 for the unused piece
@input  offset[n]: quantity - the piece's lower bound
@input  room[n]: the piece's last quantity - quantity
@output bits[n * (cellBits + 6 + 65 + 65)]: everything claimed, for the transcript
@postconditions cell[i] - ordinal[i] >= cell[i - 1]: if cells and ordinals are the table's, the row starts after the piece
        before, so a row is held once and rows increase (T-43); after a used place no unused one follows.
        0 <= offset, room < 2^65. cell < n * (2^cellBits + 2^6).
@constraints n * (cellBits + 136)

That cell, ordinal, offset and room belong together is BatchCore's to show.
*/
template PiecePlaces(n, cellBits) {
    signal input cell[n];
    signal input ordinal[n];
    signal input offset[n];
    signal input room[n];
    signal output bits[n * (cellBits + 136)];

    signal gap[n][cellBits];
    signal nth[n][6];
    signal above[n][65];
    signal below[n][65];
    for (var i = 0; i < n; i++) {
        var before = i == 0 ? 0 : cell[i - 1];
        var at = i * (cellBits + 136);
        gap[i] <== Num2Bits(cellBits)(cell[i] - ordinal[i] - before);
        nth[i] <== Num2Bits(6)(ordinal[i]);
        above[i] <== Num2Bits(65)(offset[i]);
        below[i] <== Num2Bits(65)(room[i]);
        for (var b = 0; b < cellBits; b++) { bits[at + b] <== gap[i][b]; }
        for (var b = 0; b < 6; b++) { bits[at + cellBits + b] <== nth[i][b]; }
        for (var b = 0; b < 65; b++) { bits[at + cellBits + 6 + b] <== above[i][b]; }
        for (var b = 0; b < 65; b++) { bits[at + cellBits + 71 + b] <== below[i][b]; }
    }
}
