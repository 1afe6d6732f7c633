// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAttestationRegistry} from "./IAttestationRegistry.sol";

/// @title IVenueRegistry
/// @author the zk-solvency authors
/// @notice Venues, the keys with which they attest accounts (attestors), and the accounts roots they attested: one for
/// each venue and epoch.
/// @dev Attestations are EIP-712 typed data in the domain {name: "zk-solvency VenueRegistry", version: "1", chainId,
/// verifyingContract: this contract}:
///
///     AccountsAttestation(bytes32 venue,uint64 epoch,uint256 accountsRoot,uint64 asOf)
///     AttestorConsent(bytes32 venue,address attestor,uint64 notBefore,uint64 notAfter)
///
/// @dev Anyone who has an attestation may record it: in a transaction of its own, or on the way of a claim. So a venue
/// attests every minute without a transaction, and only roots that are used cost gas.
/// @dev WARNING: The venue vouches for the tree and for its time; nothing here can verify them.
/// @dev WARNING: A venue must keep the tag and the owner of an account for as long as it lives. With another owner, the
/// account has another nullifier in every scope, beside the first: a second loan, or a new start after a default.
interface IVenueRegistry is IAttestationRegistry {
    /* TYPES */

    /// @notice What a venue attests: its customers' accounts at one time.
    /// @param venue The venue.
    /// @param epoch The number of the tree, from 1 to `asOf`. Epochs may be skipped. Not more than the time, so that
    /// whoever steals a key cannot use them up: there is always a later one.
    /// @param accountsRoot The root of the tree.
    /// @param asOf The time that the tree describes.
    // solhint-disable-next-line gas-struct-packing
    struct AccountsAttestation {
        bytes32 venue;
        uint64 epoch;
        uint256 accountsRoot;
        uint64 asOf;
    }

    /// @notice An attestation with its signature.
    /// @param attestation The attestation.
    /// @param attestor The key that signed it. If it is recorded already, this and the signature are not looked at.
    /// @param signature The signature: of 65 bytes, or whatever an attestor with code accepts (ERC-1271).
    struct SignedAccounts {
        AccountsAttestation attestation;
        address attestor;
        bytes signature;
    }

    /* ERRORS */

    /// @notice Thrown when the epoch of an attestation is out of range.
    /// @param received The epoch.
    /// @param minimum The smallest epoch accepted.
    /// @param maximum The largest epoch accepted: the time attested.
    error EpochOutOfRange(uint64 received, uint64 minimum, uint64 maximum);

    /// @notice Thrown when a second attestation for an epoch differs from the one recorded (T-27).
    /// @param venue The venue.
    /// @param epoch The epoch.
    /// @param receivedRoot The root given.
    /// @param receivedAsOf The time given.
    /// @param recordedRoot The root recorded, which stays.
    /// @param recordedAsOf The time recorded, which stays.
    error EpochAlreadyRecorded(
        bytes32 venue,
        uint64 epoch,
        uint256 receivedRoot,
        uint64 receivedAsOf,
        uint256 recordedRoot,
        uint64 recordedAsOf
    );

    /// @notice Thrown when a later epoch is not of a later time than the latest one recorded, or an earlier epoch not
    /// of an earlier time.
    /// @param epoch The epoch given.
    /// @param received The time given.
    /// @param latestEpoch The latest epoch recorded.
    /// @param latestAsOf The time of the latest epoch recorded.
    error AsOfNotMonotone(uint64 epoch, uint64 received, uint64 latestEpoch, uint64 latestAsOf);

    /* EVENTS */

    /// @notice Emitted when a venue is registered.
    /// @param venue The venue.
    /// @param admin Its first administrator.
    event VenueRegistered(bytes32 indexed venue, address indexed admin);

    /// @notice Emitted when the root of an epoch is recorded.
    /// @param venue The venue.
    /// @param epoch The epoch.
    /// @param accountsRoot The root.
    /// @param asOf The time it describes.
    /// @param attestor The key that signed it.
    event AccountsRootRecorded(
        bytes32 indexed venue,
        uint64 indexed epoch,
        uint256 indexed accountsRoot,
        uint64 asOf,
        address attestor
    );

    /* ROOTS */

    /// @notice Records an attestation; does nothing if the same is recorded already.
    /// @dev There is one root for each venue and epoch. Between epochs, time is strictly monotone as far as it is
    /// known: each root is compared with the latest one recorded.
    /// @param signed The attestation with its signature.
    function record(SignedAccounts calldata signed) external;

    /// @notice Does every check of `record`, and records nothing. Reverts as `record` would.
    /// @param signed The attestation with its signature.
    function validate(SignedAccounts calldata signed) external view;

    /// @notice The root recorded for an epoch.
    /// @dev WARNING: It may be void since: see `isVoid`.
    /// @param venue The venue.
    /// @param epoch The epoch.
    /// @return root The root; zero if there is none.
    /// @return asOf The time it describes.
    function accountsRootOf(bytes32 venue, uint64 epoch) external view returns (uint256 root, uint64 asOf);

    /// @notice The latest epoch recorded.
    /// @param venue The venue.
    /// @return epoch The epoch; zero if there is none.
    /// @return asOf Its time.
    function latestOf(bytes32 venue) external view returns (uint64 epoch, uint64 asOf);

    /// @notice The EIP-712 digest of an attestation, which the attestor signs.
    /// @param attestation The attestation.
    /// @return The digest.
    function digestOf(AccountsAttestation calldata attestation) external view returns (bytes32);

    /* VENUES */

    /// @notice Registers a venue. Only registrars may.
    /// @param venue The id of the venue.
    /// @param admin Its first administrator, who adds its keys.
    function registerVenue(bytes32 venue, address admin) external;

    /// @notice Adds a key of a venue. Only administrators of the venue may.
    /// @dev The key consents, so that no venue adopts the key of another, or that of an oracle signer.
    /// @param venue The venue.
    /// @param attestor The key.
    /// @param notBefore The first time for which its attestations count.
    /// @param notAfter The last time for which its attestations count.
    /// @param consent The signature of the key over `AttestorConsent`.
    function addAttestor(
        bytes32 venue,
        address attestor,
        uint64 notBefore,
        uint64 notAfter,
        bytes calldata consent
    ) external;

    /// @notice Whether a key was ever added for any venue.
    /// @param key The key.
    /// @return Whether it was.
    function isAttestor(address key) external view returns (bool);

    /// @notice The EIP-712 digest of the consent of a key.
    /// @param venue The venue.
    /// @param attestor The key.
    /// @param notBefore The first time for which its attestations count.
    /// @param notAfter The last time for which its attestations count.
    /// @return The digest.
    function consentDigestOf(
        bytes32 venue,
        address attestor,
        uint64 notBefore,
        uint64 notAfter
    ) external view returns (bytes32);
}
