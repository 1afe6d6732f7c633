pragma circom 2.2.0;

include "../lib/AssertBits.circom";

/*
@title  AbsolutePnl: a P&L as it is, or minus its absolute value
@param  bits: |pnl| < 2^bits; bits <= 156
@input  pnl: signed
@input  absolute: 1 where the scenario counts by absolute value, boolean
@input  gains: 1 where pnl is above 0, 0 where it is below
@output counted: pnl, or -|pnl| where `absolute`
@postconditions gains is the sign of pnl (either where that is 0)
@constraints bits + 3
*/
template AbsolutePnl(bits) {
    signal input pnl;
    signal input absolute;
    signal input gains;
    signal output counted;

    gains * (gains - 1) === 0;
    signal size <== (2 * gains - 1) * pnl;
    _ <== AssertBits(bits)(size);
    counted <== pnl - absolute * (pnl + size);
}
