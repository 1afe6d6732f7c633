pragma circom 2.2.0;

include "circomlib/circuits/poseidon.circom";
include "Domains.circom";

/*
@title  SubtreeCommitment: what one proof says of a subtree of accounts, in one number
@input  height: the subtree has 8^height places
@input  epoch: names venue and epoch
@input  table: digest of the market's table, which also says what its accounts were shown to meet
@input  firstTag, lastTag: of its accounts
@input  root: of the subtree
@input  sums: HashVector(blind, sum), sum[c] being the sum of (offset + 2^100) over all holdings on cell c; blind is random: without
        it, the sums of a few accounts could be guessed by whoever knows the root
@output commitment
@constraints 381
*/
template SubtreeCommitment() {
    signal input height;
    signal input epoch;
    signal input table;
    signal input firstTag;
    signal input lastTag;
    signal input root;
    signal input sums;
    signal output commitment;

    commitment <== Poseidon(7)([DOMAIN_SUBTREE() * 2 ** 8 + height, epoch, table, firstTag, lastTag, root, sums]);
}
