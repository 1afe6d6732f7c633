pragma circom 2.2.0;

/*
@title  AssertMember: a value is one of n given values
@param  n: size of the set, n >= 2
@input  value: the value looked for
@input  set[n]: the candidates
@postconditions value = set[k] for some k
@constraints n - 1 (a product of n differences that must vanish)

The position k is not revealed and not needed: what a tree commits to names itself (a piece its row and its
interval, an account its tag), so where it lies in the tree says nothing more. This replaces the index bits
and the multiplexer of a usual Merkle level.
*/
template AssertMember(n) {
    assert(n >= 2);
    signal input value;
    signal input set[n];

    signal product[n - 1];
    product[0] <== (set[0] - value) * (set[1] - value);
    for (var i = 1; i < n - 1; i++) {
        product[i] <== product[i - 1] * (set[i + 1] - value);
    }
    product[n - 2] === 0;
}
