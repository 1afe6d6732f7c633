pragma circom 2.2.0;

include "../lib/AssertBits.circom";

/*
@title  Placement: a quantity lies on a piece
@input  quantity: signed, in 1e-8 units
@input  lower, upper: the bounds of a published piece, shifted by 2^64
@output shifted {bits = 65}: quantity + 2^64
@preconditions the market is published by its rules: 0 <= lower < upper <= 2^65
@postconditions lower <= quantity + 2^64 < upper, hence |quantity| <= 2^64
@constraints 130

The quantity needs no range check of its own: `upper` is at most 2^65, `lower` is not negative, both
differences are below 2^65, so nothing wraps around the field and the quantity lies between (SPEC, B3).
*/
template Placement() {
    signal input quantity;
    signal input lower;
    signal input upper;
    signal output {bits} shifted;

    signal value <== quantity + 2 ** 64;
    _ <== AssertBits(65)(value - lower);
    _ <== AssertBits(65)(upper - 1 - value);

    shifted.bits = 65;
    shifted <== value;
}
