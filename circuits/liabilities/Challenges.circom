pragma circom 2.2.0;

include "circomlib/circuits/poseidon.circom";
include "Domains.circom";

/*
@title  Challenges: what is random in an epoch's equations
        lambda  powers of it weigh the words and the accounts      theta  spans and worths among the words
        zeta    powers of it weigh the five sums of a cell         y      where the logarithmic derivatives are compared
        z       powers of it weigh the net sums of the rows
*/
bus Challenges() {
    signal lambda;
    signal theta;
    signal zeta;
    signal y;
    signal z;
}

/*
@title  ChallengesDigest: binds the challenges, and what they are for, into the commitments of whoever uses them
@input  kind: of the table: what accounts are shown to meet; epoch; table: its digest
@output digest
@constraints 417

Whether they were drawn rightly is SolvencyTotal's to show, once for all batches.
*/
template ChallengesDigest() {
    signal input kind;
    signal input epoch;
    signal input table;
    input Challenges() drawn;
    signal output digest;

    digest <== Poseidon(9)([DOMAIN_DRAWN(), kind, epoch, table, drawn.lambda, drawn.theta, drawn.zeta, drawn.y, drawn.z]);
}
