// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SolvencyAttestations} from "../../../verifier-contracts/attestations/SolvencyAttestations.sol";
import {IMarketRegistry} from "../../../verifier-contracts/interfaces/IMarketRegistry.sol";
import {IReserveRegistry} from "../../../verifier-contracts/interfaces/IReserveRegistry.sol";
import {IReviewRegistry} from "../../../verifier-contracts/interfaces/IReviewRegistry.sol";
import {ITableRegistry} from "../../../verifier-contracts/interfaces/ITableRegistry.sol";
import {IVerifierRouter} from "../../../verifier-contracts/interfaces/IVerifierRouter.sol";
import {ReserveRegistry} from "../../../verifier-contracts/registries/ReserveRegistry.sol";
import {ReviewRegistry} from "../../../verifier-contracts/registries/ReviewRegistry.sol";
import {TableRegistry} from "../../../verifier-contracts/registries/TableRegistry.sol";
import {TestToken} from "../../contracts/harness/TestToken.sol";
import {RouterHandler} from "./RouterHandler.sol";
import {VM} from "./Vm.sol";

/// @dev What attestations need besides: a panel of two auditors in three, two verifiers of totals, four wallets, two
/// tokens, and tables of four rows: two assets, profit owed in the first of them, and a contract.
abstract contract SolvencyWorld is RouterHandler {
    bytes32 internal constant PANEL = "panel";
    bytes32 internal constant RIVAL = "rival";
    bytes32 internal constant TOTAL = "solvency/total/1";
    uint256 internal constant ROWS = 4;
    uint256 internal constant ASSETS = 2;
    uint256 internal constant WALLETS = 4;

    /// @dev Ways to describe the rows: only the first is sound.
    uint256 internal constant DESCRIPTIONS = 6;

    TableRegistry internal immutable TABLES;
    ReserveRegistry internal immutable RESERVES;
    ReviewRegistry internal immutable REVIEWS;
    SolvencyAttestations internal immutable SOLVENCY;

    /// @dev Of the panel.
    uint256[] internal _auditors;

    /// @dev In increasing order, of 6 and of 10 decimals: the one rounds up to units of 100, the other is rounded down.
    TestToken[ASSETS] internal _tokens;

    constructor() {
        TABLES = new TableRegistry(MARKETS);
        RESERVES = new ReserveRegistry();
        REVIEWS = new ReviewRegistry(MARKETS);
        SOLVENCY = new SolvencyAttestations(address(this), VENUES, TABLES, RESERVES, REVIEWS, ROUTER);
        SOLVENCY.grantRole(SOLVENCY.GUARDIAN_ROLE(), address(this));

        address[] memory auditors = new address[](3);
        for (uint256 i; i < 3; ++i) {
            _auditors.push(0xa0d1 + i);
            auditors[i] = VM.addr(_auditors[i]);
        }
        MARKETS.openMarket(PANEL, address(this), 2, auditors, FAR);

        for (uint256 i; i < 2; ++i) {
            bytes32 digest = _newVerifier(TOTAL);
            _families[digest] = TOTAL;
            VM.warp(_now() + DELAY);
            ROUTER.activate(digest);
            _status[digest] = IVerifierRouter.Status.Active;
        }
        (TestToken one, TestToken other) = (new TestToken(), new TestToken());
        (_tokens[0], _tokens[1]) = address(one) < address(other) ? (one, other) : (other, one);
    }

    /* TABLES */

    function _rowsOf(
        uint256 description
    ) internal view returns (ITableRegistry.Row[] memory rows, ITableRegistry.Token[] memory tokens) {
        rows = new ITableRegistry.Row[](ROWS);
        rows[0] = ITableRegistry.Row(1, 0, false, "USDT");
        rows[1] = ITableRegistry.Row(2, 1, false, "BTC");
        rows[2] = ITableRegistry.Row(7, 0, false, "PNL");
        rows[3] = ITableRegistry.Row(100, 0, true, "PERP");
        tokens = new ITableRegistry.Token[](ASSETS);
        tokens[0] = ITableRegistry.Token(address(_tokens[0]), 6, 0);
        tokens[1] = ITableRegistry.Token(address(_tokens[1]), 10, 1);
        if (description == 1) rows[2].asset = 3;
        if (description == 2) rows[1].asset = 2;
        if (description == 3) tokens[1] = tokens[0];
        if (description == 4) tokens[1].row = 2;
        if (description == 5) tokens[0].decimals = 37;
    }

    /// @dev Tables of sound rows; others are signed as well, and must not be used.
    function _signTable(
        IMarketRegistry.MarketAttestation memory market,
        uint256 table,
        uint256 description,
        uint256 kind,
        uint256[2] memory keys
    ) internal view returns (ITableRegistry.SignedTable memory signed) {
        (ITableRegistry.Row[] memory rows, ITableRegistry.Token[] memory tokens) = _rowsOf(description);
        signed.attestation = ITableRegistry.TableAttestation({
            market: market.market,
            marketRoot: market.marketRoot,
            asOf: market.asOf,
            table: table,
            kind: ITableRegistry.Kind(kind),
            rows: TABLES.rowsDigestOf(rows, tokens)
        });
        (signed.signers, signed.signatures) = _signTwice(keys, TABLES.digestOf(signed.attestation));
    }

    /* SIGNATURES */

    function _signReview(
        IReviewRegistry.BundleReview memory review,
        uint256[2] memory keys
    ) internal view returns (address[] memory signers, bytes[] memory signatures) {
        return _signTwice(keys, REVIEWS.digestOf(review));
    }

    function _signOwnership(
        IReserveRegistry.Ownership memory ownership,
        uint256 key
    ) internal view returns (IReserveRegistry.SignedOwnership[] memory signed) {
        signed = new IReserveRegistry.SignedOwnership[](1);
        signed[0] = IReserveRegistry.SignedOwnership(ownership, _sign(key, RESERVES.digestOf(ownership)));
    }

    function _walletKey(uint256 index) internal pure returns (uint256) {
        return 0x3a11 + index;
    }

    function _wallet(uint256 index) internal pure returns (address) {
        return VM.addr(_walletKey(index));
    }

    /// @dev In the order in which registries want them; one alone if the other is 0.
    function _signTwice(
        uint256[2] memory keys,
        bytes32 digest
    ) private pure returns (address[] memory signers, bytes[] memory signatures) {
        (uint256 first, uint256 second) = (keys[0], keys[1]);
        if (second == 0) {
            (signers, signatures) = (new address[](1), new bytes[](1));
            (signers[0], signatures[0]) = (VM.addr(first), _sign(first, digest));
            return (signers, signatures);
        }
        if (VM.addr(first) > VM.addr(second)) (first, second) = (second, first);
        (signers, signatures) = (new address[](2), new bytes[](2));
        (signers[0], signers[1]) = (VM.addr(first), VM.addr(second));
        (signatures[0], signatures[1]) = (_sign(first, digest), _sign(second, digest));
    }
}
