pragma circom 2.2.0;

include "circomlib/circuits/poseidon.circom";
include "Domains.circom";

/*
@title  Subtree: what one proof says of a complete subtree of accounts
        challenges           digest of those its sums were made with
        firstTag, lastTag    of its accounts
        root                 of the subtree
        opening              of everything its accounts claim, blinded; what the first challenges depend on
        start, end           powers of lambda before its first word, and after its last
        quotients            sum of share / (y - cell) over its holdings
        claims               sum of the words', spans' and worths' claims over its accounts
*/
bus Subtree() {
    signal challenges;
    signal firstTag;
    signal lastTag;
    signal root;
    signal opening;
    signal start;
    signal end;
    signal quotients;
    signal claims;
}

/*
@title  SubtreeCommitment: a subtree in one number
@input  height: the subtree has 8^height places
@output commitment
@constraints 453

`opening` is blinded at random: without it, whoever knows a subtree's root could guess what a few accounts hold.
*/
template SubtreeCommitment() {
    signal input height;
    input Subtree() of;
    signal output commitment;

    commitment <== Poseidon(10)([
        DOMAIN_SUBTREE() * 2 ** 8 + height,
        of.challenges, of.firstTag, of.lastTag, of.root, of.opening, of.start, of.end, of.quotients, of.claims
    ]);
}
