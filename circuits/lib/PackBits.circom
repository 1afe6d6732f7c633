pragma circom 2.2.0;

/*
@title  PackBits: a list of bits as field elements, 252 to the word
@param  n: number of bits
@input  bits[n]: zeros and ones, by whoever made them
@output words[ceil(n / 252)]: first bit lowest
@preconditions every input is 0 or 1: then a word has one reading (2^252 < p), and hashing words binds each bit (T-03)
@constraints none
*/
template PackBits(n) {
    signal input bits[n];
    signal output words[(n + 251) \ 252];

    for (var w = 0; w < (n + 251) \ 252; w++) {
        var word = 0;
        var weight = 1;
        for (var b = 0; b < 252 && 252 * w + b < n; b++) {
            word += bits[252 * w + b] * weight;
            weight += weight;
        }
        words[w] <== word;
    }
}
