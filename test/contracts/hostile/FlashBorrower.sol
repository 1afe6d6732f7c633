// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

interface ILender {
    function set(address owner, uint256 balance) external;
}

/// Lends an address a balance for as long as a call takes: what a flash loan is to whoever looks in between. Only tests
/// compile this file.
contract FlashBorrower {
    function during(ILender token, address owner, uint256 balance, address target, bytes calldata data) external {
        token.set(owner, balance);
        (bool success, bytes memory reason) = target.call(data);
        token.set(owner, 0);
        if (success) return;
        assembly {
            revert(add(reason, 0x20), mload(reason))
        }
    }
}

/// Calls while it has no code yet.
contract ConstructorCaller {
    constructor(address target, bytes memory data) {
        (bool success, bytes memory reason) = target.call(data);
        if (success) return;
        assembly {
            revert(add(reason, 0x20), mload(reason))
        }
    }
}
