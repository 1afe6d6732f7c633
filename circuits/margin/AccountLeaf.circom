pragma circom 2.2.0;

include "circomlib/circuits/poseidon.circom";

// The ASCII bytes of "solvency/leaf/1", "solvency/owner/1" and "solvency/null/1", read as big-endian numbers.
function DOMAIN_LEAF() {
    return 0x736f6c76656e63792f6c6561662f31;
}

function DOMAIN_OWNER() {
    return 0x736f6c76656e63792f6f776e65722f31;
}

function DOMAIN_NULLIFIER() {
    return 0x736f6c76656e63792f6e756c6c2f31;
}

function MODE_PORTFOLIO() {
    return 2;
}

/*
@title  AccountLeaf: the account-tree leaf of a margin account
@param  n: capacity in holdings, 1 <= n <= 32
@input  tag: the venue's identifier of the account
@input  salt: random, fresh for every epoch
@input  mode: 0 cross, 1 isolated, 2 portfolio
@input  owner: commitment to the owner's secret
@input  row[n] {bits <= 19}, shifted[n] {bits <= 65}: holdings; shifted = quantity + 2^64
@output leaf: Poseidon(header, tag, salt, owner, words...), three holdings of 84 bits a word
@preconditions none beyond the tags: within those bounds the words determine the holdings (84 * 3 = 252 bits)
@constraints 381 for n = 8 (3 words), 573 for n = 32 (11 words)

The header carries domain, mode and capacity, so accounts of different modes or capacities never share a leaf.
*/
template AccountLeaf(n) {
    assert(n >= 1 && n <= 32);
    signal input tag;
    signal input salt;
    signal input mode;
    signal input owner;
    signal input {bits} row[n];
    signal input {bits} shifted[n];
    signal output leaf;
    assert(row.bits <= 19 && shifted.bits <= 65);

    var place[3] = [1, 2 ** 84, 2 ** 168];
    var rows = 2 ** 65;
    var words[(n + 2) \ 3];
    for (var i = 0; i < n; i++) {
        words[i \ 3] += (row[i] * rows + shifted[i]) * place[i % 3];
    }
    leaf <== AccountLeafOfWords(n)(tag, salt, mode, owner, words);
}

/*
@title  AccountLeafOfWords: the same leaf from packed holdings, for a circuit that bounds what is packed in its own way
@param  n: capacity in holdings, 1 <= n <= 32
@input  tag, salt, mode, owner: as above
@input  word[ceil(n / 3)]: three holdings of 84 bits each
@output leaf
@constraints as above
*/
template AccountLeafOfWords(n) {
    var words = (n + 2) \ 3;
    assert(words != 4); // eight inputs are a tree node's width
    signal input tag;
    signal input salt;
    signal input mode;
    signal input owner;
    signal input word[words];
    signal output leaf;

    var inputs[4 + words];
    inputs[0] = DOMAIN_LEAF() * 2 ** 32 + mode * 2 ** 16 + n;
    inputs[1] = tag;
    inputs[2] = salt;
    inputs[3] = owner;
    for (var w = 0; w < words; w++) {
        inputs[4 + w] = word[w];
    }
    leaf <== Poseidon(4 + words)(inputs);
}
