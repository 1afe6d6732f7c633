pragma circom 2.2.0;

include "circomlib/circuits/poseidon.circom";
include "../tree/TreePath.circom";
include "../tree/TreeTop.circom";
include "AccountLeaf.circom";
include "HoldingOrder.circom";
include "MarketPath.circom";
include "Piece.circom";
include "Placement.circom";
include "Predicate.circom";

/*
@title  MarginStandard: an account of the tree `accountsRoot`, valued with the market `marketRoot`, meets `predicate`
@param  n: capacity in holdings, 1 <= n <= 32
@param  sharedLevels: upper levels of the market tree opened once for all holdings, 1..3 (costs only)
@postconditions the statement of SPEC.md, section 1
@constraints n * (865 + 409 * (4 - sharedLevels) + 8^sharedLevels) + 402 * (8^sharedLevels - 1) / 7 + 4,071 + leaf,
        leaf being AccountLeaf's 381 or 573; the counts are in constraints.json
*/
template MarginStandard(n, sharedLevels) {
    var MARKET_LEVELS = 4;  // 8-ary levels above the bottom groups of four: 16,384 pieces
    var ACCOUNT_LEVELS = 8; // 16,777,216 accounts
    assert(sharedLevels >= 1 && sharedLevels < MARKET_LEVELS);
    var top = 8 ** sharedLevels;
    var pathLevels = MARKET_LEVELS - sharedLevels;

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
    signal input mode;
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

    // ---- private: the prover's reading of the predicate
    signal input kind;
    signal input ratioBps;

    // 1. One holding per row.
    signal {bits} ordered[n] <== HoldingOrder(n)(row, used);

    // 2. Each holding lies on a piece of its own row in the market.
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
        MarketPath(pathLevels, top)(PieceLeaf(TABLE_STANDARD())(piece[i]), marketGroup[i], marketPath[i], marketTop);

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

    // 3. The account is in the tree and belongs to whoever knows the secret. Portfolio accounts (mode 2) are
    //    margined by scenarios: this circuit does not speak for them.
    mode * (mode - 1) === 0;
    signal owner <== Poseidon(2)([DOMAIN_OWNER(), ownerSecret]);
    signal leaf <== AccountLeaf(n)(tag, salt, mode, owner, ordered, shifted);
    signal openedAccounts <== TreePath(ACCOUNT_LEVELS)(leaf, accountPath);
    openedAccounts === accountsRoot;

    // 4. The predicate.
    Predicate(1, 179)(predicate, kind, ratioBps, equity, maintenance, initial);

    // 5. The account's pseudonym in this scope.
    signal pseudonym <== Poseidon(4)([DOMAIN_NULLIFIER(), ownerSecret, tag, scope]);
    pseudonym === nullifier;

    // 6. The context means nothing here; a constraint keeps any compiler or setup from dropping it.
    signal contextSquared <== context * context;
}
