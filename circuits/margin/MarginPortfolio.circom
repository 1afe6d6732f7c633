pragma circom 2.2.0;

include "circomlib/circuits/poseidon.circom";
include "../lib/AssertBits.circom";
include "../tree/TreePath.circom";
include "../tree/TreeTop.circom";
include "AbsolutePnl.circom";
include "AccountLeaf.circom";
include "GroupPnl.circom";
include "GroupShare.circom";
include "HoldingOrder.circom";
include "MarketPath.circom";
include "Piece.circom";
include "Placement.circom";
include "Predicate.circom";
include "RiskGroups.circom";
include "RowRisk.circom";
include "ScenarioData.circom";

// Bits of a sum of n numbers below 2^118, quantity * price: 118 and those of n - 1.
function SUM_BITS(n) {
    var bits = 118;
    while (2 ** (bits - 118) < n) {
        bits++;
    }
    return bits;
}

/*
@title  MarginPortfolio: a portfolio account of the tree `accountsRoot`, valued with the scenarios of the market
        `marketRoot`, meets `predicate`
@param  n: places for holdings, 1 <= n <= 32
@param  groups: places for groups of rows that the account holds
@param  scenarios: places for scenarios, at most 36
@param  absolutes: how many of them may count by absolute value
@param  sharedLevels: upper levels of the market tree opened once for all holdings, 1..3 (costs only)
@postconditions the statement of SPEC.md, section 10
@constraints SPEC.md, section 10, "Cost"; the counts are in constraints.json
*/
template MarginPortfolio(n, groups, scenarios, absolutes, sharedLevels) {
    var CAPACITY = 32;      // of a portfolio account's leaf, whichever circuit opens it
    var MARKET_LEVELS = 4;  // 8-ary levels above the bottom groups of four: 16,384 pieces
    var ACCOUNT_LEVELS = 8; // 16,777,216 accounts
    assert(n >= 1 && n <= CAPACITY);
    assert(absolutes <= scenarios);
    assert(sharedLevels >= 1 && sharedLevels < MARKET_LEVELS);
    var top = 8 ** sharedLevels;
    var pathLevels = MARKET_LEVELS - sharedLevels;
    var sumBits = SUM_BITS(n);      // of sums of quantity * price
    var pnlBits = sumBits + 33;     // with a rate below 2^32, less a base: below 2^32.4
    var lossBits = pnlBits + 30;    // damped by at most 10^9 < 2^30

    // ---- public, in this order
    signal input accountsRoot;
    signal input marketRoot;
    signal input predicate;
    signal input scope;
    signal input nullifier;
    signal input context;

    // ---- private: the account
    signal input ownerSecret;
    signal input tag;
    signal input salt;
    signal input row[n];
    signal input quantity[n];
    signal input used[n];
    signal input accountPath[ACCOUNT_LEVELS][8];

    // ---- private: each holding's piece, and its place in the market tree
    signal input lower[n];
    signal input upper[n];
    signal input valueSlope[n];
    signal input valueOffset[n];
    signal input maintenanceSlope[n];
    signal input maintenanceOffset[n];
    signal input initialSlope[n];
    signal input initialOffset[n];
    signal input risk[n];
    signal input marketGroup[n][4];
    signal input marketPath[n][pathLevels][8];
    signal input marketTop[top];

    // ---- private: the market's scenarios, and each holding's prices under them
    signal input maintenanceFactor;
    signal input initialFactor;
    signal input absolute[absolutes];
    signal input damp[scenarios];
    signal input exposed[n];
    signal input word[n];
    signal input base[n];
    signal input price[n][scenarios];

    // ---- private: the prover's book-keeping
    signal input groupNumber[groups];
    signal input groupGain[groups];
    signal input groupLoss[groups];
    signal input share[n][groups];
    signal input positive[groups][scenarios];
    signal input gains[groups][absolutes];
    signal input worstLoss;

    // ---- private: the prover's reading of the predicate
    signal input kind;
    signal input ratioBps;

    // 1. One holding per row.
    signal {bits} ordered[n] <== HoldingOrder(n)(row, used);

    // 2. Each holding lies on a piece of its own row in a portfolio table. The pieces' requirements are contingencies.
    var equity = 0;
    var maintenance = 0;
    var initial = 0;
    signal {bits} shifted[n];
    signal value[n];
    signal maintains[n];
    signal initiates[n];
    Piece() piece[n];
    for (var i = 0; i < n; i++) {
        piece[i].row <== ordered[i];
        piece[i].lower <== lower[i];
        piece[i].upper <== upper[i];
        piece[i].valueSlope <== valueSlope[i];
        piece[i].valueOffset <== valueOffset[i];
        piece[i].maintenanceSlope <== maintenanceSlope[i];
        piece[i].maintenanceOffset <== maintenanceOffset[i];
        piece[i].initialSlope <== initialSlope[i];
        piece[i].initialOffset <== initialOffset[i];
        piece[i].risk <== risk[i];
        MarketPath(pathLevels, top)(
            PieceLeaf(TABLE_PORTFOLIO())(piece[i]), marketGroup[i], marketPath[i], marketTop
        );

        shifted[i] <== Placement()(quantity[i], lower[i], upper[i]);

        // |value| < 2^160 and 0 <= requirement < 2^160 a holding, so each sum of 32 is below 2^165 (B5).
        value[i] <== valueSlope[i] * quantity[i] + valueOffset[i];
        maintains[i] <== maintenanceSlope[i] * quantity[i] + maintenanceOffset[i];
        initiates[i] <== initialSlope[i] * quantity[i] + initialOffset[i];
        equity += value[i];
        maintenance += maintains[i];
        initial += initiates[i];
    }
    signal openedMarket <== TreeTop(sharedLevels)(marketTop);
    openedMarket === marketRoot;

    // 3. Each row's prices, for the scenarios of this market. A row either opens its scenario data or has none; the
    //    unused piece has the market's time in that place and quantity 0.
    signal scenarioData <== ScenarioData(scenarios, absolutes)(maintenanceFactor, initialFactor, absolute, damp);
    signal committed[n];
    signal opened[n];
    for (var i = 0; i < n; i++) {
        exposed[i] * (exposed[i] - 1) === 0;
        committed[i] <== RowRisk(scenarios)(word[i], base[i], scenarioData, price[i]);
        opened[i] <== exposed[i] * committed[i];
        ordered[i] * (risk[i] - opened[i]) === 0;
    }

    // 4. Quantities by group, and what each group's come to: |sum| < n * 2^64 * 2^54 <= 2^sumBits (B10).
    signal slot[groups] <== RiskGroups(groups)(groupNumber, groupGain, groupLoss);
    for (var i = 0; i < n; i++) {
        GroupShare(groups)(quantity[i], exposed[i], word[i], slot, share[i]);
    }
    signal based[n][groups];
    signal shocked[n][groups][scenarios];
    signal pnl[groups][scenarios];
    for (var g = 0; g < groups; g++) {
        var baseSum = 0;
        for (var i = 0; i < n; i++) {
            based[i][g] <== share[i][g] * base[i];
            baseSum += based[i][g];
        }
        for (var s = 0; s < scenarios; s++) {
            var shockedSum = 0;
            for (var i = 0; i < n; i++) {
                shocked[i][g][s] <== share[i][g] * price[i][s];
                shockedSum += shocked[i][g][s];
            }
            pnl[g][s] <== GroupPnl(sumBits)(shockedSum, baseSum, groupGain[g], groupLoss[g], positive[g][s]);
        }
    }

    // 5. No scenario loses more than `worstLoss`, which is not negative. A holding is in one group, so sums over groups
    //    keep the bound of pnlBits; the prover may overstate the loss, up to 2^lossBits, and cannot understate it (B11).
    _ <== AssertBits(lossBits)(worstLoss);
    signal counted[groups][absolutes];
    signal remains[scenarios];
    for (var s = 0; s < scenarios; s++) {
        var total = 0;
        for (var g = 0; g < groups; g++) {
            if (s < absolutes) {
                counted[g][s] <== AbsolutePnl(pnlBits)(pnl[g][s], absolute[s], gains[g][s]);
                total += counted[g][s];
            } else {
                total += pnl[g][s];
            }
        }
        remains[s] <== damp[s] * total + worstLoss;
        _ <== AssertBits(lossBits + 1)(remains[s]);
    }

    // 6. The account is in the tree and belongs to whoever knows the secret. Its leaf has places for 32 holdings; those
    //    this circuit does not open come first and are unused: row 0, quantity 0.
    signal {bits} leafRow[CAPACITY];
    signal {bits} leafShifted[CAPACITY];
    leafRow.bits = 19;
    leafShifted.bits = 65;
    for (var i = 0; i < CAPACITY - n; i++) {
        leafRow[i] <== 0;
        leafShifted[i] <== 2 ** 64;
    }
    for (var i = 0; i < n; i++) {
        leafRow[CAPACITY - n + i] <== ordered[i];
        leafShifted[CAPACITY - n + i] <== shifted[i];
    }
    signal owner <== Poseidon(2)([DOMAIN_OWNER(), ownerSecret]);
    signal leaf <== AccountLeaf(CAPACITY)(tag, salt, MODE_PORTFOLIO(), owner, leafRow, leafShifted);
    signal openedAccounts <== TreePath(ACCOUNT_LEVELS)(leaf, accountPath);
    openedAccounts === accountsRoot;

    // 7. The predicate, in 1e-43 USD: a loss of 1e-34 USD times a factor of 1e-9, below 2^32 * 2^186 (B12).
    signal lossMaintenance <== maintenanceFactor * worstLoss;
    signal lossInitial <== initialFactor * worstLoss;
    var unit = 10 ** 18;
    Predicate(unit, 239)(
        predicate,
        kind,
        ratioBps,
        unit * equity,
        lossMaintenance + unit * maintenance,
        lossInitial + unit * initial
    );

    // 8. The account's pseudonym in this scope.
    signal pseudonym <== Poseidon(4)([DOMAIN_NULLIFIER(), ownerSecret, tag, scope]);
    pseudonym === nullifier;

    // 9. The context means nothing here; a constraint keeps any compiler or setup from dropping it.
    signal contextSquared <== context * context;
}
