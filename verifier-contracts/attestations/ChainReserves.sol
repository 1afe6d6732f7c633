// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title ChainReserves
/// @author the zk-solvency authors
/// @notice Balances on this chain, in 1e-8 of an asset.
library ChainReserves {
    /// @dev More decimals than any token that anybody holds, and 10^28 is far from overflow.
    uint8 internal constant MAX_DECIMALS = 36;

    /// @dev Of an amount.
    uint8 private constant DECIMALS = 8;

    /// @dev Larger balances count as this much. Times 1e8, it is still below 2^155.
    uint256 private constant MOST = type(uint128).max;

    /// @notice What an address has, rounded down, against the venue. Never reverts: what cannot be read counts nothing.
    /// @param token The token; zero for the native coin.
    /// @param decimals What a unit of the asset is, in powers of ten of the token's smallest unit. At most MAX_DECIMALS.
    /// @param owner The address.
    /// @return The amount, in 1e-8 units, below 2^155.
    function amountOf(address token, uint8 decimals, address owner) internal view returns (uint256) {
        uint256 balance = token == address(0) ? owner.balance : _tokenBalance(token, owner);
        if (balance > MOST) balance = MOST;
        return decimals > DECIMALS ? balance / 10 ** (decimals - DECIMALS) : balance * 10 ** (DECIMALS - decimals);
    }

    function _tokenBalance(address token, address owner) private view returns (uint256) {
        // solhint-disable-next-line avoid-low-level-calls
        (bool success, bytes memory result) = token.staticcall(abi.encodeCall(IERC20.balanceOf, (owner)));
        return success && result.length == 32 ? abi.decode(result, (uint256)) : 0;
    }
}
