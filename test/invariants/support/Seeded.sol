// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {VM} from "./Vm.sol";

/// @dev Thrown where a property of docs/PROPERTIES.md does not hold.
error Broken(string property);

/// @dev Draws many small numbers from the one that the fuzzer gives. It likes zeros and powers of two; hashed, all draws
/// are even.
abstract contract Seeded {
    uint256 private _seed;
    uint256 private _drawn;
    bool private _careful;
    bool private _single;
    uint256 private _spared;

    /// @dev Between actions some seconds pass, or none.
    modifier seeded(uint256 seed) {
        (_seed, _drawn) = (seed, 0);
        _careful = !_rarely(3);
        (_single, _spared) = (_rarely(2), _draw(40));
        VM.warp(VM.getBlockTimestamp() + _draw(6));
        _;
    }

    /// @dev A number below n.
    function _draw(uint256 n) internal returns (uint256) {
        return uint256(keccak256(abi.encode(_seed, _drawn++))) % n;
    }

    /// @dev True once in n times.
    function _rarely(uint256 n) internal returns (bool) {
        return _draw(n) == 0;
    }

    /// @dev True once in n times, and never in two actions of three: so that many things can go wrong, and many go well. Of
    /// what is left, every other action has one flaw at most, at any of the places where there may be one: what refuses it
    /// is then that rule, and no other.
    function _flaw(uint256 n) internal returns (bool) {
        if (_careful) return false;
        if (!_single) return _rarely(n);
        if (_spared != 0) {
            --_spared;
            return false;
        }
        _careful = _rarely(n);
        return _careful;
    }

    function _check(bool holds, string memory property) internal pure {
        if (!holds) revert Broken(property);
    }
}
