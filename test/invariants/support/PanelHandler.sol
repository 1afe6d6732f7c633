// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SCALAR_FIELD} from "../../../verifier-contracts/groth16/Bn254.sol";
import {IMarketRegistry} from "../../../verifier-contracts/interfaces/IMarketRegistry.sol";
import {IReviewRegistry} from "../../../verifier-contracts/interfaces/IReviewRegistry.sol";
import {ITableRegistry} from "../../../verifier-contracts/interfaces/ITableRegistry.sol";
import {ReservesHandler} from "./ReservesHandler.sol";
import {VM} from "./Vm.sol";

/// @dev The signers of the market attest tables, and a panel reviews statements.
abstract contract PanelHandler is ReservesHandler {
    struct Review {
        uint64 asOf;
        uint64 recordedAt;
    }

    uint256[] internal _tableDigests;
    mapping(uint256 table => ITableRegistry.Table) internal _tables;

    /// @dev What the venue had recorded, latest last.
    bytes32[] internal _statements;
    mapping(bytes32 statement => Review) internal _reviews;
    Span internal _panelVoid;

    /* ACTIONS */

    function recordTable(uint256 seed) external seeded(seed) {
        ITableRegistry.SignedTable memory signed = _drawTable(_drawMarket().attestation);
        bool expected = _acceptsTable(signed);
        try TABLES.record(signed) {
            _check(expected, "P-23");
            _noteTable(signed);
        } catch {
            _check(!expected, "P-23");
        }
        _checkTable(signed.attestation.table);
    }

    function review(uint256 seed) external seeded(seed) {
        bytes32 statement = "unheard of";
        if (_statements.length != 0) statement = _statements[_statements.length - 1];
        if (_flaw(4) && _statements.length != 0) statement = _statements[_draw(_statements.length)];
        IReviewRegistry.BundleReview memory given = IReviewRegistry.BundleReview(PANEL, statement, _now());
        if (_rarely(2)) given.asOf -= uint64(_draw(300));
        if (_flaw(8)) given.asOf = _now() + 1;
        uint256[2] memory keys = _goodKeys(_auditors);
        if (_flaw(4)) keys[0] = _auditors[_draw(_auditors.length)];
        if (_flaw(8)) keys[1] = 0xbad;
        if (_rarely(24)) keys[1] = 0;
        (address[] memory signers, bytes[] memory signatures) = _signReview(given, keys);

        bool isNewer = given.asOf > _reviews[statement].asOf;
        bool expected = !isNewer || (given.asOf <= _now() && _acceptsSigners(PANEL, _panelVoid, given.asOf, signers));
        try REVIEWS.record(given, signers, signatures) {
            _check(expected, "P-28");
            if (isNewer) _reviews[statement] = Review(given.asOf, _now());
        } catch {
            _check(!expected, "P-28");
        }
        _checkReview(statement, given.asOf);
    }

    function _revokeAuditor() internal {
        uint256 key = _auditors[_draw(_auditors.length)];
        if (_revoked[key]) return;
        uint64 from = _now() - uint64(_draw(300));
        MARKETS.revokeKey(PANEL, VM.addr(key), from);
        _revoked[key] = true;
        _voidFrom(_panelVoid, from);
        uint256 next = 0xa0d1 + _auditors.length;
        MARKETS.addSigner(PANEL, VM.addr(next), _now(), FAR);
        _auditors.push(next);
    }

    /* CHECKS */

    /// @dev P-23: what is recorded of a table is what was first recorded.
    function checkTables() external view {
        for (uint256 i; i < _tableDigests.length; ++i) _checkTable(_tableDigests[i]);
    }

    /// @dev P-28: a statement is reviewed by the latest review, unless its time, or when it was recorded, is void.
    function checkReviews() external view {
        for (uint256 i; i < _statements.length; ++i) {
            bytes32 statement = _statements[i];
            _checkReview(statement, 0);
            _checkReview(statement, _reviews[statement].asOf);
            _checkReview(statement, _reviews[statement].asOf + 1);
        }
    }

    /* DRAWS */

    /// @dev The table of a market; now and then of no market, described badly, or said to be something else than before.
    function _drawTable(
        IMarketRegistry.MarketAttestation memory given
    ) internal returns (ITableRegistry.SignedTable memory) {
        IMarketRegistry.MarketAttestation memory market = IMarketRegistry.MarketAttestation(
            given.market,
            given.marketRoot,
            given.asOf
        );
        // Badly described tables are signed as well, and must be of no use.
        uint256 description = _rarely(10) ? _draw(DESCRIPTIONS) : 0;
        bytes32 hash = keccak256(abi.encode("table", market.marketRoot, _rarely(2) ? description : 0));
        uint256 table = uint256(hash) >> (_flaw(8) ? 0 : 3);
        uint256 kind = _flaw(6) ? _draw(3) : market.marketRoot % 3;
        if (_rarely(24)) market.marketRoot += 1;
        if (_rarely(24)) market.asOf -= 1;
        uint256[2] memory keys;
        (keys[0], keys[1]) = _goodSigners();
        if (_flaw(6)) keys[0] = _signers[_draw(_signers.length)];
        if (_flaw(12)) keys[1] = 0xbad;
        if (_rarely(24)) keys[1] = 0;
        return _signTable(market, table, description, kind, keys);
    }

    /* MODEL */

    function _acceptsTable(ITableRegistry.SignedTable memory signed) internal view returns (bool) {
        ITableRegistry.TableAttestation memory given = signed.attestation;
        ITableRegistry.Table memory known = _tables[given.table];
        if (known.marketRoot != 0) {
            bool isSame = known.marketRoot == given.marketRoot && known.asOf == given.asOf;
            return isSame && known.rows == given.rows && known.kind == given.kind;
        }
        if (given.table == 0 || given.table >= SCALAR_FIELD || given.asOf > _now()) return false;
        if (given.marketRoot == 0 || given.marketRoot >= SCALAR_FIELD) return false;
        return _acceptsSigners(MARKET, _marketVoid, given.asOf, signed.signers);
    }

    function _noteTable(ITableRegistry.SignedTable memory signed) internal {
        ITableRegistry.TableAttestation memory given = signed.attestation;
        if (_tables[given.table].marketRoot != 0) return;
        _tables[given.table] = ITableRegistry.Table(given.marketRoot, given.rows, given.asOf, given.kind);
        _tableDigests.push(given.table);
    }

    function _isReviewed(bytes32 statement, uint64 since) internal view returns (bool) {
        Review memory known = _reviews[statement];
        if (known.asOf == 0 || known.asOf < since) return false;
        return !_isVoid(_panelVoid, known.asOf) && !_isVoid(_panelVoid, known.recordedAt);
    }

    /// @dev Two signers, each once, none revoked, in their windows, for a time that is not void.
    function _acceptsSigners(
        bytes32 subject,
        Span memory void,
        uint64 asOf,
        address[] memory signers
    ) private view returns (bool) {
        if (_isVoid(void, asOf) || signers.length != 2 || signers[0] == signers[1]) return false;
        for (uint256 i; i < 2; ++i) {
            if (!_isGood(signers[i], subject == PANEL ? _auditors : _signers)) return false;
            if (asOf < MARKETS.windowOf(subject, signers[i]).notBefore) return false;
        }
        return true;
    }

    /// @dev The last two that are not revoked.
    function _goodKeys(uint256[] storage keys) private view returns (uint256[2] memory good) {
        uint256 found;
        for (uint256 i = keys.length; i > 0 && found < 2; --i) {
            if (!_revoked[keys[i - 1]]) good[found++] = keys[i - 1];
        }
    }

    function _checkTable(uint256 table) private view {
        _check(keccak256(abi.encode(TABLES.tableOf(MARKET, table))) == keccak256(abi.encode(_tables[table])), "P-23");
    }

    function _checkReview(bytes32 statement, uint64 since) private view {
        _check(REVIEWS.isReviewed(PANEL, statement, since) == _isReviewed(statement, since), "P-28");
    }
}
