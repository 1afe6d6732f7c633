pragma circom 2.2.0;

include "BatchCore.circom";
include "PiecePlaces.circom";
include "TableDigest.circom";

/*
@title  SolvencyBatchPieces: every account is worth at least 0 by the pieces of the market: its equity, or what is left of it after the
        maintenance requirement
@param  levels: 8^levels accounts, a complete subtree; n: holdings each
@param  cells: pieces of the table, the unused one included; cellBits: 2^cellBits >= cells
@param  margin: 1 if worth is equity - maintenance requirement, 0 if it is equity
@postconditions the statement of SPEC.md, "Statements about a whole venue"
*/
template SolvencyBatchPieces(levels, n, cells, cellBits, margin) {
    assert(margin == 0 || margin == 1);
    var N = 8 ** levels;
    var words = (n + 2) \ 3;
    var KIND = 1 + margin;

    // ---- public
    signal input commitment;

    // ---- private: the batch, see AccountChain
    signal input epoch;
    signal input blind;
    signal input firstTag;
    signal input live[N];
    signal input tagGap[N - 1];
    signal input salt[N];
    signal input mode[N];
    signal input owner[N];

    // ---- private: the holdings, see PiecePlaces
    signal input cell[N][n];
    signal input ordinal[N][n];
    signal input offset[N][n];
    signal input room[N][n];

    // ---- private: the table; worth = base + slope * offset, span = width + 2^66 * ordinal
    signal input asOf;
    signal input key[cells];
    signal input span[cells];
    signal input base[cells];
    signal input slope[cells];

    component core = BatchCore(levels, n, cells, n * (cellBits + 136), 0, margin);
    core.table <== TableDigest(cells, 3, KIND)(asOf, key, [span, base, slope]);
    core.key <== key;
    core.spanOf <== span;
    core.base <== base;
    core.rate <== slope;
    core.epoch <== epoch;
    core.blind <== blind;
    core.firstTag <== firstTag;
    core.live <== live;
    core.tagGap <== tagGap;
    core.salt <== salt;
    core.mode <== mode;
    core.owner <== owner;
    core.cell <== cell;
    core.measure <== offset;

    signal word[N][words];
    signal worth[N];
    component places[N];
    for (var a = 0; a < N; a++) {
        places[a] = PiecePlaces(n, cellBits);
        places[a].cell <== cell[a];
        places[a].ordinal <== ordinal[a];
        places[a].offset <== offset[a];
        places[a].room <== room[a];
        core.bits[a] <== places[a].bits;

        // `<--` is safe: BatchCore shows that words and worth are what the table and the holdings make of them.
        var packed[words];
        var sum = 0;
        for (var i = 0; i < n; i++) {
            core.scale[a][i] <== 1;
            core.span[a][i] <== offset[a][i] + room[a][i] + 1 + 2 ** 66 * ordinal[a][i];
            if (cell[a][i] < cells) {
                packed[i \ 3] += (key[cell[a][i]] + offset[a][i]) * 2 ** (84 * (i % 3));
                sum += base[cell[a][i]] + slope[cell[a][i]] * offset[a][i];
            }
        }
        word[a] <-- packed;
        worth[a] <-- sum;
    }
    core.word <== word;
    core.worth <== worth;
    core.commitment === commitment;
}
