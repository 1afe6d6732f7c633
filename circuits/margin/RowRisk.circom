pragma circom 2.2.0;

include "circomlib/circuits/poseidon.circom";
include "ScenarioList.circom";

/*
@title  RowRisk: opens a row's scenario data
@param  scenarios: places for scenarios, at most 36
@input  word: the row's group with its rates (RiskGroups)
@input  base: signed, in 1e-8 USD, |base| < 2^54
@input  scenarioData: the commitment to the market's scenarios that the prices are meant for
@input  price[scenarios]: signed, in 1e-8 USD, |price| < 2^54; 0 in places that no scenario takes
@output risk: what the row's pieces commit to
@constraints 325 + ScenarioList

The bounds of base and prices are rules of publication (P14).
*/
template RowRisk(scenarios) {
    signal input word;
    signal input base;
    signal input scenarioData;
    signal input price[scenarios];
    signal output risk;

    signal list[2] <== ScenarioList(scenarios)(price);
    risk <== Poseidon(5)([word, base, scenarioData, list[0], list[1]]);
}
