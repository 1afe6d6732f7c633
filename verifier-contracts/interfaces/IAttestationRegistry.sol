// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title IAttestationRegistry
/// @author the zk-solvency authors
/// @notice What IVenueRegistry and IMarketRegistry have in common: subjects (venues, markets), the keys that may sign
/// for them, and the times at which those keys count.
/// @dev A signature counts if the time that it speaks of, `asOf`, lies in the window of its key, and the key is not
/// revoked. When it was made does not matter, as nobody can know: a thief dates back. When it is shown is up to the
/// consumer, who limits the age of what is attested.
/// @dev Once a key is revoked, nothing more is recorded with it, whatever the time spoken of. What was recorded stands
/// for times before the one from which the key is revoked, and is void after.
/// @dev Times are Unix seconds. Limits of windows are inclusive.
/// @dev WARNING: A key that leaks after its window can sign for times inside. Revoke it; a window alone only limits
/// the damage to times that consumers soon find too old.
interface IAttestationRegistry {
    /* TYPES */

    /// @notice When the signatures of a key count.
    /// @param notBefore The first time for which they do.
    /// @param notAfter The last time for which they do; zero if the key is unknown.
    /// @param revokedFrom The time from which the key is revoked; the largest number if it is not.
    struct Window {
        uint64 notBefore;
        uint64 notAfter;
        uint64 revokedFrom;
    }

    /// @notice Times for which nothing attested about a subject counts any more, after a revocation.
    /// @param from The first of them.
    /// @param until The last of them; zero if there are none.
    struct Span {
        uint64 from;
        uint64 until;
    }

    /* ERRORS */

    /// @notice Thrown when a subject is registered under the zero id.
    error SubjectIsZero();

    /// @notice Thrown when the zero address is to administer the registry or a subject.
    error AdminIsZero();

    /// @notice Thrown when a subject is registered twice.
    /// @param subject The venue or market.
    error SubjectAlreadyRegistered(bytes32 subject);

    /// @notice Thrown when a subject is not registered.
    /// @param received The venue or market.
    error SubjectUnknown(bytes32 received);

    /// @notice Thrown when a key is added twice. A key that was revoked or retired does not come back: take a new one.
    /// @param subject The venue or market.
    /// @param key The key.
    error KeyAlreadyAdded(bytes32 subject, address key);

    /// @notice Thrown when a key does not belong to a subject.
    /// @param subject The venue or market.
    /// @param received The key.
    error KeyUnknown(bytes32 subject, address received);

    /// @notice Thrown when a window ends before it begins, or has ended.
    /// @param received The end given.
    /// @param minimum The earliest end accepted.
    error WindowEndsTooEarly(uint64 received, uint256 minimum);

    /// @notice Thrown when the end of a window is moved to a later time, or left where it is.
    /// @param received The end given.
    /// @param maximum The latest end accepted.
    error WindowEndsTooLate(uint64 received, uint256 maximum);

    /// @notice Thrown when a key is revoked from a time that has not come: retire it instead; or when it is revoked
    /// from that time, or an earlier one, already.
    /// @param received The time given.
    /// @param maximum The latest time accepted.
    error RevokedTooLate(uint64 received, uint256 maximum);

    /// @notice Thrown when a signature speaks of a time outside the window of its key.
    /// @param subject The venue or market.
    /// @param key The key.
    /// @param received The time spoken of.
    /// @param minimum The first time of the window.
    /// @param maximum The last time of the window.
    error KeyNotValidAt(bytes32 subject, address key, uint64 received, uint64 minimum, uint64 maximum);

    /// @notice Thrown when something is to be recorded with a key that is revoked.
    /// @param subject The venue or market.
    /// @param key The key.
    /// @param revokedFrom The time from which it is revoked.
    error KeyIsRevoked(bytes32 subject, address key, uint64 revokedFrom);

    /// @notice Thrown when a signature is not of its key over what is attested, to this contract and on this chain.
    /// @param key The key.
    /// @param digest The EIP-712 digest that must be signed.
    error SignatureInvalid(address key, bytes32 digest);

