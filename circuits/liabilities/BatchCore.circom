pragma circom 2.2.0;

include "circomlib/circuits/bitify.circom";
include "circomlib/circuits/poseidon.circom";
include "../lib/HashVector.circom";
include "../lib/PackBits.circom";
include "AccountChain.circom";
include "CellSums.circom";
include "Domains.circom";
include "SubtreeCommitment.circom";

/*
@title  BatchCore: accounts whose holdings lie on cells of a table are worth at least nothing, and these are the sums
@param  levels: 8^levels accounts; n: holdings each; cells: size class of the table
@param  claimed: bits an account's places were decomposed into
@param  shift: what is added to `measure` to give the offset from the cell's lower bound
@param  margin: 1 refuses portfolio accounts, whose requirement is no sum over holdings
@input  bits[N][claimed]: every bit of the places, so that hashing them binds cell, measure and span
@input  measure[N][n]: quantity as the cell measures it; measure + shift in [0, 2^65)
@input  scale[N][n]: what `base` is multiplied with in a holding's worth; fixed by the claimed bits
@input  span[N][n]: below 2^84, what `spanOf` of the cell has to be; 0 where the number of bits places a holding
@input  word[N][ceil(n / 3)]: the leaves' packed holdings
@input  key[cells], spanOf[cells], base[cells], rate[cells]: the table
@output commitment: of the subtree, see SubtreeCommitment
@postconditions but for a chance below 2^-230 (SPEC, "Challenges"), for every holding i of every account
        1. its code in the leaf is key[cell] + measure + shift, and span = spanOf[cell];
        2. the account's worth, the sum of base[cell] * scale + rate[cell] * measure, is in [0, 2^worthBits);
        and the sums in the commitment are those of measure + shift + 2^100, cell by cell.
@constraints SPEC, "Cost of a batch"
*/
template BatchCore(levels, n, cells, claimed, shift, margin) {
    var N = 8 ** levels;
    var words = (n + 2) \ 3;
    // |worth| of a holding is below 2^161: of 8 holdings below 2^164, of 32 below 2^166.
    var worthBits = n <= 8 ? 164 : 166;
    assert(n <= 32);

    // ---- private: the accounts
    signal input firstTag;
    signal input live[N];
    signal input tagGap[N - 1];
    signal input salt[N];
    signal input mode[N];
    signal input owner[N];
    signal input word[N][words];
    signal input bits[N][claimed];
    signal input cell[N][n];
    signal input measure[N][n];
    signal input scale[N][n];
    signal input span[N][n];
    signal input worth[N];

    // ---- private: the table and what the commitment is made of
    signal input table;
    signal input key[cells];
    signal input spanOf[cells];
    signal input base[cells];
    signal input rate[cells];
    signal input epoch;
    signal input blind;

    signal output commitment;

    // 1. The accounts and their subtree.
    component accounts = AccountChain(levels, n);
    accounts.firstTag <== firstTag;
    accounts.live <== live;
    accounts.tagGap <== tagGap;
    accounts.salt <== salt;
    accounts.mode <== mode;
    accounts.owner <== owner;
    accounts.word <== word;
    if (margin == 1) {
        for (var a = 0; a < N; a++) { mode[a] * (mode[a] - 1) === 0; }
    } else {
        signal portfolio[N];
        for (var a = 0; a < N; a++) {
            portfolio[a] <== mode[a] * (mode[a] - 1);
            portfolio[a] * (mode[a] - 2) === 0;
        }
    }

    // 2. A place without account holds nothing. Its leaf binds no words: they are fixed here.
    for (var a = 1; a < N; a++) {
        cell[a][n - 1] * (1 - live[a]) === 0; // cells do not fall along an account
        for (var w = 0; w < words; w++) {
            var unused = 0;
            for (var i = 3 * w; i < 3 * w + 3 && i < n; i++) {
                unused += 2 ** 64 * 2 ** (84 * (i % 3));
            }
            (word[a][w] - unused) * (1 - live[a]) === 0;
        }
    }

    // 3. Nobody is under water.
    signal worthBit[N][worthBits];
    for (var a = 0; a < N; a++) {
        worthBit[a] <== Num2Bits(worthBits)(worth[a]);
    }

    // 4. First challenge, after everything an account is made of.
    var perAccount = claimed + worthBits;
    component packed = PackBits(N * perAccount);
    for (var a = 0; a < N; a++) {
        for (var b = 0; b < claimed; b++) { packed.bits[a * perAccount + b] <== bits[a][b]; }
        for (var b = 0; b < worthBits; b++) { packed.bits[a * perAccount + claimed + b] <== worthBit[a][b]; }
    }
    signal opening <== Poseidon(4)([DOMAIN_BATCH(), epoch, table, accounts.root]);
    signal lambda <== HashVector((N * perAccount + 251) \ 252)(opening, packed.words);

    signal power[N * words + 1];
    power[0] <== 1;
    for (var e = 1; e <= N * words; e++) {
        power[e] <== power[e - 1] * lambda;
    }
    signal theta <== power[N * words];
    signal theta2 <== theta * theta;

    // 5. Four sums per cell: of the words' weights, of both factors of worth, and of what is held.
    //    Computed for the witness here, with `<--`: CellSums constrains all four.
    var gathered[4][cells];
    for (var a = 0; a < N; a++) {
        for (var i = 0; i < n; i++) {
            if (cell[a][i] < cells) {
                gathered[0][cell[a][i]] += power[a * words + i \ 3] * 2 ** (84 * (i % 3));
                gathered[1][cell[a][i]] += power[a * words] * scale[a][i];
                gathered[2][cell[a][i]] += power[a * words] * measure[a][i];
                gathered[3][cell[a][i]] += measure[a][i] + shift + 2 ** 100;
            }
        }
    }
    signal sum[4][cells];
    sum <-- gathered;

    // 6. What is held goes into the commitment; the other sums have served once the second challenges are drawn.
    signal held <== HashVector(cells)(blind, sum[3]);
    commitment <== SubtreeCommitment()(levels, epoch, table, firstTag, accounts.lastTag, accounts.root, held);

    var hashed[3 * cells + 1];
    hashed[0] = held;
    for (var v = 0; v < 3; v++) {
        for (var c = 0; c < cells; c++) { hashed[1 + v * cells + c] = sum[v][c]; }
    }
    signal zeta <== HashVector(3 * cells + 1)(lambda, hashed);
    signal y <== Poseidon(1)([zeta]);

    // 7. The sums are the sums.
    signal zeta2 <== zeta * zeta;
    signal zeta3 <== zeta2 * zeta;
    signal once[N];
    signal twice[N];
    signal scaleShare[N][n];
    signal measureShare[N][n];
    component sums = CellSums(N * n, cells);
    sums.zeta <== zeta;
    sums.y <== y;
    sums.sum <== sum;
    for (var a = 0; a < N; a++) {
        once[a] <== zeta * power[a * words];
        twice[a] <== zeta2 * power[a * words];
        for (var i = 0; i < n; i++) {
            scaleShare[a][i] <== once[a] * scale[a][i];
            measureShare[a][i] <== (twice[a] + zeta3) * measure[a][i];
            sums.cell[a * n + i] <== cell[a][i];
            sums.share[a * n + i] <== power[a * words + i \ 3] * 2 ** (84 * (i % 3))
                + scaleShare[a][i] + measureShare[a][i] + zeta3 * (shift + 2 ** 100);
        }
    }

    // 8. One equation in powers of lambda, a power for each word's codes, for each word's spans, and for each account's worth.
    var claims = 0;
    var worths = 0;
    signal spanned[N][words];
    signal claim[N][words];
    signal weighted[N];
    for (var a = 0; a < N; a++) {
        for (var w = 0; w < words; w++) {
            var offsets = 0;
            var wordSpan = 0;
            for (var i = 3 * w; i < 3 * w + 3 && i < n; i++) {
                offsets += (measure[a][i] + shift) * 2 ** (84 * (i % 3));
                wordSpan += span[a][i] * 2 ** (84 * (i % 3));
            }
            spanned[a][w] <== theta * wordSpan;
            claim[a][w] <== power[a * words + w] * (word[a][w] - offsets + spanned[a][w]);
            claims += claim[a][w];
        }
        weighted[a] <== power[a * words] * worth[a];
        worths += weighted[a];
    }
    signal spanning[cells];
    signal coded[cells];
    signal baseWorth[cells];
    signal measureWorth[cells];
    for (var c = 0; c < cells; c++) {
        spanning[c] <== theta * spanOf[c];
        coded[c] <== (key[c] + spanning[c]) * sum[0][c];
        baseWorth[c] <== base[c] * sum[1][c];
        measureWorth[c] <== rate[c] * sum[2][c];
        claims -= coded[c];
        worths -= baseWorth[c] + measureWorth[c];
    }
    claims + theta2 * worths === 0;
}
