pragma circom 2.2.0;

include "circomlib/circuits/poseidon.circom";
include "../lib/AssertBits.circom";
include "ScenarioList.circom";

/*
@title  ScenarioData: the market's scenarios and factors, as every row's `risk` contains them
@param  scenarios: places for scenarios, at most 36
@param  absolutes: how many of them, the first, may count by absolute value
@input  maintenanceFactor, initialFactor: rates of the worst loss, in 1e-9
@input  absolute[absolutes]: 1 where the scenario counts by absolute value
@input  damp[scenarios]: in 1e-9; 0 in places that no scenario takes
@output hash: the commitment to all of it
@postconditions factors are below 2^32; absolute is boolean. No scenario is left out: what a circuit has no place for is committed to be 0, and
        with damp 0 it would neither gain nor lose
@constraints 389 + absolutes + ScenarioList

An account without exposures opens no row, so nothing ties what is hashed here to the market: a factor below zero would
turn an overstated loss into so much less requirement. Both are therefore rates whatever the market says.
*/
template ScenarioData(scenarios, absolutes) {
    signal input maintenanceFactor;
    signal input initialFactor;
    signal input absolute[absolutes];
    signal input damp[scenarios];
    signal output hash;

    _ <== AssertBits(32)(maintenanceFactor);
    _ <== AssertBits(32)(initialFactor);

    var flags = 0;
    var weight = 1;
    for (var s = 0; s < absolutes; s++) {
        absolute[s] * (absolute[s] - 1) === 0;
        flags += absolute[s] * weight;
        weight += weight;
    }
    signal list[2] <== ScenarioList(scenarios)(damp);
    hash <== Poseidon(5)([maintenanceFactor, initialFactor, flags, list[0], list[1]]);
}
