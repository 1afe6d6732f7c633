// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ISolvencyAttestations} from "../../../verifier-contracts/interfaces/ISolvencyAttestations.sol";
import {PublicationDraws} from "./PublicationDraws.sol";
import {VM} from "./Vm.sol";

/// @dev Attests, honestly or not, and asks.
contract AttestationsHandler is PublicationDraws {
    /// @dev A campaign in which nothing happens shows nothing.
    uint256 public accepted;
    uint256 public refused;
    uint256 public solvent;
    uint256 public insolvent;

    address private constant SUBMITTER = address(0x5e4d);

    /* ACTIONS */

    function attest(uint256 seed) external seeded(seed) {
        (ISolvencyAttestations.Publication memory given, bool isSound) = _drawPublication();
        isSound = _sign(given) && isSound;
        isSound = _prove(given) && isSound;
        bool expected = _accepts(given, isSound);
        // A contract, or a contract in the name of an account: neither may.
        uint256 sender = _flaw(8) ? _draw(2) : 2;
        if (sender == 1) VM.prank(address(TABLES), address(TABLES));
        if (sender == 2) VM.prank(SUBMITTER, SUBMITTER);
        try SOLVENCY.attest(given) {
            _check(expected && sender == 2, "P-22");
            _noteAccounts(given.accounts);
            _noteMarket(given.market);
            _noteTable(given.table);
            _tell(given);
            ++accepted;
        } catch {
            _check(!expected || sender != 2, "P-22");
            ++refused;
        }
        _ask();
    }

    /// @dev Also at the last second of what makes an answer good, and the first at which it is no more.
    function ask(uint256 seed) external seeded(seed) {
        Told storage told = _told[_latestAttested];
        bool leap = _rarely(30);
        if (leap && told.attestedAt != 0) _warpTo(told.attestedAt + 7 days + _draw(2));
        if (_rarely(40)) _warpTo(_backing[_wallet(_draw(WALLETS))].notAfter + _draw(2));
        if (leap) checkAnswers();
        _ask();
    }

    /// @dev What makes answers fall, or must not.
    function upset(uint256 seed) external seeded(seed) {
        uint256 which = _draw(12);
        if (which == 0) _revokeAttestor(_drawTheft());
        else if (which == 1) _revokeSigner(_drawTheft());
        else if (which == 2) _revokeAuditor();
        else if (which == 3) _freeze();
        else if (which == 4) _tombstone();
        else if (which == 5) _pause();
        _ask();
    }

    function recover(uint256 seed) external seeded(seed) {
        if (_paused) _unpause();
        else if (_rarely(2)) _unfreeze();
        else _activate();
    }

    /// @dev P-29: whoever has no role changes nothing.
    function attack(uint256 seed) external seeded(seed) {
        bytes memory data = _drawAttack();
        VM.prank(MALLORY, MALLORY);
        (bool success, ) = address(SOLVENCY).call(data);
        _check(!success, "P-29");
    }

    /* CHECKS */

    /// @dev P-21: every record is what it was, and the latest is the largest.
    function checkAttestations() external view {
        for (uint256 i; i < _attestedEpochs.length; ++i) {
            _check(_recordOf(_attestedEpochs[i]) == _told[_attestedEpochs[i]].record, "P-21");
        }
        _check(SOLVENCY.latestEpochOf(VENUE) == _latestAttested, "P-21");
        _check(SOLVENCY.latestEpochOf(RIVAL) == 0, "P-21");
    }

    /// @dev P-25: what is held now.
    function checkReserves() external view {
        for (uint256 i; i < _attestedEpochs.length; ++i) {
            Told storage told = _told[_attestedEpochs[i]];
            _checkCoverage(told, _heldNow(told), SOLVENCY.coverageNow(VENUE, _attestedEpochs[i]), true);
        }
    }

    /// @dev P-26 and P-27, for everything that may be asked.
    function checkAnswers() public view {
        for (uint256 i; i < 64; ++i) {
            ISolvencyAttestations.Requirement memory asked;
            (asked.market, asked.maxAccountsAge, asked.maxMarketAge) = (MARKET, type(uint32).max, type(uint32).max);
            if (i & 1 != 0) asked.panel = PANEL;
            if (i & 2 != 0) asked.statement = _told[_latestAttested].statement;
            (asked.margin, asked.attested) = (i & 4 != 0, i & 8 != 0);
            (asked.current, asked.openContracts) = (i & 16 != 0, i & 32 != 0);
            _checkAnswer(asked);
        }
    }

    function _checkAnswer(ISolvencyAttestations.Requirement memory asked) private view returns (bool said) {
        said = SOLVENCY.isSolvent(VENUE, asked);
        _check(said == _isSolvent(asked), "P-26");
        if (said) _checkConsequences(asked);
    }

    /// @dev P-27: what whoever hears "solvent" may rely on, whatever the conditions are.
    function _checkConsequences(ISolvencyAttestations.Requirement memory asked) private view {
        Told storage told = _told[SOLVENCY.latestEpochOf(VENUE)];
        bool reviewed = REVIEWS.isReviewed(PANEL, told.statement, told.accountsAsOf);
        _check(asked.panel != 0 ? reviewed : asked.statement == told.statement, "P-27");
        ISolvencyAttestations.Coverage[] memory coverage = SOLVENCY.coverageOf(VENUE, _latestAttested);
        for (uint256 i; i < coverage.length; ++i) {
            uint256 reserves = uint256(coverage[i].onChain) + (asked.attested ? coverage[i].attested : 0);
            _check(reserves >= coverage[i].liability, "P-27");
        }
        // No coin that was counted counts for another venue by now: or it was asked which still do.
        for (uint256 i; i < told.holdings.length && !asked.current; ++i) {
            _check(RESERVES.isOwned(told.holdings[i].owner, VENUE), "P-27");
        }
    }

    /* DRAWS */

    function _ask() private {
        ISolvencyAttestations.Requirement memory asked;
        Told storage told = _told[_latestAttested];
        asked.market = _rarely(20) ? bytes32(0) : MARKET;
        uint256 seen = _draw(8);
        if (seen < 4) asked.panel = PANEL;
        if (seen >= 3 && seen < 7) asked.statement = told.statement;
        if (_rarely(20)) asked.panel = MARKET;
        if (_rarely(20)) asked.statement = "another";
        (asked.maxAccountsAge, asked.maxMarketAge) = (type(uint32).max, type(uint32).max);
        if (_rarely(4)) asked.maxAccountsAge = _aroundAge(told.accountsAsOf);
        if (_rarely(4)) asked.maxMarketAge = _aroundAge(told.marketAsOf);
        (asked.margin, asked.attested) = (_rarely(4), _rarely(2));
        (asked.current, asked.openContracts) = (_rarely(2), _rarely(2));
        if (_checkAnswer(asked)) ++solvent;
        else ++insolvent;
    }

    /// @dev From when on a key is void: also from the second at which it attested, or the next.
    function _drawTheft() private returns (uint64) {
        uint64 attestedAt = _told[_latestAttested].attestedAt;
        if (attestedAt == 0 || attestedAt == _now() || _rarely(2)) return _now() - uint64(_draw(900));
        return attestedAt + uint64(_draw(2));
    }

    /// @dev The age of what is of this time, or a second less.
    function _aroundAge(uint64 asOf) private returns (uint32) {
        uint256 age = _now() - asOf;
        return uint32(age == 0 ? 0 : age - _draw(2));
    }

    function _drawAttack() private returns (bytes memory) {
        uint256 which = _draw(5);
        if (which == 0) return abi.encodeCall(SOLVENCY.pause, ());
        if (which == 1) return abi.encodeCall(SOLVENCY.unpause, ());
        if (which == 2) return abi.encodeCall(SOLVENCY.grantRole, (0, MALLORY));
        if (which == 3) return abi.encodeCall(SOLVENCY.grantRole, (SOLVENCY.GUARDIAN_ROLE(), MALLORY));
        // What the venue signed for another statement.
        (ISolvencyAttestations.Publication memory given, ) = _drawPublication();
        _sign(given);
        given.statement.bundle = "mine";
        _prove(given);
        return abi.encodeCall(SOLVENCY.attest, (given));
    }

    /* INTERNAL */

    function _pause() private {
        if (!_paused) SOLVENCY.pause();
        _paused = true;
    }

    function _unpause() private {
        SOLVENCY.unpause();
        _paused = false;
    }
}
