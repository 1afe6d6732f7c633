pragma circom 2.2.0;

include "BatchCore.circom";
include "FlatPlaces.circom";

/*
@title  SolvencyBatch: every account's equity is at least 0, where each row has one haircut for what is held and one for what is owed
@param  levels: 8^levels accounts, a complete subtree; n: holdings each
@param  cellBits: tables of at most 2^cellBits rows, row 0 included
@postconditions the statement of SPEC.md, "Statements about a whole venue"
*/
template SolvencyBatch(levels, n, cellBits) {
    var N = 8 ** levels;
    var words = (n + 2) \ 3;
    var FLAT = 0; // straight on either side of zero, worth is equity

    // ---- public
    signal input commitment;

    // ---- private: the epoch, see BatchCore
    signal input epoch;
    signal input table;
    input Challenges() drawn;
    signal input start;
    signal input blind;

    // ---- private: the accounts, see AccountChain; worth = sum of rate * quantity + longRate * (the quantity where it is positive)
    signal input firstTag;
    signal input live[N];
    signal input tagGap[N - 1];
    signal input salt[N];
    signal input mode[N];
    signal input owner[N];
    signal input word[N][words];
    signal input worth[N];

    // ---- private: the holdings, see FlatPlaces
    signal input cell[N][n];
    signal input used[N][n];
    signal input quantity[N][n];

    component core = BatchCore(levels, n, FLAT, n * (cellBits + 66), 2 ** 64);
    core.epoch <== epoch;
    core.table <== table;
    core.drawn <== drawn;
    core.start <== start;
    core.blind <== blind;
    core.firstTag <== firstTag;
    core.live <== live;
    core.tagGap <== tagGap;
    core.salt <== salt;
    core.mode <== mode;
    core.owner <== owner;
    core.word <== word;
    core.worth <== worth;
    core.cell <== cell;
    core.measure <== quantity;

    component places[N];
    for (var a = 0; a < N; a++) {
        places[a] = FlatPlaces(n, cellBits);
        places[a].cell <== cell[a];
        places[a].used <== used[a];
        places[a].quantity <== quantity[a];
        core.bits[a] <== places[a].bits;
        core.scale[a] <== places[a].long;
        for (var i = 0; i < n; i++) { core.span[a][i] <== 0; }
    }
    core.commitment === commitment;
}
