pragma circom 2.2.0;

include "circomlib/circuits/poseidon.circom";
include "../lib/AssertBits.circom";
include "../lib/HashVector.circom";
include "../tree/EmptySubtree.circom";
include "Challenges.circom";
include "Domains.circom";
include "SubtreeCommitment.circom";
include "TableReading.circom";

/*
@title  SolvencyTotal: the subtree holds every account of the epoch's tree, the epoch's equations hold, and these are the net sums of every row
@param  rows: most rows of a table
@param  step: cells that one proof of SolvencyTable reads
@input  accountsRoot: of the whole account tree
@input  epoch, table: what the accounts were attested for, and what they were valued with
@input  subtree: the reading of the whole table, against the subtree that holds all accounts
@input  point: where the published sums are compared; hash of them and of the four inputs above
@input  totals: sum over rows k = 1, 2, ... in the table's order of net[k] * point^k
@postconditions if `subtree` and the subtree it reads were proven: the challenges were drawn after what they depend on; the accounts' sides of both equations
        are the table's; places of the tree outside the subtree are empty; tags begin in [1, 2^64]; and `totals` is the value at `point` of the
        polynomial of true net sums. Published sums with another polynomial agree there with a chance of rows / p.
@constraints SPEC, "Cost of an attestation"

Every row of the table counts: assets owed and rows of closed markets, which are published as what they net to (T-13). A row cannot be left out.
*/
template SolvencyTotal(rows, step) {
    // ---- public, in this order
    signal input accountsRoot;
    signal input epoch;
    signal input table;
    signal input subtree;
    signal input point;
    signal input totals;

    // ---- private: the subtree of all accounts
    signal input height;
    signal input firstTag;
    signal input lastTag;
    signal input root;
    signal input opening;
    signal input end;

    // ---- private: the reading of the whole table
    signal input cells;
    signal input lastRow;
    signal input lastWeight;
    signal input tableChain;
    signal input sumsChain;
    signal input quotients;
    signal input claims;
    signal input blind;

    // ---- private: the rest
    signal input kind;
    signal input asOf;
    signal input sumsBlind;
    signal input net[rows];

    // 1. The table is the attested one, read to its end.
    signal digest <== Poseidon(4)([DOMAIN_TABLE() * 2 ** 32 + kind * 2 ** 16 + step, asOf, cells, tableChain]);
    digest === table;

    // 2. The challenges, each after what it depends on: accounts and table, then what is said to be their sums.
    signal nets <== HashVector(rows)(DOMAIN_NETS(), net);
    Challenges() drawn;
    drawn.lambda <== Poseidon(5)([DOMAIN_LAMBDA(), kind, epoch, table, opening]);
    drawn.theta <== Poseidon(2)([drawn.lambda, 1]);
    drawn.zeta <== Poseidon(5)([DOMAIN_ZETA(), drawn.lambda, sumsBlind, sumsChain, nets]);
    drawn.y <== Poseidon(2)([drawn.zeta, 1]);
    drawn.z <== Poseidon(2)([drawn.zeta, 2]);
    signal challenges <== ChallengesDigest()(kind, epoch, table, drawn);

    // 3. The subtree's sides of both equations are the table's. Powers of lambda start with 1.
    Subtree() all;
    all.challenges <== challenges;
    all.firstTag <== firstTag;
    all.lastTag <== lastTag;
    all.root <== root;
    all.opening <== opening;
    all.start <== 1;
    all.end <== end;
    all.quotients <== quotients;
    all.claims <== claims;

    // 4. Net sums of the rows: committed before z, compared there, and published at the point. Horner's rule.
    signal atZ[rows];
    signal atPoint[rows];
    for (var k = rows - 1; k >= 0; k--) {
        atZ[k] <== drawn.z * (net[k] + (k == rows - 1 ? 0 : atZ[k + 1]));
        atPoint[k] <== point * (net[k] + (k == rows - 1 ? 0 : atPoint[k + 1]));
    }
    atPoint[0] === totals;

    TableReading() reading;
    reading.accounts <== SubtreeCommitment()(height, all);
    reading.challenges <== challenges;
    reading.cells <== cells;
    reading.row <== lastRow;
    reading.weight <== lastWeight;
    reading.table <== tableChain;
    reading.sums <== sumsChain;
    reading.quotients <== quotients;
    reading.claims <== claims;
    reading.nets <== atZ[0];
    reading.blind <== blind;
    signal read <== ReadingCommitment()(reading);
    read === subtree;

    // 5. Tags start a chain of at most 2^24 gaps of at most 2^64: with this bound, none wraps.
    _ <== AssertBits(64)(firstTag - 1);

    // 6. The subtree is the left end of the tree, and all that is right of it is empty.
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
}
