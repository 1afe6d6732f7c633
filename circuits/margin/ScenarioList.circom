pragma circom 2.2.0;

include "circomlib/circuits/poseidon.circom";

/*
The hash of the last twenty values of a list when all are 0: Poseidon(16) of fifteen zeros and Poseidon(5) of five.
A circuit of sixteen scenarios states that there are no more by using it.
*/
function NO_MORE_SCENARIOS() {
    return 2663522351461806563261234403589923358713553209724503473041487344686757399728;
}

/*
@title  ScenarioList: hashes of a list with one value a scenario, which is always 36 long
@param  scenarios: how many of the values the circuit opens, 1..16 or 17..36; it takes the others to be 0
@input  value[scenarios]: prices of a row, or damps of the market
@output hash[2]: of the first sixteen values, and of the other twenty
@constraints 609 up to 16 scenarios; 609 + 934 beyond

Values are hashed as they are. Their ranges are rules of publication.
*/
template ScenarioList(scenarios) {
    assert(scenarios >= 1 && scenarios <= 36);
    signal input value[scenarios];
    signal output hash[2];

    var list[36];
    for (var s = 0; s < scenarios; s++) {
        list[s] = value[s];
    }
    var first[16];
    var middle[15];
    var last[5];
    for (var s = 0; s < 16; s++) { first[s] = list[s]; }
    for (var s = 0; s < 15; s++) { middle[s] = list[16 + s]; }
    for (var s = 0; s < 5; s++) { last[s] = list[31 + s]; }

    hash[0] <== Poseidon(16)(first);
    if (scenarios <= 16) {
        hash[1] <== NO_MORE_SCENARIOS();
    } else {
        signal end <== Poseidon(5)(last);
        hash[1] <== Poseidon(16)([
            middle[0], middle[1], middle[2], middle[3], middle[4], middle[5], middle[6], middle[7],
            middle[8], middle[9], middle[10], middle[11], middle[12], middle[13], middle[14], end
        ]);
    }
}
