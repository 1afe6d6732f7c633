// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IReserveRegistry} from "../../../verifier-contracts/interfaces/IReserveRegistry.sol";
import {SolvencyWorld} from "./SolvencyWorld.sol";
import {VM} from "./Vm.sol";

/// @dev Wallets sign for venues, and get and lose coins.
abstract contract ReservesHandler is SolvencyWorld {
    struct Backing {
        bytes32 venue;
        uint64 notAfter;
    }

    mapping(address owner => Backing) internal _backing;

    /* ACTIONS */

    /// @dev Mostly for the venue, and for long; else to the limits of what is accepted, for its rival, or not signed.
    function own(uint256 seed) external seeded(seed) {
        uint256 index = _draw(WALLETS);
        address owner = _wallet(index);
        Backing memory known = _backing[owner];
        if (_flaw(3) && known.notAfter > _now()) VM.warp(known.notAfter + _draw(2));
        IReserveRegistry.Ownership memory given = IReserveRegistry.Ownership(
            _flaw(2) ? RIVAL : VENUE,
            owner,
            _now() + uint64(_flaw(3) ? _draw(60 days) : 60 days + _draw(30 days))
        );
        if (_rarely(8)) given.notAfter = _now() + 7 days + uint64(_draw(20));
        if (_flaw(6)) given.notAfter = _now() + 90 days + uint64(_draw(2));
        if (_flaw(6)) given.notAfter = _now() - uint64(_draw(2));
        if (_flaw(6) && known.notAfter != 0) given.notAfter = known.notAfter - uint64(_draw(2));
        bool signed = !_flaw(6);
        bool expected = _acceptsBacking(given, known, signed);
        try RESERVES.record(_signOwnership(given, signed ? _walletKey(index) : 0xbad)) {
            _check(expected, "P-24");
            _backing[owner] = Backing(given.venue, given.notAfter);
        } catch {
            _check(!expected, "P-24");
        }
        _checkBacking(owner);
    }

    /// @dev Whole units mostly, or a little less.
    function transfer(uint256 seed) external seeded(seed) {
        uint256 token = _draw(ASSETS);
        uint256 unit = token == 0 ? 1e6 : 1e10;
        uint256 balance = unit * _draw(4);
        if (_rarely(4) && balance != 0) balance -= _draw(102);
        if (_rarely(30)) balance = type(uint256).max;
        _tokens[token].set(_wallet(_draw(WALLETS)), balance);
    }

    /* CHECKS */

    /// @dev P-24: an address backs the venue that it last signed for, until the time it signed.
    function checkBackings() external view {
        for (uint256 i; i < WALLETS; ++i) _checkBacking(_wallet(i));
    }

    /* MODEL */

    function _backs(address owner, bytes32 venue, uint256 until) internal view returns (bool) {
        return _backing[owner].venue == venue && _backing[owner].notAfter >= until;
    }

    /// @dev What the token says, in 1e-8, rounded down.
    function _amountOf(uint256 token, address owner) internal view returns (uint256) {
        uint256 balance = _tokens[token].balanceOf(owner);
        if (balance > type(uint128).max) balance = type(uint128).max;
        return token == 0 ? balance * 100 : balance / 100;
    }

    function _acceptsBacking(
        IReserveRegistry.Ownership memory given,
        Backing memory known,
        bool signed
    ) private view returns (bool) {
        bool isSame = known.venue == given.venue;
        if (isSame && known.notAfter == given.notAfter) return true;
        if (!signed || given.notAfter < _now() || given.notAfter > _now() + 90 days) return false;
        return isSame ? given.notAfter > known.notAfter : known.notAfter < _now();
    }

    function _checkBacking(address owner) private view {
        (bytes32 venue, uint64 notAfter) = RESERVES.ownershipOf(owner);
        _check(venue == _backing[owner].venue && notAfter == _backing[owner].notAfter, "P-24");
        _check(RESERVES.isOwned(owner, VENUE) == _backs(owner, VENUE, _now()), "P-24");
        _check(!RESERVES.isOwned(owner, VENUE) || !RESERVES.isOwned(owner, RIVAL), "P-24");
    }
}
