// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IReserveRegistry} from "../interfaces/IReserveRegistry.sol";

/// @title ReserveRegistry
/// @author the zk-solvency authors
/// @notice Which addresses back which venue, each one at a time. See IReserveRegistry.
contract ReserveRegistry is IReserveRegistry, EIP712 {
    struct Owned {
        bytes32 venue;
        uint64 notAfter;
    }

    /// @notice The EIP-712 type of an ownership.
    bytes32 public constant RESERVE_OWNERSHIP_TYPEHASH = keccak256(
        "ReserveOwnership(bytes32 venue,address owner,uint64 notAfter)"
    );

    /// @notice For how long an address may sign ahead.
    uint64 public constant MAX_OWNERSHIP = 90 days;

    mapping(address owner => Owned) private _owned;

    /// @notice There is nothing to administer: addresses speak for themselves.
    constructor() EIP712("zk-solvency ReserveRegistry", "1") {}

    /// @inheritdoc IReserveRegistry
    function record(SignedOwnership[] calldata signed) external {
        for (uint256 i; i < signed.length; ++i) _record(signed[i]);
    }

    /// @inheritdoc IReserveRegistry
    function isOwned(address owner, bytes32 venue) external view returns (bool) {
        Owned storage owned = _owned[owner];
        return owned.venue == venue && block.timestamp <= owned.notAfter;
    }

    /// @inheritdoc IReserveRegistry
    function ownershipOf(address owner) external view returns (bytes32 venue, uint64 notAfter) {
        Owned storage owned = _owned[owner];
        return (owned.venue, owned.notAfter);
    }

    /// @inheritdoc IReserveRegistry
    function digestOf(Ownership calldata ownership) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(RESERVE_OWNERSHIP_TYPEHASH, ownership)));
    }

    function _record(SignedOwnership calldata signed) private {
        Ownership calldata ownership = signed.ownership;
        (bytes32 venue, address owner, uint64 notAfter) = (ownership.venue, ownership.owner, ownership.notAfter);
        Owned storage owned = _owned[owner];
        bool isSame = owned.venue == venue;
        if (isSame && owned.notAfter == notAfter) return;

        // What an address signed for another venue holds to its end (T-17).
        if (!isSame && block.timestamp <= owned.notAfter) {
            revert OwnedForAnother(owner, venue, owned.venue, owned.notAfter);
        }
        uint256 minimum = isSame && owned.notAfter > block.timestamp ? owned.notAfter : block.timestamp;
        uint256 maximum = block.timestamp + MAX_OWNERSHIP;
        if (notAfter < minimum || notAfter > maximum) {
            revert OwnershipEndOutOfRange(owner, notAfter, minimum, maximum);
        }
        bytes32 digest = digestOf(ownership);
        if (!SignatureChecker.isValidSignatureNowCalldata(owner, digest, signed.signature)) {
            revert OwnershipSignatureInvalid(owner, digest);
        }
        _owned[owner] = Owned({venue: venue, notAfter: notAfter});
        emit OwnershipRecorded(venue, owner, notAfter);
    }
}
