pragma circom 2.2.0;

include "circomlib/circuits/poseidon.circom";
include "../lib/AssertBits.circom";
include "../tree/EmptySubtree.circom";
include "Domains.circom";
include "SubtreeCommitment.circom";

/*
@title  SolvencyFold: one to eight neighbouring subtrees of accounts are one subtree, a level higher
@input  commitment: of the subtree they make
@input  children: Poseidon of the eight commitments that were opened, 0 for a place that holds no account
@postconditions if every child's commitment was proven (by a batch or a fold), all were made with the same challenges, their tags increase and their
        powers of lambda continue from child to child, and the commitment holds their common root, opening and sums: none left out, doubled
        or out of order (T-14, T-28)
@constraints SPEC, "Cost of an attestation"
*/
template SolvencyFold() {
    // ---- public
    signal input commitment;
    signal input children;

    // ---- private: what all have in common
    signal input height;
    signal input challenges;

    // ---- private: the children
    signal input live[8];
    signal input tagGap[7];
    signal input firstTag[8];
    signal input lastTag[8];
    signal input root[8];
    signal input opening[8];
    signal input start[8];
    signal input end[8];
    signal input quotients[8];
    signal input claims[8];

    // 1. Real children come first, and there is one. What is said of a child that is not there counts nothing.
    live[0] === 1;
    for (var k = 1; k < 8; k++) {
        live[k] * (live[k] - live[k - 1]) === 0;
        quotients[k] * (1 - live[k]) === 0;
        claims[k] * (1 - live[k]) === 0;
    }

    // 2. Each child's tags lie above those before it, and its powers begin where those before it end. Within a child its own proof says so.
    signal lastOf[8];
    signal endOf[8];
    lastOf[0] <== lastTag[0];
    endOf[0] <== end[0];
    for (var k = 1; k < 8; k++) {
        _ <== AssertBits(64)(tagGap[k - 1]);
        live[k] * (firstTag[k] - lastOf[k - 1] - 1 - tagGap[k - 1]) === 0;
        lastOf[k] <== lastOf[k - 1] + live[k] * (lastTag[k] - lastOf[k - 1]);
        live[k] * (start[k] - endOf[k - 1]) === 0;
        endOf[k] <== endOf[k - 1] + live[k] * (end[k] - endOf[k - 1]);
    }

    // 3. The children are opened, all of this height and with these challenges.
    Subtree() child[8];
    signal committed[8];
    signal opened[8];
    for (var k = 0; k < 8; k++) {
        child[k].challenges <== challenges;
        child[k].firstTag <== firstTag[k];
        child[k].lastTag <== lastTag[k];
        child[k].root <== root[k];
        child[k].opening <== opening[k];
        child[k].start <== start[k];
        child[k].end <== end[k];
        child[k].quotients <== quotients[k];
        child[k].claims <== claims[k];
        committed[k] <== SubtreeCommitment()(height, child[k]);
        opened[k] <== live[k] * committed[k];
    }
    signal digest <== Poseidon(8)(opened);
    digest === children;

    // 4. Their root and their opening; where there is no child, an empty subtree and 0.
    signal is[7] <== IsHeight(7)(height);
    var empty = 0;
    for (var h = 0; h < 7; h++) { empty += is[h] * EMPTY_SUBTREE(h + 1); }
    signal node[8];
    signal claimed[9];
    claimed[0] <== DOMAIN_FOLD();
    var quotientsOfAll = 0;
    var claimsOfAll = 0;
    for (var k = 0; k < 8; k++) {
        node[k] <== empty + live[k] * (root[k] - empty);
        claimed[1 + k] <== live[k] * opening[k];
        quotientsOfAll += quotients[k];
        claimsOfAll += claims[k];
    }

    // 5. The subtree they make.
    Subtree() all;
    all.challenges <== challenges;
    all.firstTag <== firstTag[0];
    all.lastTag <== lastOf[7];
    all.root <== Poseidon(8)(node);
    all.opening <== Poseidon(9)(claimed);
    all.start <== start[0];
    all.end <== endOf[7];
    all.quotients <== quotientsOfAll;
    all.claims <== claimsOfAll;
    signal subtree <== SubtreeCommitment()(height + 1, all);
    subtree === commitment;
}
