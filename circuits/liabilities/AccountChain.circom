pragma circom 2.2.0;

include "../lib/AssertBits.circom";
include "../margin/AccountLeaf.circom";
include "../tree/TreeTop.circom";

/*
@title  AccountChain: the accounts of a batch, in order of their tags, and the subtree they fill
@param  levels: the batch is a complete subtree of 8^levels places
@param  n: capacity of an account in holdings
@input  firstTag: the first account's tag
@input  live[N]: 1 where a place holds an account; accounts come first, and there is at least one
@input  tagGap[N - 1]: next tag - tag - 1, for an account; anything below 2^64 elsewhere
@input  salt[N], mode[N], owner[N], word[N][ceil(n / 3)]: what the leaves are made of
@output lastTag: the last account's tag
@output root: of the subtree whose unused places are 0
@postconditions tags strictly increase: an account or a tag is in the batch once (T-14)
@constraints N * (leaf + 1) + (N - 1) * (64 + 1 + 1 + 402 / 7), leaf being AccountLeaf's 381 or 573

A tag needs no range check of its own: it is the first tag plus at most 2^24 gaps of at most 2^64, which does not wrap once
the first tag of the epoch is bounded (SolvencyTotal). No leaf is 0 (no preimage is known), so `live` can be read off the tree.
*/
template AccountChain(levels, n) {
    var N = 8 ** levels;
    var words = (n + 2) \ 3;
    signal input firstTag;
    signal input live[N];
    signal input tagGap[N - 1];
    signal input salt[N];
    signal input mode[N];
    signal input owner[N];
    signal input word[N][words];
    signal output lastTag;
    signal output root;

    signal tag[N];
    signal hashed[N];
    signal leaf[N];
    live[0] === 1;
    tag[0] <== firstTag;
    for (var a = 1; a < N; a++) {
        // live[a] is 0 or live[a - 1]: by induction 1, ..., 1, 0, ..., 0.
        live[a] * (live[a] - live[a - 1]) === 0;
        _ <== AssertBits(64)(tagGap[a - 1]);
        tag[a] <== tag[a - 1] + live[a] * (1 + tagGap[a - 1]);
    }
    for (var a = 0; a < N; a++) {
        hashed[a] <== AccountLeafOfWords(n)(tag[a], salt[a], mode[a], owner[a], word[a]);
        leaf[a] <== live[a] * hashed[a];
    }
    lastTag <== tag[N - 1];
    root <== TreeTop(levels)(leaf);
}
