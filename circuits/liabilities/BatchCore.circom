pragma circom 2.2.0;

include "circomlib/circuits/bitify.circom";
include "circomlib/circuits/poseidon.circom";
include "../lib/HashVector.circom";
include "../lib/PackBits.circom";
include "AccountChain.circom";
include "Challenges.circom";
include "Domains.circom";
include "SubtreeCommitment.circom";

/*
@title  BatchCore: accounts whose holdings lie on cells of a table are worth at least nothing, and this is their part in the epoch's equations
@param  levels: 8^levels accounts; n: holdings each; kind: of the table
@param  claimed: bits an account's places were decomposed into
@param  shift: what is added to `measure` to give the offset from the cell's lower bound
@input  drawn: the epoch's challenges; start: lambda to the number of words in the batches before
@input  bits[N][claimed]: every bit of the places, so that hashing them binds cell, measure and span
@input  measure[N][n]: quantity as the cell measures it; measure + shift in [0, 2^65)
@input  scale[N][n]: what `base` is multiplied with in a holding's worth; fixed by the claimed bits
@input  span[N][n]: below 2^84, what the cell's span has to be; 0 where the number of bits places a holding
@input  word[N][ceil(n / 3)]: the leaves' packed holdings
@input  worth[N]: what the holdings are worth, in 1e-25 USD
@output commitment: of the subtree, see SubtreeCommitment
@postconditions every worth is in [0, 2^128); opening, quotients and claims are those of these accounts. If the epoch's equations hold, then but for
        a chance below 2^-220 (SPEC, "Challenges") each holding's code in the leaf is its cell's key + measure + shift, its span is the
        cell's, and an account's worth is the sum of base * scale + rate * measure over its holdings.
@constraints SPEC, "Cost of an attestation"

The table is not read here: each batch adds its part to two sums, which SolvencyTable compares with the table's, once an epoch.
*/
template BatchCore(levels, n, kind, claimed, shift) {
    var N = 8 ** levels;
    var words = (n + 2) \ 3;
    var place[3] = [1, 2 ** 84, 2 ** 168]; // of a holding in its word
    var zero = 2 ** 64; // a quantity of 0, shifted
    var MARGIN = 2;
    // 34 trillion USD. True worths are below 2^166 and do not wrap, so the sign is whether there are such bits.
    var worthBits = 128;
    assert(n <= 32);

    // ---- private: what the epoch is about
    signal input epoch;
    signal input table;
    input Challenges() drawn;
    signal input start;
    signal input blind;

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
    if (kind == MARGIN) {
        // A portfolio account's requirement is no sum over its holdings.
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
                unused += zero * place[i % 3];
            }
            (word[a][w] - unused) * (1 - live[a]) === 0;
        }
    }

    // 3. Nobody is under water.
    signal worthBit[N][worthBits];
    for (var a = 0; a < N; a++) {
        worthBit[a] <== Num2Bits(worthBits)(worth[a]);
    }

    // 4. Everything an account is made of, in one number: the epoch's first challenges depend on it.
    var perAccount = claimed + worthBits;
    component packed = PackBits(N * perAccount);
    for (var a = 0; a < N; a++) {
        for (var b = 0; b < claimed; b++) { packed.bits[a * perAccount + b] <== bits[a][b]; }
        for (var b = 0; b < worthBits; b++) { packed.bits[a * perAccount + claimed + b] <== worthBit[a][b]; }
    }
    var class = DOMAIN_BATCH() * 2 ** 24 + kind * 2 ** 16 + levels * 2 ** 8 + n;
    signal head <== Poseidon(3)([class, blind, accounts.root]);
    signal opening <== HashVector((N * perAccount + 251) \ 252)(head, packed.words);

    // 5. A power of lambda for each word; the first of an account is the account's.
    signal power[N * words + 1];
    power[0] <== start;
    for (var e = 1; e <= N * words; e++) {
        power[e] <== power[e - 1] * drawn.lambda;
    }

    // 6. Holdings, each with its five weights, over their distance from y.
    signal zeta2 <== drawn.zeta * drawn.zeta;
    signal zeta3 <== zeta2 * drawn.zeta;
    signal zeta4 <== zeta3 * drawn.zeta;
    signal once[N];
    signal twice[N];
    signal scaleShare[N][n];
    signal measureShare[N][n];
    signal quotient[N][n];
    var quotients = 0;
    for (var a = 0; a < N; a++) {
        once[a] <== drawn.zeta * power[a * words];
        twice[a] <== zeta2 * power[a * words];
        for (var i = 0; i < n; i++) {
            scaleShare[a][i] <== once[a] * scale[a][i];
            measureShare[a][i] <== (twice[a] + zeta3) * measure[a][i];
            var share = power[a * words + i \ 3] * place[i % 3] + scaleShare[a][i] + measureShare[a][i] + zeta3 * shift + zeta4;
            // `<--` is safe but for y = cell: for cells of the table SolvencyTable excludes it, beyond them the share would have to be 0.
            quotient[a][i] <-- share / (drawn.y - cell[a][i]);
            quotient[a][i] * (drawn.y - cell[a][i]) === share;
            quotients += quotient[a][i];
        }
    }

    // 7. What accounts claim: a word is codes and spans, and there is a worth.
    signal spanned[N][words];
    signal claim[N][words];
    signal weighted[N];
    var claims = 0;
    var worths = 0;
    for (var a = 0; a < N; a++) {
        for (var w = 0; w < words; w++) {
            var offsets = 0;
            var wordSpan = 0;
            for (var i = 3 * w; i < 3 * w + 3 && i < n; i++) {
                offsets += (measure[a][i] + shift) * place[i % 3];
                wordSpan += span[a][i] * place[i % 3];
            }
            spanned[a][w] <== drawn.theta * wordSpan;
            claim[a][w] <== power[a * words + w] * (word[a][w] - offsets + spanned[a][w]);
            claims += claim[a][w];
        }
        weighted[a] <== power[a * words] * worth[a];
        worths += weighted[a];
    }
    signal theta2 <== drawn.theta * drawn.theta;
    signal worthy <== theta2 * worths;

    // 8. All of it in one number.
    Subtree() subtree;
    subtree.challenges <== ChallengesDigest()(kind, epoch, table, drawn);
    subtree.firstTag <== firstTag;
    subtree.lastTag <== accounts.lastTag;
    subtree.root <== accounts.root;
    subtree.opening <== opening;
    subtree.start <== start;
    subtree.end <== power[N * words];
    subtree.quotients <== quotients;
    subtree.claims <== claims + worthy;
    commitment <== SubtreeCommitment()(levels, subtree);
}
