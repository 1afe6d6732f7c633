// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

/// Signs with the key of its owner, in an encoding of its own (ERC-1271). Only tests compile this file.
contract SigningWallet {
    address private immutable OWNER;

    constructor(address owner) {
        OWNER = owner;
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        (bytes32 r, bytes32 s, uint8 v) = abi.decode(signature, (bytes32, bytes32, uint8));
        return ecrecover(digest, v, r, s) == OWNER ? this.isValidSignature.selector : bytes4(0);
    }
}
