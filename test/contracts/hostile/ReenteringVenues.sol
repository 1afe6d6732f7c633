// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {IVenueRegistry} from "../../../verifier-contracts/interfaces/IVenueRegistry.sol";

/// A registry of venues that vouches for anything, and calls another contract when it is to record something. Only
/// tests compile this file.
contract ReenteringVenues {
    mapping(uint64 epoch => uint64 asOf) private _asOf;
    address private _target;
    bytes private _call;

    function arm(address target, bytes calldata call) external {
        (_target, _call) = (target, call);
    }

    function record(IVenueRegistry.SignedAccounts calldata signed) external {
        _asOf[signed.attestation.epoch] = signed.attestation.asOf;
        address target = _target;
        if (target == address(0)) return;
        _target = address(0);
        (bool success, bytes memory reason) = target.call(_call);
        if (success) return;
        assembly {
            revert(add(reason, 0x20), mload(reason))
        }
    }

    function validate(IVenueRegistry.SignedAccounts calldata) external pure {}

    function accountsRootOf(bytes32, uint64 epoch) external view returns (uint256, uint64) {
        return (1, _asOf[epoch]);
    }

    function isRegistered(bytes32) external pure returns (bool) {
        return true;
    }

    function isVoid(bytes32, uint64) external pure returns (bool) {
        return false;
    }
}
