// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SCALAR_FIELD} from "../../../verifier-contracts/groth16/Bn254.sol";
import {ISolvencyAttestations} from "../../../verifier-contracts/interfaces/ISolvencyAttestations.sol";
import {ITableRegistry} from "../../../verifier-contracts/interfaces/ITableRegistry.sol";
import {IVerifierRouter} from "../../../verifier-contracts/interfaces/IVerifierRouter.sol";
import {PanelHandler} from "./PanelHandler.sol";

/// @dev What SolvencyAttestations should hold and answer, written down again as plainly as can be.
abstract contract AttestationsModel is PanelHandler {
    struct Told {
        bytes32 statement;
        uint64 attestedAt;
        uint64 accountsAsOf;
        uint64 marketAsOf;
        bytes32 keyDigest;
        ITableRegistry.Kind kind;
        bool open;
        uint256[ASSETS] liability;
        uint256[ASSETS] onChain;
        uint256[ASSETS] attested;
        ISolvencyAttestations.Holding[] holdings;
        bytes32 record;
    }

    int256 private constant BOUND = 2 ** 93;

    uint64[] internal _attestedEpochs;
    mapping(uint64 epoch => Told) internal _told;
    uint64 internal _latestAttested;
    bool internal _paused;

    /* ATTESTING */

    /// @dev All but signature and proof, of which the handler knows whether they are good.
    function _accepts(ISolvencyAttestations.Publication memory given, bool isSound) internal view returns (bool) {
        if (_paused || _told[given.accounts.attestation.epoch].statement != 0) return false;
        if (!_acceptsAccounts(given.accounts) || !_acceptsMarket(given.market)) return false;
        if (!_acceptsTable(given.table) || !_belongTogether(given) || !isSound) return false;
        if (_status[given.keyDigest] != IVerifierRouter.Status.Active || _families[given.keyDigest] != TOTAL)
            return false;
        if (given.statement.subtree >= SCALAR_FIELD || given.statement.net.length != ROWS) return false;
        for (uint256 k; k < ROWS; ++k) {
            int256 net = given.statement.net[k];
            if (net >= BOUND || net <= -BOUND) return false;
        }
        return _acceptsReserves(given.statement);
    }

    function _belongTogether(ISolvencyAttestations.Publication memory given) private pure returns (bool) {
        (uint64 market, uint64 accounts) = (given.market.attestation.asOf, given.accounts.attestation.asOf);
        if (market > accounts ? market - accounts > 1 hours : accounts - market > 1 hours) return false;
        ITableRegistry.TableAttestation memory table = given.table.attestation;
        if (table.asOf != market || table.marketRoot != given.market.attestation.marketRoot) return false;
        return table.rows == keccak256(abi.encode(given.rows, given.tokens));
    }

    function _acceptsReserves(ISolvencyAttestations.Statement memory statement) private view returns (bool) {
        ISolvencyAttestations.Holding[] memory holdings = statement.holdings;
        for (uint256 i; i < holdings.length; ++i) {
            if (holdings[i].token >= ASSETS || !_backs(holdings[i].owner, VENUE, _now() + 7 days)) return false;
            for (uint256 j; j < i; ++j) {
                if (holdings[j].token > holdings[i].token) return false;
                if (holdings[j].token == holdings[i].token && holdings[j].owner >= holdings[i].owner) return false;
            }
        }
        ISolvencyAttestations.AttestedReserve[] memory attested = statement.attested;
        for (uint256 i; i < attested.length; ++i) {
            if (attested[i].row >= ASSETS) return false;
            for (uint256 j; j < i; ++j) if (attested[j].row >= attested[i].row) return false;
        }
        return true;
    }

    /// @dev What comes of it, reserves read now.
    function _tell(ISolvencyAttestations.Publication memory given) internal {
        uint64 epoch = given.accounts.attestation.epoch;
        Told storage told = _told[epoch];
        told.statement = SOLVENCY.statementDigestOf(given);
        (told.attestedAt, told.keyDigest) = (_now(), given.keyDigest);
        (told.accountsAsOf, told.marketAsOf) = (given.accounts.attestation.asOf, given.market.attestation.asOf);
        told.kind = given.table.attestation.kind;
        told.open = given.statement.net[3] != 0;
        int256 first = given.statement.net[0] + given.statement.net[2];
        told.liability = [_positive(first), _positive(given.statement.net[1])];
        for (uint256 i; i < given.statement.holdings.length; ++i) told.holdings.push(given.statement.holdings[i]);
        for (uint256 i; i < given.statement.attested.length; ++i) {
            told.attested[given.statement.attested[i].row] = given.statement.attested[i].amount;
        }
        for (uint256 i; i < told.holdings.length; ++i) {
            uint256 token = told.holdings[i].token;
            told.onChain[token] += _amountOf(token, told.holdings[i].owner);
        }
        for (uint256 k; k < ASSETS; ++k) told.onChain[k] = _capped(told.onChain[k]);
        told.record = _recordOf(epoch);
        _attestedEpochs.push(epoch);
        _statements.push(told.statement);
        if (epoch > _latestAttested) _latestAttested = epoch;
        _checkRecord(given, told);
    }

    /* ANSWERS */

    /// @dev P-26: every condition.
    function _isSolvent(ISolvencyAttestations.Requirement memory asked) internal view returns (bool) {
        Told storage told = _told[_latestAttested];
        if (_paused || told.statement == 0 || asked.market != MARKET) return false;
        if (asked.panel == 0 && asked.statement == 0) return false;
        if (asked.panel != 0 && (asked.panel != PANEL || !_isReviewed(told.statement, told.accountsAsOf))) return false;
        if (asked.statement != 0 && asked.statement != told.statement) return false;
        if (asked.margin && told.kind != ITableRegistry.Kind.Margin) return false;
        if (told.open && !asked.openContracts) return false;
        if (_now() - told.accountsAsOf > asked.maxAccountsAge || _now() - told.marketAsOf > asked.maxMarketAge)
            return false;
        if (_isVoid(_venueVoid, told.accountsAsOf) || _isVoid(_venueVoid, told.attestedAt)) return false;
        if (_isVoid(_marketVoid, told.marketAsOf) || _isVoid(_marketVoid, told.attestedAt)) return false;
        if (_status[told.keyDigest] != IVerifierRouter.Status.Active) return false;
        if (!_covers(told, told.onChain, asked.attested)) return false;
        return asked.current ? _covers(told, _heldNow(told), asked.attested) : _now() - told.attestedAt <= 7 days;
    }

    function _covers(Told storage told, uint256[ASSETS] memory onChain, bool withAttested) private view returns (bool) {
        for (uint256 k; k < ASSETS; ++k) {
            uint256 reserves = onChain[k] + (withAttested ? told.attested[k] : 0);
            if (reserves < told.liability[k]) return false;
        }
        return true;
    }

    /// @dev Of the addresses that still back the venue.
    function _heldNow(Told storage told) internal view returns (uint256[ASSETS] memory held) {
        for (uint256 i; i < told.holdings.length; ++i) {
            (uint256 token, address owner) = (told.holdings[i].token, told.holdings[i].owner);
            if (_backs(owner, VENUE, _now())) held[token] += _amountOf(token, owner);
        }
        for (uint256 k; k < ASSETS; ++k) held[k] = _capped(held[k]);
    }

    /* CHECKS */

    /// @dev P-25: entries are of what is owed or held, by these balances.
    function _checkCoverage(
        Told storage told,
        uint256[ASSETS] memory onChain,
        ISolvencyAttestations.Coverage[] memory said,
        bool all
    ) internal view {
        uint256 place;
        for (uint256 k; k < ASSETS; ++k) {
            // An entry stays although its balance went.
            bool listed = told.liability[k] + told.onChain[k] + told.attested[k] != 0;
            if (!listed) continue;
            ISolvencyAttestations.Coverage memory asset = said[place++];
            _check(asset.row == k && asset.liability == told.liability[k], "P-25");
            _check(asset.onChain == onChain[k] && asset.attested == told.attested[k], "P-25");
        }
        _check(!all || place == said.length, "P-25");
    }

    function _recordOf(uint64 epoch) internal view returns (bytes32) {
        return keccak256(abi.encode(SOLVENCY.attestationOf(VENUE, epoch), SOLVENCY.coverageOf(VENUE, epoch)));
    }

    function _checkRecord(ISolvencyAttestations.Publication memory given, Told storage told) private view {
        uint64 epoch = given.accounts.attestation.epoch;
        ISolvencyAttestations.Attestation memory said = SOLVENCY.attestationOf(VENUE, epoch);
        _check(said.statement == told.statement && said.attestedAt == _now() && said.rowCount == ROWS, "P-21");
        _check(said.market == MARKET && said.table == given.table.attestation.table, "P-21");
        _check(said.bundle == given.statement.bundle && said.subtree == given.statement.subtree, "P-21");
        _check(said.marketAsOf == told.marketAsOf && said.kind == told.kind, "P-21");
        _check(ROUTER.digestOf(said.verifier) == told.keyDigest && said.openRows == (told.open ? 1 : 0), "P-21");
        _checkCoverage(told, told.onChain, SOLVENCY.coverageOf(VENUE, epoch), true);
    }

    function _positive(int256 sum) private pure returns (uint256) {
        return sum > 0 ? uint256(sum) : 0;
    }

    function _capped(uint256 amount) private pure returns (uint256) {
        return amount > type(uint96).max ? type(uint96).max : amount;
    }
}
