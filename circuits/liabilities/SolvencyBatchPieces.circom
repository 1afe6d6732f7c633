pragma circom 2.2.0;

include "BatchCore.circom";
include "PiecePlaces.circom";

/*
@title  SolvencyBatchPieces: every account is worth at least 0 by the pieces of the market: its equity, or what is left of it after the
        maintenance requirement
@param  levels: 8^levels accounts, a complete subtree; n: holdings each
@param  cellBits: tables of at most 2^cellBits pieces, the unused one included
@param  margin: 1 if worth is equity - maintenance requirement, 0 if it is equity
@postconditions the statement of SPEC.md, "Statements about a whole venue"
*/
template SolvencyBatchPieces(levels, n, cellBits, margin) {
    assert(margin == 0 || margin == 1);
    var N = 8 ** levels;
    var words = (n + 2) \ 3;

    // ---- public
    signal input commitment;

    // ---- private: the epoch, see BatchCore
    signal input epoch;
    signal input table;
    input Challenges() drawn;
    signal input start;
    signal input blind;

    // ---- private: the accounts, see AccountChain; worth = sum of base + slope * offset
    signal input firstTag;
    signal input live[N];
    signal input tagGap[N - 1];
    signal input salt[N];
    signal input mode[N];
    signal input owner[N];
    signal input word[N][words];
    signal input worth[N];

    // ---- private: the holdings, see PiecePlaces
    signal input cell[N][n];
    signal input ordinal[N][n];
    signal input offset[N][n];
    signal input room[N][n];

    component core = BatchCore(levels, n, 1 + margin, n * (cellBits + 136), 0);
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
    core.measure <== offset;

    var ordinals = 2 ** 66;
    component places[N];
    for (var a = 0; a < N; a++) {
        places[a] = PiecePlaces(n, cellBits);
        places[a].cell <== cell[a];
        places[a].ordinal <== ordinal[a];
        places[a].offset <== offset[a];
        places[a].room <== room[a];
        core.bits[a] <== places[a].bits;
        for (var i = 0; i < n; i++) {
            core.scale[a][i] <== 1;
            core.span[a][i] <== offset[a][i] + room[a][i] + 1 + ordinals * ordinal[a][i];
        }
    }
    core.commitment === commitment;
}
