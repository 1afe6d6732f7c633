pragma circom 2.2.0;

include "circomlib/circuits/comparators.circom";
include "../lib/HashVector.circom";
include "Challenges.circom";
include "Domains.circom";
include "TableReading.circom";

/*
@title  SolvencyTable: the next cells of the table, and their side of the epoch's equations
@param  step: cells that one proof reads
@input  accounts: commitment of the subtree whose sums are compared
@input  before: commitment of the reading so far; 0 where it begins
@input  after: commitment of the reading with these cells
@postconditions if `before` was proven or is 0, `after` is the reading of the cells before and of these: chains over them and over the five sums
        said of each, both equations' sums over them, and the rows' net sums at z. y is the place of none of them.
@constraints SPEC, "Cost of an attestation"
*/
template SolvencyTable(step) {
    // ---- public
    signal input accounts;
    signal input before;
    signal input after;

    // ---- private: the epoch
    signal input kind;
    signal input epoch;
    signal input table;
    input Challenges() drawn;

    // ---- private: the reading so far, see TableReading
    signal input begins;
    signal input cells;
    signal input lastRow;
    signal input lastWeight;
    signal input tableSoFar;
    signal input sumsSoFar;
    signal input quotientsSoFar;
    signal input claimsSoFar;
    signal input netsSoFar;
    signal input blindBefore;
    signal input blindAfter;

    // ---- private: the cells; worth = base * scale + rate * measure
    signal input row[step];
    signal input lower[step];
    signal input span[step];
    signal input base[step];
    signal input rate[step];

    // ---- private: over all holdings on a cell, the sums of
    signal input codes[step];    // the weight of its place in its word
    signal input scales[step];   // scale, weighted by account
    signal input measures[step]; // measure, weighted by account
    signal input offsets[step];  // offset
    signal input counts[step];   // 1

    signal challenges <== ChallengesDigest()(kind, epoch, table, drawn);

    // 1. The reading goes on from `before`, or begins.
    TableReading() read;
    read.accounts <== accounts;
    read.challenges <== challenges;
    read.cells <== cells;
    read.row <== lastRow;
    read.weight <== lastWeight;
    read.table <== tableSoFar;
    read.sums <== sumsSoFar;
    read.quotients <== quotientsSoFar;
    read.claims <== claimsSoFar;
    read.nets <== netsSoFar;
    read.blind <== blindBefore;
    signal opened <== ReadingCommitment()(read);
    begins * (begins - 1) === 0;
    before === (1 - begins) * opened;
    begins * cells === 0;
    begins * lastRow === 0;
    begins * (lastWeight - 1) === 0;
    begins * (tableSoFar - DOMAIN_CELLS()) === 0;
    begins * (sumsSoFar - DOMAIN_SUMS()) === 0;
    begins * quotientsSoFar === 0;
    begins * claimsSoFar === 0;
    begins * netsSoFar === 0;

    // 2. Chains over the cells and over what is said of each.
    var columns[5 * step];
    var sums[5 * step];
    for (var c = 0; c < step; c++) {
        columns[c] = row[c];
        columns[step + c] = lower[c];
        columns[2 * step + c] = span[c];
        columns[3 * step + c] = base[c];
        columns[4 * step + c] = rate[c];
        sums[c] = codes[c];
        sums[step + c] = scales[c];
        sums[2 * step + c] = measures[c];
        sums[3 * step + c] = offsets[c];
        sums[4 * step + c] = counts[c];
    }

    // 3. Both equations' sides. Horner's rule over the five sums of a cell.
    signal inverse[step];
    signal third[step];
    signal second[step];
    signal first[step];
    signal all[step];
    signal quotient[step];
    signal spanning[step];
    signal coded[step];
    signal baseWorth[step];
    signal rateWorth[step];
    var rows = 2 ** 65;
    var quotients = 0;
    var claims = 0;
    var worths = 0;
    for (var c = 0; c < step; c++) {
        // `<--` is safe: the product is forced to be 1, so y is not the cell's number and the inverse is the only one.
        inverse[c] <-- 1 / (drawn.y - cells - c);
        inverse[c] * (drawn.y - cells - c) === 1;
        third[c] <== drawn.zeta * counts[c] + offsets[c];
        second[c] <== drawn.zeta * third[c] + measures[c];
        first[c] <== drawn.zeta * second[c] + scales[c];
        all[c] <== drawn.zeta * first[c] + codes[c];
        quotient[c] <== all[c] * inverse[c];
        quotients += quotient[c];

        spanning[c] <== drawn.theta * span[c];
        coded[c] <== (row[c] * rows + lower[c] + spanning[c]) * codes[c];
        baseWorth[c] <== base[c] * scales[c];
        rateWorth[c] <== rate[c] * measures[c];
        claims += coded[c];
        worths += baseWorth[c] + rateWorth[c];
    }
    signal theta2 <== drawn.theta * drawn.theta;
    signal worthy <== theta2 * worths;

    // 4. Net sums: a holding is offset + lower - 2^64. A new row is weighted with the next power of z.
    signal same[step];
    signal turn[step];
    signal weight[step];
    signal net[step];
    signal share[step];
    var zero = 2 ** 64;
    var nets = 0;
    for (var c = 0; c < step; c++) {
        var rowBefore = c == 0 ? lastRow : row[c - 1];
        var weightBefore = c == 0 ? lastWeight : weight[c - 1];
        same[c] <== IsZero()(row[c] - rowBefore);
        turn[c] <== (1 - same[c]) * (drawn.z - 1);
        weight[c] <== weightBefore * (1 + turn[c]);
        net[c] <== offsets[c] + counts[c] * (lower[c] - zero);
        share[c] <== net[c] * weight[c];
        nets += share[c];
    }

    // 5. The reading with these cells.
    TableReading() reading;
    reading.accounts <== accounts;
    reading.challenges <== challenges;
    reading.cells <== cells + step;
    reading.row <== row[step - 1];
    reading.weight <== weight[step - 1];
    reading.table <== HashVector(5 * step)(tableSoFar, columns);
    reading.sums <== HashVector(5 * step)(sumsSoFar, sums);
    reading.quotients <== quotientsSoFar + quotients;
    reading.claims <== claimsSoFar + claims + worthy;
    reading.nets <== netsSoFar + nets;
    reading.blind <== blindAfter;
    signal reached <== ReadingCommitment()(reading);
    reached === after;
}
