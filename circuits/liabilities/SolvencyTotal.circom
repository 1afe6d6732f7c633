pragma circom 2.2.0;

include "circomlib/circuits/comparators.circom";
include "circomlib/circuits/poseidon.circom";
include "../lib/AssertBits.circom";
include "../lib/HashVector.circom";
include "../tree/EmptySubtree.circom";
include "Domains.circom";
include "SubtreeCommitment.circom";

/*
@title  SolvencyTotal: the subtree holds every account of the epoch's tree, and these are the net sums of every row
@param  cells: size class of the table
@input  accountsRoot: of the whole account tree
@input  epoch, table: as in all commitments below
@input  subtree: commitment of the subtree that holds all accounts
@input  point: where the published sums are compared; hash of them and of the four inputs above
@input  totals: sum over rows k = 1, 2, ... in the table's order of net[k] * point^k
@postconditions if `subtree` was proven, the places of the tree outside it are empty, tags begin in [1, 2^64], and `totals` is the value at
        `point` of the polynomial of true net sums; published sums with another polynomial agree there with a chance of rows / p
@constraints SPEC, "Cost of a batch"

Every row of the table counts: assets owed and rows of closed markets, which are published as what they net to (T-13). A row cannot be left out.
*/
template SolvencyTotal(cells) {
    // ---- public, in this order
    signal input accountsRoot;
    signal input epoch;
    signal input table;
    signal input subtree;
    signal input point;
    signal input totals;

    // ---- private: the subtree
    signal input height;
    signal input firstTag;
    signal input lastTag;
    signal input root;
    signal input blind;
    signal input sum[cells];
    signal input count[cells];

    // ---- private: the table
    signal input header;
    signal input asOf;
    signal input rates;
    signal input row[cells];
    signal input lower[cells];

    // 1. The subtree that was proven.
    signal held <== HashVector(cells)(blind, sum);
    signal opened <== SubtreeCommitment()(height, epoch, table, firstTag, lastTag, root, held);
    opened === subtree;

    // 2. Its tags start a chain of at most 2^24 gaps of at most 2^64: with this bound, none wraps.
    _ <== AssertBits(64)(firstTag - 1);

    // 3. It is the left end of the tree, and all that is right of it is empty.
    signal is[8] <== IsHeight(8)(height);
    signal node[8];
    signal parent[7];
    node[0] <== root;
    var reached = 0;
    for (var h = 1; h < 8; h++) {
        reached += is[h - 1];
        var children[8];
        children[0] = node[h - 1];
        for (var k = 1; k < 8; k++) { children[k] = EMPTY_SUBTREE(h); }
        parent[h - 1] <== Poseidon(8)(children);
        node[h] <== node[h - 1] + reached * (parent[h - 1] - node[h - 1]);
    }
    node[7] === accountsRoot;

    // 4. The table's keys: which row a cell is of, and where it starts. A digest has one preimage, so header and rates are the table's.
    var key[cells];
    for (var c = 0; c < cells; c++) {
        _ <== AssertBits(14)(row[c]);
        _ <== AssertBits(65)(lower[c]);
        key[c] = row[c] * 2 ** 65 + lower[c];
    }
    signal keys <== HashVector(cells)(DOMAIN_CELLS(), key);
    signal digest <== Poseidon(4)([header, asOf, keys, rates]);
    digest === table;

    // 5. What is held on each cell: the sum of (offset + 2^100) is offsets + 2^100 * holdings, and
    //    at most 2^29 holdings with offsets below 2^65 make offsets < 2^94.
    signal net[cells];
    for (var c = 0; c < cells; c++) {
        _ <== AssertBits(30)(count[c]);
        _ <== AssertBits(100)(sum[c] - 2 ** 100 * count[c]);
        // A holding is offset + lower - 2^64: |net| of a row is at most 2^29 * 2^64.
        net[c] <== sum[c] - 2 ** 100 * count[c] + count[c] * (lower[c] - 2 ** 64);
    }

    // 6. Cell by cell, a new row is weighted with the next power of the point.
    signal same[cells - 1];
    signal step[cells - 1];
    signal weight[cells];
    signal share[cells];
    weight[0] <== 1;
    share[0] <== net[0]; // row 0, of unused places
    var published = share[0];
    for (var c = 1; c < cells; c++) {
        same[c - 1] <== IsZero()(row[c] - row[c - 1]);
        step[c - 1] <== (1 - same[c - 1]) * (point - 1);
        weight[c] <== weight[c - 1] * (1 + step[c - 1]);
        share[c] <== net[c] * weight[c];
        published += share[c];
    }
    published === totals;
}
