pragma circom 2.2.0;

include "circomlib/circuits/poseidon.circom";

/*
@title  HashVector: Poseidon over a list of fixed length
@param  n: length, n >= 1
@input  head: where the chain starts: a domain, a challenge, or a random blind
@input  values[n]: any field elements
@output digest: state <- Poseidon(state, next 15 values), the last block being what is left
@constraints 609 a block of 15 (40.6 a value), and less for a shorter last block

The length is a parameter of the circuit and never the prover's choice, so lists of different lengths do not meet.
*/
template HashVector(n) {
    assert(n >= 1);
    signal input head;
    signal input values[n];
    signal output digest;

    var blocks = (n + 14) \ 15;
    component block[blocks];
    for (var b = 0; b < blocks; b++) {
        var size = n - 15 * b < 15 ? n - 15 * b : 15;
        block[b] = Poseidon(1 + size);
        block[b].inputs[0] <== b == 0 ? head : block[b - 1].out;
        for (var i = 0; i < size; i++) {
            block[b].inputs[1 + i] <== values[15 * b + i];
        }
    }
    digest <== block[blocks - 1].out;
}
