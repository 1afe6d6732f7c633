pragma circom 2.2.0;

include "circomlib/circuits/poseidon.circom";

/*
@title  TreeTop: the root over a complete row of nodes of an 8-ary Poseidon tree
@param  levels: number of levels above the row, >= 1
@input  nodes[8^levels]: every node of that row, in order
@output root
@constraints 402 * (8^levels - 1) / 7

Holdings of one account open many leaves of one market. The levels near the root are the same for all of
them: hashing those levels whole, once, and letting each holding point into the row is cheaper than repeating
them in every path (SPEC, "Cost").
*/
template TreeTop(levels) {
    assert(levels >= 1);
    signal input nodes[8 ** levels];
    signal output root;

    if (levels == 1) {
        root <== Poseidon(8)(nodes);
    } else {
        signal above[8 ** (levels - 1)];
        for (var i = 0; i < 8 ** (levels - 1); i++) {
            var children[8];
            for (var k = 0; k < 8; k++) {
                children[k] = nodes[8 * i + k];
            }
            above[i] <== Poseidon(8)(children);
        }
        root <== TreeTop(levels - 1)(above);
    }
}
