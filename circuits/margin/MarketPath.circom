pragma circom 2.2.0;

include "circomlib/circuits/poseidon.circom";
include "../lib/AssertMember.circom";
include "../tree/TreePath.circom";

/*
@title  MarketPath: opens a piece of the market tree up to the row of nodes that all holdings share
@param  levels: number of 8-ary levels between the bottom groups and the shared row, >= 1
@param  top: number of nodes in the shared row
@input  leaf: a piece's leaf
@input  group[4]: the four leaves of the bottom group the piece lies in
@input  children[levels][8]: the path above it, lowest level first
@input  shared[top]: the shared row of nodes
@postconditions the path ends in one of the shared nodes
@constraints 300 + 409 * levels + top - 1

The bottom level groups four pieces instead of eight: 16,384 pieces hold the largest exchange there is, and
four are 109 constraints cheaper than eight, for every holding.
*/
template MarketPath(levels, top) {
    signal input leaf;
    signal input group[4];
    signal input children[levels][8];
    signal input shared[top];

    AssertMember(4)(leaf, group);
    signal node <== TreePath(levels)(Poseidon(4)(group), children);
    AssertMember(top)(node, shared);
}
