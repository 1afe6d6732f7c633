// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SCALAR_FIELD} from "../../../verifier-contracts/groth16/Bn254.sol";
import {IAttestationRegistry} from "../../../verifier-contracts/interfaces/IAttestationRegistry.sol";
import {IMarketRegistry} from "../../../verifier-contracts/interfaces/IMarketRegistry.sol";
import {IVenueRegistry} from "../../../verifier-contracts/interfaces/IVenueRegistry.sol";
import {VM} from "./Vm.sol";
import {World} from "./World.sol";

/// @dev Attests, posts and revokes, and keeps books of its own of what should have come of it.
abstract contract RegistriesHandler is World {
    struct Accounts {
        uint256 root;
        uint64 asOf;
    }

    struct Span {
        uint64 from;
        uint64 until;
    }

    uint64[] internal _epochs;
    mapping(uint64 epoch => Accounts) internal _accounts;
    uint64 internal _latestEpoch;

    uint64[] internal _marketTimes;
    mapping(uint64 asOf => uint256 root) internal _markets;

    Span internal _venueVoid;
    Span internal _marketVoid;
    mapping(uint256 key => bool) internal _revoked;

    /* ACTIONS */

    function warp(uint256 seed) external seeded(seed) {
        VM.warp(_now() + 1 + _draw(120));
    }

    function recordAccounts(uint256 seed) external seeded(seed) {
        IVenueRegistry.SignedAccounts memory signed = _drawAccounts();
        bool expected = _acceptsAccounts(signed);
        try VENUES.record(signed) {
            _check(expected, "P-05");
            _noteAccounts(signed);
        } catch {
            _check(!expected, "P-05");
        }
        _checkEpoch(signed.attestation.epoch);
    }

    function recordMarket(uint256 seed) external seeded(seed) {
        IMarketRegistry.SignedMarket memory signed = _drawMarket();
        bool expected = _acceptsMarket(signed);
        try MARKETS.record(signed) {
            _check(expected, "P-06");
            _noteMarket(signed);
        } catch {
            _check(!expected, "P-06");
        }
        _checkMarketTime(signed.attestation.asOf);
    }

    function _revokeAttestor(uint64 from) internal {
        uint256 key = _attestors[_attestors.length - 1];
        VENUES.revokeKey(VENUE, VM.addr(key), from);
        _revoked[key] = true;
        _voidFrom(_venueVoid, from);
        _newAttestor();
    }

    function _revokeSigner(uint64 from) internal {
        uint256 key = _signers[_draw(_signers.length)];
        if (_revoked[key]) return;
        MARKETS.revokeKey(MARKET, VM.addr(key), from);
        _revoked[key] = true;
        _voidFrom(_marketVoid, from);
        _newSigner();
    }

    /* CHECKS */

    /// @dev P-05 and P-07: what is recorded for epochs is what was first recorded.
    function checkAccounts() external view {
        for (uint256 i; i < _epochs.length; ++i) _checkEpoch(_epochs[i]);
        (uint64 epoch, uint64 asOf) = VENUES.latestOf(VENUE);
        _check(epoch == _latestEpoch && asOf == _accounts[epoch].asOf, "P-07");
    }

    /// @dev P-06: what is recorded for times is what was first recorded.
    function checkMarkets() external view {
        for (uint256 i; i < _marketTimes.length; ++i) _checkMarketTime(_marketTimes[i]);
    }

    /// @dev P-08: what counts no more is what was revoked, and all between.
    function checkVoid() external view {
        _checkSpan(VENUES, VENUE, _venueVoid);
        _checkSpan(MARKETS, MARKET, _marketVoid);
    }

    /* DRAWS */

    /// @dev One that is recorded, shown again without a signature; or another, which may be of an epoch that has a root,
    /// of a wrong time, or signed by a key that is revoked or nobody's.
    function _drawAccounts() internal returns (IVenueRegistry.SignedAccounts memory signed) {
        if (_epochs.length != 0 && _rarely(2)) {
            uint256 back = _flaw(2) ? _draw(_epochs.length) : 0;
            uint64 known = _epochs[_epochs.length - 1 - back];
            Accounts memory accounts = _accounts[known];
            signed.attestation = IVenueRegistry.AccountsAttestation(VENUE, known, accounts.root, accounts.asOf);
            if (_flaw(8)) signed.attestation.asOf += 1;
            return signed;
        }
        uint64 epoch = _latestEpoch + 1 + uint64(_draw(3));
        if (_flaw(4)) epoch = uint64(_draw(_latestEpoch + 2));
        uint64 asOf = _now() - uint64(_draw(6));
        if (_flaw(8)) asOf = _now() + 1;
        if (_flaw(4)) asOf = _now() - uint64(_draw(1200));
        uint256 root = uint256(keccak256(abi.encode(epoch, _draw(2)))) >> (_flaw(8) ? 0 : 3);
        uint256 key = _attestors[_attestors.length - 1];
        if (_flaw(4)) key = _attestors[_draw(_attestors.length)];
        if (_flaw(8)) key = 0xbad;
        return _signAccounts(epoch, root, asOf, key);
    }

    function _drawMarket() internal returns (IMarketRegistry.SignedMarket memory signed) {
        if (_marketTimes.length != 0 && _rarely(2)) {
            uint256 back = _flaw(2) ? _draw(_marketTimes.length) : 0;
            uint64 known = _marketTimes[_marketTimes.length - 1 - back];
            signed.attestation = IMarketRegistry.MarketAttestation(MARKET, _markets[known], known);
            if (_flaw(8)) signed.attestation.marketRoot += 1;
            return signed;
        }
        uint64 asOf = _now() - uint64(_draw(6));
        if (_flaw(8)) asOf = _now() + 1;
        if (_flaw(4)) asOf = _now() - uint64(_draw(1200));
        uint256 root = uint256(keccak256(abi.encode(asOf, _draw(2)))) >> (_flaw(8) ? 0 : 3);
        (uint256 first, uint256 second) = (_signers[_draw(_signers.length)], _signers[_draw(_signers.length)]);
        if (!_flaw(4)) (first, second) = _goodSigners();
        return _signMarket(root, asOf, first, _flaw(8) ? 0xbad : second);
    }

    /// @dev The last two signers that are not revoked: there are three.
    function _goodSigners() internal view returns (uint256 first, uint256 second) {
        for (uint256 i = _signers.length; i-- != 0;) {
            if (_revoked[_signers[i]]) continue;
            if (first != 0) return (first, _signers[i]);
            first = _signers[i];
        }
    }

    /* MODEL */

    function _acceptsAccounts(IVenueRegistry.SignedAccounts memory signed) internal view returns (bool) {
        IVenueRegistry.AccountsAttestation memory given = signed.attestation;
        if (_isVoid(_venueVoid, given.asOf)) return false;
        Accounts memory known = _accounts[given.epoch];
        if (known.root != 0) return known.root == given.accountsRoot && known.asOf == given.asOf;
        if (given.accountsRoot == 0 || given.accountsRoot >= SCALAR_FIELD) return false;
        if (given.asOf > _now() || given.epoch == 0 || given.epoch > given.asOf) return false;
        uint64 latest = _accounts[_latestEpoch].asOf;
        if (given.epoch > _latestEpoch ? given.asOf <= latest : given.asOf >= latest) return false;
        // All windows are open from the start on, and signatures are of whom they say.
        return given.asOf >= START && _isGood(signed.attestor, _attestors);
    }

    function _acceptsMarket(IMarketRegistry.SignedMarket memory signed) internal view returns (bool) {
        IMarketRegistry.MarketAttestation memory given = signed.attestation;
        if (_isVoid(_marketVoid, given.asOf)) return false;
        uint256 known = _markets[given.asOf];
        if (known != 0) return known == given.marketRoot;
        if (given.marketRoot == 0 || given.marketRoot >= SCALAR_FIELD || given.asOf > _now()) return false;
        if (signed.signers.length != 2 || signed.signers[0] == signed.signers[1]) return false;
        for (uint256 i; i < 2; ++i) {
            if (!_isGood(signed.signers[i], _signers)) return false;
            if (given.asOf < MARKETS.windowOf(MARKET, signed.signers[i]).notBefore) return false;
        }
        return true;
    }

    function _noteAccounts(IVenueRegistry.SignedAccounts memory signed) internal {
        IVenueRegistry.AccountsAttestation memory given = signed.attestation;
        if (_accounts[given.epoch].root != 0) return;
        _accounts[given.epoch] = Accounts(given.accountsRoot, given.asOf);
        _epochs.push(given.epoch);
        if (given.epoch > _latestEpoch) _latestEpoch = given.epoch;
    }

    function _noteMarket(IMarketRegistry.SignedMarket memory signed) internal {
        IMarketRegistry.MarketAttestation memory given = signed.attestation;
        if (_markets[given.asOf] != 0) return;
        _markets[given.asOf] = given.marketRoot;
        _marketTimes.push(given.asOf);
    }

    function _isVoid(Span memory span, uint64 asOf) internal pure returns (bool) {
        return span.until != 0 && span.from <= asOf && asOf <= span.until;
    }

    function _isGood(address key, uint256[] storage keys) internal view returns (bool) {
        for (uint256 i; i < keys.length; ++i) if (VM.addr(keys[i]) == key) return !_revoked[keys[i]];
        return false;
    }

    function _voidFrom(Span storage span, uint64 from) internal {
        if (span.until == 0 || from < span.from) span.from = from;
        span.until = _now();
    }

    function _checkEpoch(uint64 epoch) private view {
        (uint256 root, uint64 asOf) = VENUES.accountsRootOf(VENUE, epoch);
        _check(root == _accounts[epoch].root && asOf == _accounts[epoch].asOf, "P-05");
    }

    function _checkMarketTime(uint64 asOf) private view {
        _check(MARKETS.marketRootOf(MARKET, asOf) == _markets[asOf], "P-06");
    }

    function _checkSpan(IAttestationRegistry registry, bytes32 subject, Span memory span) private view {
        IAttestationRegistry.Span memory said = registry.voidSpanOf(subject);
        _check(said.from == span.from && said.until == span.until, "P-08");
    }
}
