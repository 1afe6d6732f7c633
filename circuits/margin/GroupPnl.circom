pragma circom 2.2.0;

include "../lib/AssertBits.circom";

/*
@title  GroupPnl: what a group gains or loses in a scenario, its gains discounted
@param  bits: |shocked| and |base| are below 2^bits, in 1e-16 USD; bits <= 123
@input  shocked: sum of quantity * price
@input  base: sum of quantity * base price
@input  gain, loss: rates in 1e-9 below 2^32, gain <= loss
@input  positive: 1 where shocked is above 0, 0 where it is below
@output pnl: min(gain * shocked, loss * shocked) - base, in 1e-25 USD; |pnl| < 2^(bits + 33)
@postconditions positive is the sign of shocked (either where that is 0)
@constraints bits + 4

One check decides the sign: shocked or its negative is below 2^bits, and no number and its negative both are.
*/
template GroupPnl(bits) {
    signal input shocked;
    signal input base;
    signal input gain;
    signal input loss;
    signal input positive;
    signal output pnl;

    positive * (positive - 1) === 0;
    signal size <== (2 * positive - 1) * shocked;
    _ <== AssertBits(bits)(size);
    signal rate <== loss + positive * (gain - loss);
    signal counted <== rate * shocked;
    pnl <== counted - 10 ** 9 * base;
}
