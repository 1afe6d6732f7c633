// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title IReserveRegistry
/// @author the zk-solvency authors
/// @notice Which addresses hold the reserves of which venue, by their own signatures. An address backs one venue at a
/// time: nobody borrows the signature of another exchange for the hour of its attestation.
/// @dev Addresses sign EIP-712 typed data in the domain {name: "zk-solvency ReserveRegistry", version: "1", chainId,
/// verifyingContract: this contract}:
///
///     ReserveOwnership(bytes32 venue,address owner,uint64 notAfter)
///
/// @dev WARNING: A signature shows that the venue can have something signed by the address, not that it owns what lies
/// there: it may be borrowed, lent out, pledged elsewhere or held for others.
interface IReserveRegistry {
    /* TYPES */

    /// @notice What an address signs: until a time it backs one venue and no other.
    /// @param venue The venue.
    /// @param owner The address.
    /// @param notAfter The last second of it, at most 90 days from now, so that control is shown again and again.
    struct Ownership {
        bytes32 venue;
        address owner;
        uint64 notAfter;
    }

    /// @notice The same with its signature.
    /// @param ownership What is signed.
    /// @param signature Of 65 bytes, or whatever an owner with code accepts (ERC-1271).
    struct SignedOwnership {
        Ownership ownership;
        bytes signature;
    }

    /* ERRORS */

    /// @notice Thrown when the end of an ownership is past or too far ahead.
    /// @param owner The address.
    /// @param received The end given.
    /// @param minimum The earliest end accepted: now, or what is recorded already.
    /// @param maximum The latest end accepted.
    error OwnershipEndOutOfRange(address owner, uint64 received, uint256 minimum, uint256 maximum);

    /// @notice Thrown when an address that backs a venue is to back another.
    /// @param owner The address.
    /// @param received The venue given.
    /// @param recorded The venue that it backs.
    /// @param notAfter The last second at which it does.
    error OwnedForAnother(address owner, bytes32 received, bytes32 recorded, uint64 notAfter);

    /// @notice Thrown when an ownership is not signed by its address.
    /// @param owner The address.
    /// @param digest The EIP-712 digest that must be signed.
    error OwnershipSignatureInvalid(address owner, bytes32 digest);

    /* EVENTS */

    /// @notice Emitted when an ownership is recorded.
    /// @param venue The venue.
    /// @param owner The address.
    /// @param notAfter The last second at which it backs the venue.
    event OwnershipRecorded(bytes32 indexed venue, address indexed owner, uint64 notAfter);

    /* FUNCTIONS */

    /// @notice Records ownerships; passes over those that are recorded already. Anyone may.
    /// @dev A later end replaces an earlier one. To another venue an address goes over only after the end.
    /// @param signed The ownerships.
    function record(SignedOwnership[] calldata signed) external;

    /// @notice Whether an address backs a venue now.
    /// @param owner The address.
    /// @param venue The venue.
    /// @return Whether it does.
    function isOwned(address owner, bytes32 venue) external view returns (bool);

    /// @notice Which venue an address backs.
    /// @param owner The address.
    /// @return venue The venue; zero if it never backed one.
    /// @return notAfter The last second at which it does.
    function ownershipOf(address owner) external view returns (bytes32 venue, uint64 notAfter);

    /// @notice The EIP-712 digest of an ownership, which the address signs.
    /// @param ownership The ownership.
    /// @return The digest.
    function digestOf(Ownership calldata ownership) external view returns (bytes32);
}
