// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

/// A token whose balances anyone sets, and which can be made to break. Only tests compile this file.
contract TestToken {
    mapping(address owner => uint256) private _balances;
    bool private _broken;

    function set(address owner, uint256 balance) external {
        _balances[owner] = balance;
    }

    function smash() external {
        _broken = true;
    }

    function balanceOf(address owner) external view returns (uint256) {
        require(!_broken, "broken");
        return _balances[owner];
    }
}
