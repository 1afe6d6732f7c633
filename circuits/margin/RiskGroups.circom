pragma circom 2.2.0;

include "../lib/AssertBits.circom";

/*
@title  RiskGroups: the groups an account's holdings are in
@param  groups: places for groups
@input  number[groups]: strictly increasing; places that no holding needs take any number
@input  gain[groups], loss[groups]: rates in 1e-9
@output word[groups]: number * 2^64 + gain * 2^32 + loss
@postconditions gain and loss are below 2^32, so a word has one reading: where it is a published word, the rates are the
        published ones. No two words are equal, so all holdings of a group meet in one place
@constraints groups * (16 + 32 + 32)

A group in two places would count |P&L| of its halves apart, which with a discount can be less than that of the whole.
*/
template RiskGroups(groups) {
    assert(groups >= 1 && groups <= 16);
    signal input number[groups];
    signal input gain[groups];
    signal input loss[groups];
    signal output word[groups];

    for (var g = 0; g < groups; g++) {
        // Gaps of 16 bits: numbers stay below groups * 2^16 <= 2^20.
        _ <== AssertBits(16)(g == 0 ? number[g] : number[g] - number[g - 1] - 1);
        _ <== AssertBits(32)(gain[g]);
        _ <== AssertBits(32)(loss[g]);
        word[g] <== number[g] * 2 ** 64 + gain[g] * 2 ** 32 + loss[g];
    }
}