    /// @notice Thrown when a root is zero or not a field element.
    /// @param received The root.
    /// @param minimum The smallest root accepted.
    /// @param maximum The largest root accepted.
    error RootOutOfRange(uint256 received, uint256 minimum, uint256 maximum);

    /// @notice Thrown when something is said to describe a time that has not come.
    /// @param received The time given.
    /// @param maximum The time of the block.
    error AsOfInFuture(uint64 received, uint256 maximum);

    /// @notice Thrown when an attestation speaks of a time for which nothing about its subject counts any more.
    /// @param subject The venue or market.
    /// @param received The time spoken of.
    /// @param from The first of the times that do not count.
    /// @param until The last of the times that do not count.
    error AttestationVoid(bytes32 subject, uint64 received, uint64 from, uint64 until);

    /* EVENTS */

    /// @notice Emitted when a key is added.
    /// @param subject The venue or market.
    /// @param key The key.
    /// @param notBefore The first time for which its signatures count.
    /// @param notAfter The last time for which its signatures count.
    event KeyAdded(bytes32 indexed subject, address indexed key, uint64 notBefore, uint64 notAfter);

    /// @notice Emitted when the window of a key is shortened.
    /// @param subject The venue or market.
    /// @param key The key.
    /// @param notAfter The last time for which its signatures count.
    event KeyRetired(bytes32 indexed subject, address indexed key, uint64 notAfter);

    /// @notice Emitted when a key is revoked.
    /// @param subject The venue or market.
    /// @param key The key.
    /// @param from The time from which it is revoked.
    /// @param voidFrom The first time for which nothing attested about the subject counts any more.
    /// @param voidUntil The last time for which nothing attested about the subject counts any more.
    event KeyRevoked(bytes32 indexed subject, address indexed key, uint64 from, uint64 voidFrom, uint64 voidUntil);

    /* KEYS */

    /// @notice Shortens the window of a key that is replaced in the course of business. Only the administrators of the
    /// subject may.
    /// @dev To rotate, add the new key with a window that overlaps, then retire the old one.
    /// @param subject The venue or market.
    /// @param key The key.
    /// @param notAfter The new end, not in the past, before the present end.
    function retireKey(bytes32 subject, address key, uint64 notAfter) external;

    /// @notice Revokes a key that is lost or compromised. Only the administrators of the subject and guardians may.
    /// @dev Nothing more is recorded with the key. Whatever was attested about the subject for the times from `from`
    /// until now counts no more, and nothing should be based on it any longer, even if other keys have signed it. If there is
    /// such a span already, the two become one with all between. That may be more than was lost; it costs claimants a
    /// renewal.
    /// @dev After that, attestations by other keys count as soon as they speak of later times.
    /// @dev WARNING: A thief dates back. Choose `from` before the earliest time of what the thief recorded, not before
    /// the theft: the events of the registry tell what was recorded with which key. A key can be revoked again, from an
    /// earlier time.
    /// @param subject The venue or market.
    /// @param key The key.
    /// @param from The time from which it is revoked, not in the future.
    function revokeKey(bytes32 subject, address key, uint64 from) external;

    /// @notice When the signatures of a key count.
    /// @param subject The venue or market.
    /// @param key The key.
    /// @return The window; all zero if the key does not belong to the subject.
    function windowOf(bytes32 subject, address key) external view returns (Window memory);

    /* SUBJECTS */

    /// @notice Whether a subject is registered.
    /// @param subject The venue or market.
    /// @return Whether it is.
    function isRegistered(bytes32 subject) external view returns (bool);

    /// @notice Whether nothing attested about a subject for a time counts any more.
    /// @param subject The venue or market.
    /// @param asOf The time.
    /// @return Whether that is so.
    function isVoid(bytes32 subject, uint64 asOf) external view returns (bool);

    /// @notice The times for which nothing attested about a subject counts any more.
    /// @param subject The venue or market.
    /// @return The span; all zero if there is none.
    function voidSpanOf(bytes32 subject) external view returns (Span memory);

    /// @notice The role of the administrators of a subject. Who has it grants and revokes it.
    /// @param subject The venue or market.
    /// @return The role.
    function adminRoleOf(bytes32 subject) external pure returns (bytes32);
}
