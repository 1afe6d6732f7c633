// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

// solhint-disable no-inline-assembly

/// @title VerificationKeyStore
/// @author the zk-solvency authors
/// @notice Keeps an encoded verification key as the code of an account: read for 2,600 gas and three a word, where
/// storage would take 2,100 a word, and as immutable.
/// @dev The account never runs: its code begins with STOP.
library VerificationKeyStore {
    /// @dev Where the key begins in the code of the account.
    uint256 internal constant OFFSET = 1;

    /// @notice Thrown when the account could not be created.
    /// @param size The number of bytes of the key.
    error KeyNotStored(uint256 size);

    /// @notice Stores an encoded key.
    /// @param key The encoded key.
    /// @return store The account whose code holds the key.
    function write(bytes memory key) internal returns (address store) {
        // PUSH2 size, DUP1, PUSH1 10, RETURNDATASIZE, CODECOPY, RETURNDATASIZE, RETURN: returns what follows these ten
        // bytes. RETURNDATASIZE is a zero for two gas. The verifier bounds the size far below two bytes.
        bytes memory creation = abi.encodePacked(hex"61", uint16(key.length + OFFSET), hex"80600a3d393df3_00", key);
        assembly ("memory-safe") {
            store := create(0, add(creation, 0x20), mload(creation))
        }
        if (store == address(0)) revert KeyNotStored(key.length);
    }
}
