// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title QuickstartToken
/// @author the zk-solvency authors
/// @notice A token for the quickstart's local chain: all of it belongs to who deploys it. Nothing of value.
contract QuickstartToken is ERC20 {
    uint8 private immutable _DECIMALS;

    /// @notice Makes the whole supply.
    /// @param name_ What it is called.
    /// @param decimals_ What a unit is, in powers of ten of the smallest unit.
    /// @param supply How much of it there is, in the smallest unit.
    constructor(string memory name_, uint8 decimals_, uint256 supply) ERC20(name_, name_) {
        _DECIMALS = decimals_;
        _mint(msg.sender, supply);
    }

    /// @inheritdoc ERC20
    function decimals() public view override returns (uint8) {
        return _DECIMALS;
    }
}
