pragma circom 2.2.0;

include "circomlib/circuits/poseidon.circom";
include "../lib/AssertBits.circom";
include "../lib/HashVector.circom";
include "../tree/EmptySubtree.circom";
include "SubtreeCommitment.circom";

/*
@title  SolvencyFold: one to eight neighbouring subtrees of accounts are one subtree, a level higher
@param  cells: size class of the table
@input  commitment: of the subtree they make
@input  children: Poseidon of the eight commitments that were opened, 0 for a place that holds no account
@postconditions if every child's commitment was proven (by a batch or a fold), all say the same epoch and table, their tags increase from child
        to child, and the commitment holds their common root and sums: none left out, doubled or out of order (T-14, T-28)
@constraints SPEC, "Cost of a batch"
*/
template SolvencyFold(cells) {
    // ---- public
    signal input commitment;
    signal input children;

    // ---- private: what all have in common
    signal input epoch;
    signal input table;
    signal input height;
    signal input blind;

    // ---- private: the children
    signal input live[8];
    signal input firstTag[8];
    signal input lastTag[8];
    signal input tagGap[7];
    signal input root[8];
    signal input childBlind[8];
    signal input sum[8][cells];

    // 1. Real children come first, and there is one.
    live[0] === 1;
    for (var k = 1; k < 8; k++) {
        live[k] * (live[k] - live[k - 1]) === 0;
    }

    // 2. Each child's tags lie above those before it. Within a child they increase, so its own proof says.
    signal last[8];
    last[0] <== lastTag[0];
    for (var k = 1; k < 8; k++) {
        _ <== AssertBits(64)(tagGap[k - 1]);
        live[k] * (firstTag[k] - last[k - 1] - 1 - tagGap[k - 1]) === 0;
        last[k] <== last[k - 1] + live[k] * (lastTag[k] - last[k - 1]);
    }

    // 3. The children are opened, all for this epoch, table and height.
    signal held[8];
    signal child[8];
    signal opened[8];
    for (var k = 0; k < 8; k++) {
        held[k] <== HashVector(cells)(childBlind[k], sum[k]);
        child[k] <== SubtreeCommitment()(height, epoch, table, firstTag[k], lastTag[k], root[k], held[k]);
        opened[k] <== live[k] * child[k];
    }
    signal digest <== Poseidon(8)(opened);
    digest === children;

    // 4. Their root; where there is no child, an empty subtree.
    signal is[7] <== IsHeight(7)(height);
    var empty = 0;
    for (var h = 0; h < 7; h++) { empty += is[h] * EMPTY_SUBTREE(h + 1); }
    signal node[8];
    for (var k = 0; k < 8; k++) {
        node[k] <== empty + live[k] * (root[k] - empty);
    }
    signal above <== Poseidon(8)(node);

    // 5. Their sums. Each is a sum over at most 8^8 accounts of 32 holdings, below 2^130: nothing wraps.
    var total[cells];
    for (var c = 0; c < cells; c++) {
        total[c] = sum[0][c];
        for (var k = 1; k < 8; k++) {
            sum[k][c] * (1 - live[k]) === 0;
            total[c] += sum[k][c];
        }
    }

    signal heldByAll <== HashVector(cells)(blind, total);
    signal subtree <== SubtreeCommitment()(height + 1, epoch, table, firstTag[0], last[7], above, heldByAll);
    subtree === commitment;
}
