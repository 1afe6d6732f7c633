pragma circom 2.2.0;

include "circomlib/circuits/poseidon.circom";
include "Domains.circom";

/*
@title  TableReading: how far a table has been read, and what that makes of both equations
        accounts             commitment of the subtree whose sums are compared
        challenges           digest of those they are made with
        cells                cells read so far
        row, weight          of the last cell read: its row, and the power of z that the row has
        table, sums          chains over the cells, and over the five sums of each
        quotients, claims    the cells' sides of both equations
        nets                 sum of net[k] * z^k
        blind                random, so that the sums of a few accounts cannot be guessed
*/
bus TableReading() {
    signal accounts;
    signal challenges;
    signal cells;
    signal row;
    signal weight;
    signal table;
    signal sums;
    signal quotients;
    signal claims;
    signal nets;
    signal blind;
}

/*
@title  ReadingCommitment: a reading in one number
@output commitment
@constraints 540
*/
template ReadingCommitment() {
    input TableReading() of;
    signal output commitment;

    commitment <== Poseidon(12)([
        DOMAIN_READING(), of.accounts, of.challenges, of.cells, of.row, of.weight,
        of.table, of.sums, of.quotients, of.claims, of.nets, of.blind
    ]);
}
