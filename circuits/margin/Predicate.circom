pragma circom 2.2.0;

include "../lib/AssertBits.circom";

/*
@title  Predicate: equity >= ratio * requirement + buffer, as the packed public input asks
@param  unit: units of the amounts in 1e-25 USD: 1, or 10^18 for amounts in 1e-43 USD
@param  slackBits: 179 for amounts in 1e-25 USD, 239 for amounts in 1e-43 USD
@input  predicate: kind + 2 * ratioBps + 2^21 * buffer; kind 1 bit (0 maintenance, 1 initial), ratioBps 20 bits
        (10,000 is a ratio of 1), buffer 64 bits in 1e-8 USD
@input  kind, ratioBps: the prover's reading of it
@input  equity: |equity| < 2^165 * unit
@input  maintenance, initial: in [0, 2^165) for unit 1, in [0, 2^225) for unit 10^18
@postconditions the packing is read the only way it can be, and the predicate holds
@constraints 1 + 20 + 64 + slackBits + 2

Nothing is divided: both sides are scaled by 10,000. For unit 1, slack < 10^4 * 2^165 < 2^179, and
slack > -(10^4 * 2^165 + 2^20 * 2^165 + 2^64 * 10^21) > -2^187, so a negative slack, read as p + slack, is far
outside [0, 2^179) and the one range check decides the sign (SPEC, "Bounds", B6). For unit 10^18 < 2^59.8, slack is
below 2^239 and above -2^246 (B13).
*/
template Predicate(unit, slackBits) {
    signal input predicate;
    signal input kind;
    signal input ratioBps;
    signal input equity;
    signal input maintenance;
    signal input initial;

    // 1. Unpack. 1 + 20 + 64 bits leave one reading only.
    kind * (kind - 1) === 0;
    signal {bits} ratio <== AssertBits(20)(ratioBps);
    // The inverse of 2^21 is a constant: what remains after kind and ratio must be a multiple of 2^21 below 2^85.
    // Its 64 bits are all that refuses a wrong kind, which would shift it by 2^-21 in the field: not to be optimised away.
    signal {bits} buffer <== AssertBits(64)((predicate - kind - 2 * ratio) / 2 ** 21);

    // 2. The requirement asked about.
    signal requirement <== maintenance + kind * (initial - maintenance);

    // 3. Compare. A buffer unit, 1e-8 USD, is 1e17 times 1e-25 USD; everything is times 10,000.
    signal required <== ratio * requirement;
    signal slack <== 10 ** 4 * equity - required - 10 ** 21 * unit * buffer;
    _ <== AssertBits(slackBits)(slack);
}
