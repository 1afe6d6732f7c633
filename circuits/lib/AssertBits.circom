pragma circom 2.2.0;

/*
@title  AssertBits: a value is a natural number below 2^n
@param  n: width in bits, 1 <= n <= 252, so that 2^n is below the field modulus and the decomposition is unique
@input  in: any field element
@output out {bits}: the same value; the tag `bits` = n carries the fact to whoever needs it
@postconditions 0 <= in < 2^n
@constraints n (n booleans; the sum is linear and takes the place of one of them)
*/
template AssertBits(n) {
    assert(n >= 1 && n <= 252);
    signal input in;
    signal output {bits} out;

    // `<--` is safe: every bit is forced boolean and their weighted sum is forced equal to `in`.
    signal bit[n];
    var sum = 0;
    var weight = 1; // 2^i. A power in a loop would be computed by squarings for every witness.
    for (var i = 0; i < n; i++) {
        bit[i] <-- (in >> i) & 1;
        bit[i] * (bit[i] - 1) === 0;
        sum += bit[i] * weight;
        weight += weight;
    }
    sum === in;

    out.bits = n;
    out <== in;
}
