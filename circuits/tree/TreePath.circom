pragma circom 2.2.0;

include "circomlib/circuits/poseidon.circom";
include "../lib/AssertMember.circom";

/*
@title  TreePath: opens a leaf upwards through `depth` levels of an 8-ary Poseidon tree
@param  depth: number of levels, >= 1
@input  leaf: the node the path starts from
@input  children[depth][8]: per level, all eight children of the node on the path, lowest level first
@output root: the node `depth` levels above `leaf`
@postconditions leaf is one of children[0], and the hash of each level is one of the next level's children
@constraints depth * (402 + 7)

A node is Poseidon(8 children). Leaves are hashed with other widths, and the depth is fixed, so no leaf passes
for a node or the reverse (SPEC, "Hashes").
*/
template TreePath(depth) {
    assert(depth >= 1);
    signal input leaf;
    signal input children[depth][8];
    signal output root;

    signal node[depth + 1];
    node[0] <== leaf;
    for (var level = 0; level < depth; level++) {
        AssertMember(8)(node[level], children[level]);
        node[level + 1] <== Poseidon(8)(children[level]);
    }
    root <== node[depth];
}
