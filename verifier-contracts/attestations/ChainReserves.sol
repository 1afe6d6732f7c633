// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

// solhint-disable no-inline-assembly

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IVerifierRouter} from "../interfaces/IVerifierRouter.sol";

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

    /// @dev What reading a balance may cost: a multiple of what tokens that rebase take, behind a proxy. A token that takes more
    /// has nothing, and does not burn the gas of who asks.
    uint256 private constant READ_GAS = 200_000;

    /// @dev A call with more than 63/64 of the gas left is given less than asked without notice: then, whoever submits with
    /// little gas would make reserves disappear. The call itself takes up to 2_600 before that fraction is computed.
    uint256 private constant REQUIRED_GAS = (READ_GAS * 64) / 63 + 5_000;

    /// @notice What an address has, rounded down, against the venue. What cannot be read counts nothing. Reverts for want of
    /// gas only.
    /// @param token The token; zero for the native coin.
    /// @param decimals What a unit of the asset is, in powers of ten of the token's smallest unit. At most MAX_DECIMALS.
    /// @param owner The address.
    /// @return The amount, in 1e-8 units, below 2^155.
    function amountOf(address token, uint8 decimals, address owner) internal view returns (uint256) {
        uint256 balance = token == address(0) ? owner.balance : _tokenBalance(token, owner);
        if (balance > MOST) balance = MOST;
        return decimals > DECIMALS ? balance / 10 ** (decimals - DECIMALS) : balance * 10 ** (DECIMALS - decimals);
    }

    /// @dev Unlike a high-level call, this copies no more than one word of an answer, however long.
    function _tokenBalance(address token, address owner) private view returns (uint256 amount) {
        bytes memory data = abi.encodeCall(IERC20.balanceOf, (owner));
        uint256 available = gasleft();
        if (available < REQUIRED_GAS) revert IVerifierRouter.InsufficientGas(available, REQUIRED_GAS);
        assembly ("memory-safe") {
            let success := staticcall(READ_GAS, token, add(data, 0x20), mload(data), 0x00, 0x20)
            if and(success, eq(returndatasize(), 0x20)) {
                amount := mload(0x00)
            }
        }
    }
}
