pragma circom 2.2.0;

include "BatchCore.circom";
include "FlatPlaces.circom";
include "TableDigest.circom";

/*
@title  SolvencyBatch: every account's equity is at least 0, where each row has one haircut for what is held and one for what is owed
@param  levels: 8^levels accounts, a complete subtree; n: holdings each
@param  cells: rows of the table, row 0 included; cellBits: 2^cellBits >= cells
@postconditions the statement of SPEC.md, "Statements about a whole venue"
*/
template SolvencyBatch(levels, n, cells, cellBits) {
    var N = 8 ** levels;
    var words = (n + 2) \ 3;
    var KIND = 0; // straight on either side of zero, worth is equity

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

    // ---- private: the holdings, see FlatPlaces
    signal input cell[N][n];
    signal input used[N][n];
    signal input quantity[N][n];

    // ---- private: the table; equity = rate * quantity + longRate * (the quantity where it is positive)
    signal input asOf;
    signal input key[cells];
    signal input longRate[cells];
    signal input rate[cells];

    component core = BatchCore(levels, n, cells, n * (cellBits + 66), 2 ** 64, 0);
    core.table <== TableDigest(cells, 2, KIND)(asOf, key, [longRate, rate]);
    core.key <== key;
    core.base <== longRate;
    core.rate <== rate;
    for (var c = 0; c < cells; c++) { core.spanOf[c] <== 0; }
    core.epoch <== epoch;
    core.blind <== blind;
    core.firstTag <== firstTag;
    core.live <== live;
    core.tagGap <== tagGap;
    core.salt <== salt;
    core.mode <== mode;
    core.owner <== owner;
    core.cell <== cell;
    core.measure <== quantity;

    signal word[N][words];
    signal worth[N];
    component places[N];
    for (var a = 0; a < N; a++) {
        places[a] = FlatPlaces(n, cellBits);
        places[a].cell <== cell[a];
        places[a].used <== used[a];
        places[a].quantity <== quantity[a];
        core.bits[a] <== places[a].bits;
        core.scale[a] <== places[a].long;

        // `<--` is safe: BatchCore shows that words and worth are what key, rates and holdings make of them.
        var packed[words];
        var sum = 0;
        for (var i = 0; i < n; i++) {
            core.span[a][i] <== 0;
            if (cell[a][i] < cells) {
                packed[i \ 3] += (key[cell[a][i]] + quantity[a][i] + 2 ** 64) * 2 ** (84 * (i % 3));
                sum += longRate[cell[a][i]] * (quantity[a][i] > 0 ? quantity[a][i] : 0) + rate[cell[a][i]] * quantity[a][i];
            }
        }
        word[a] <-- packed;
        worth[a] <-- sum;
    }
    core.word <== word;
    core.worth <== worth;
    core.commitment === commitment;
}
