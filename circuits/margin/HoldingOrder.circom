pragma circom 2.2.0;

include "../lib/AssertBits.circom";

/*
@title  HoldingOrder: one holding per row
@param  n: number of holdings, 1 <= n <= 32
@input  row[n]: row indexes; unused places hold row 0 and come first
@input  used[n]: 1 where a place is used
@output ordered[n] {bits = 19}: the same row indexes
@postconditions used is boolean; row = 0 where it is not used; among used places rows strictly increase;
        every row is below 2^19
@constraints 16 * n

Two holdings of one row would each start in the row's first bracket and dodge its size tiers (T-43).
Each gap is below 2^14, so row[i] <= 32 * (2^14 - 1) + 31 = 2^19 - 1, whatever the market says.
*/
template HoldingOrder(n) {
    assert(n >= 1 && n <= 32);
    signal input row[n];
    signal input used[n];
    signal output {bits} ordered[n];

    for (var i = 0; i < n; i++) {
        used[i] * (used[i] - 1) === 0;
        row[i] * (1 - used[i]) === 0;
    }
    _ <== AssertBits(14)(row[0]);
    for (var i = 1; i < n; i++) {
        // After an unused place (row 0) any row may follow, 0 included; after a used one only a larger row.
        _ <== AssertBits(14)(row[i] - row[i - 1] - used[i - 1]);
    }

    ordered.bits = 19;
    ordered <== row;
}
