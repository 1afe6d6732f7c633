pragma circom 2.2.0;

include "circomlib/circuits/bitify.circom";

/*
@title  FlatPlaces: an account's holdings, each on a row that is one straight line on either side of zero
@param  n: holdings; cellBits: 2^cellBits >= cells of the table
@input  cell[n]: place of the row in the table; 0 for unused places, which come first
@input  used[n]: 1 where a place is used
@input  quantity[n]: signed, 0 where unused
@output long[n]: the quantity where it is positive, else 0
@output bits[n * (cellBits + 66)]: everything claimed, for the transcript
@postconditions used is boolean; cells of used places strictly increase, so a row is held once (T-43); cell and quantity are 0
        where unused, and unused places come first; -2^64 <= quantity < 2^64. cell < n * (2^cellBits + 1).
@constraints n * (cellBits + 68)

The sign is the top bit of quantity + 2^64: a line ends at zero, where the number of bits says so, and needs no second comparison.
*/
template FlatPlaces(n, cellBits) {
    assert(n * (2 ** cellBits + 1) <= 2 ** 20);
    signal input cell[n];
    signal input used[n];
    signal input quantity[n];
    signal output long[n];
    signal output bits[n * (cellBits + 66)];

    var zero = 2 ** 64;
    var above = 2 ** 20;
    signal gap[n][cellBits];
    signal shifted[n][65];
    for (var i = 0; i < n; i++) {
        var before = i == 0 ? 0 : cell[i - 1];
        var at = i * (cellBits + 66);
        gap[i] <== Num2Bits(cellBits)(cell[i] - used[i] - before);
        used[i] * (used[i] - 1) === 0;
        shifted[i] <== Num2Bits(65)(quantity[i] + zero);
        // |cell| < 2^20 and |2^20 * quantity| <= 2^84: the sum is 0 only if both are.
        (cell[i] + above * quantity[i]) * (1 - used[i]) === 0;
        long[i] <== shifted[i][64] * quantity[i];
        for (var b = 0; b < cellBits; b++) { bits[at + b] <== gap[i][b]; }
        bits[at + cellBits] <== used[i];
        for (var b = 0; b < 65; b++) { bits[at + cellBits + 1 + b] <== shifted[i][b]; }
    }
}
