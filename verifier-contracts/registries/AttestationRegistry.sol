// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {SCALAR_FIELD} from "../groth16/Bn254.sol";
import {IAttestationRegistry} from "../interfaces/IAttestationRegistry.sol";

/// @title AttestationRegistry
/// @author the zk-solvency authors
/// @notice Subjects, the keys that may sign for them, and when those keys count. See IAttestationRegistry.
abstract contract AttestationRegistry is IAttestationRegistry, AccessControl, EIP712 {
    /// @dev One slot: 8 + 8 + 48 + 48 + 48 + 64 bits. What every attestation is checked against is together, for
    /// venues and markets alike. Times as numbers of 48 bits, as OpenZeppelin has them.
    struct Subject {
        bool registered;
        uint8 threshold; // Of a market: how many signers must sign.
        uint48 voidFrom;
        uint48 voidUntil;
        uint48 latestAsOf; // Of a venue: the time of the latest epoch.
        uint64 latestEpoch; // Of a venue.
    }

    /// @notice May register subjects.
    bytes32 public constant REGISTRAR_ROLE = keccak256("REGISTRAR_ROLE");

    /// @notice May revoke keys of any subject.
    bytes32 public constant GUARDIAN_ROLE = keccak256("GUARDIAN_ROLE");

    /// @dev Sets the roles of administrators apart from other roles.
    bytes32 private constant ADMIN_ROLE_TYPEHASH = keccak256("solvency.AttestationRegistry/1 admin(bytes32 subject)");

    /// @dev What `revokedFrom` is while a key is not revoked.
    uint64 private constant NEVER = type(uint64).max;

    /// @dev One slot for each key of a subject: three times 64 bits.
    mapping(bytes32 subject => mapping(address key => Window)) private _windows;

    mapping(bytes32 subject => Subject) private _subjects;

    /// @notice Appoints the administrator of the registry.
    /// @param admin The account that grants and revokes the roles above: a timelock or a multisignature wallet. It has
    /// no power over the administrators of subjects.
    constructor(address admin) {
        if (admin == address(0)) revert AdminIsZero();
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
    }

    /* KEYS */

    /// @inheritdoc IAttestationRegistry
    function retireKey(bytes32 subject, address key, uint64 notAfter) external onlyRole(adminRoleOf(subject)) {
        Window storage window = _knownWindow(subject, key);
        if (notAfter < block.timestamp) revert WindowEndsTooEarly(notAfter, block.timestamp);
        if (notAfter < window.notBefore) revert WindowEndsTooEarly(notAfter, window.notBefore);
        if (notAfter >= window.notAfter) revert WindowEndsTooLate(notAfter, window.notAfter - 1);
        window.notAfter = notAfter;
        emit KeyRetired(subject, key, notAfter);
    }

    /// @inheritdoc IAttestationRegistry
    function revokeKey(bytes32 subject, address key, uint64 from) external {
        if (!hasRole(GUARDIAN_ROLE, msg.sender)) _checkRole(adminRoleOf(subject));
        Window storage window = _knownWindow(subject, key);
        if (from > block.timestamp) revert RevokedTooLate(from, block.timestamp);
        if (from >= window.revokedFrom) {
            // A key revoked from time zero on cannot be revoked again: there is no latest time accepted.
            revert RevokedTooLate(from, window.revokedFrom == 0 ? 0 : window.revokedFrom - 1);
        }
        window.revokedFrom = from;

        Subject storage known = _subjects[subject];
        // Not in the future, either of them: 48 bits are enough.
        if (known.voidUntil == 0 || from < known.voidFrom) known.voidFrom = uint48(from);
        known.voidUntil = uint48(block.timestamp);
        emit KeyRevoked(subject, key, from, known.voidFrom, known.voidUntil);
    }

    /// @inheritdoc IAttestationRegistry
    function windowOf(bytes32 subject, address key) external view returns (Window memory) {
        return _windows[subject][key];
    }

    /* SUBJECTS */

    /// @inheritdoc IAttestationRegistry
    function isRegistered(bytes32 subject) external view returns (bool) {
        return _subjects[subject].registered;
    }

    /// @inheritdoc IAttestationRegistry
    function isVoid(bytes32 subject, uint64 asOf) external view returns (bool) {
        Subject memory known = _subjects[subject];
        return _isVoid(known, asOf);
    }

    /// @inheritdoc IAttestationRegistry
    function voidSpanOf(bytes32 subject) external view returns (Span memory) {
        Subject memory known = _subjects[subject];
        return Span({from: known.voidFrom, until: known.voidUntil});
    }

    /// @notice The role that grants and revokes a role. That of a subject's administrators is its own, also before the
    /// subject is registered: nobody, the administrator of the registry included, becomes one of them in advance.
    /// @param role The role.
    /// @return The role of those who grant and revoke it.
    function getRoleAdmin(bytes32 role) public pure override returns (bytes32) {
        bool ofRegistry = role == DEFAULT_ADMIN_ROLE || role == REGISTRAR_ROLE || role == GUARDIAN_ROLE;
        return ofRegistry ? DEFAULT_ADMIN_ROLE : role;
    }

    /// @inheritdoc IAttestationRegistry
    function adminRoleOf(bytes32 subject) public pure returns (bytes32) {
        return keccak256(abi.encode(ADMIN_ROLE_TYPEHASH, subject));
    }

    /* INTERNAL */

    /// @dev Registers a subject and grants the role of its administrators, which governs itself (see `getRoleAdmin`).
    function _register(bytes32 subject, address admin) internal {
        if (subject == 0) revert SubjectIsZero();
        if (admin == address(0)) revert AdminIsZero();
        if (_subjects[subject].registered) revert SubjectAlreadyRegistered(subject);
        _subjects[subject].registered = true;
        _grantRole(adminRoleOf(subject), admin);
    }

    function _addKey(bytes32 subject, address key, uint64 notBefore, uint64 notAfter) internal {
        Window storage window = _windows[subject][key];
        if (window.notAfter != 0) revert KeyAlreadyAdded(subject, key);
        if (notAfter < block.timestamp) revert WindowEndsTooEarly(notAfter, block.timestamp);
        if (notAfter < notBefore) revert WindowEndsTooEarly(notAfter, notBefore);
        _windows[subject][key] = Window({notBefore: notBefore, notAfter: notAfter, revokedFrom: NEVER});
        emit KeyAdded(subject, key, notBefore, notAfter);
    }

    /// @dev Reverts unless the signature of `key` over `digest` counts for `subject` at the time `asOf`.
    function _requireSigned(
        bytes32 subject,
        uint64 asOf,
        address key,
        bytes32 digest,
        bytes calldata signature
    ) internal view {
        Window memory window = _knownWindow(subject, key);
        if (asOf < window.notBefore || asOf > window.notAfter) {
            revert KeyNotValidAt(subject, key, asOf, window.notBefore, window.notAfter);
        }
        if (window.revokedFrom != NEVER) revert KeyIsRevoked(subject, key, window.revokedFrom);
        _requireSignature(key, digest, signature);
    }

    /// @dev Reverts unless `signature` is of `key` over `digest`.
    function _requireSignature(address key, bytes32 digest, bytes calldata signature) internal view {
        if (!SignatureChecker.isValidSignatureNowCalldata(key, digest, signature)) {
            revert SignatureInvalid(key, digest);
        }
    }

    /// @dev Reverts unless a root can be one.
    function _requireRoot(uint256 root) internal pure {
        if (root == 0 || root >= SCALAR_FIELD) revert RootOutOfRange(root, 1, SCALAR_FIELD - 1);
    }

    /// @dev Reverts if a time has not come (T-22).
    function _requirePast(uint64 asOf) internal view {
        if (asOf > block.timestamp) revert AsOfInFuture(asOf, block.timestamp);
    }

    /// @dev A subject. Reverts unless it is registered and what is attested about it for the time `asOf` counts.
    function _requireNotVoid(bytes32 subject, uint64 asOf) internal view returns (Subject memory known) {
        known = _subjects[subject];
        if (!known.registered) revert SubjectUnknown(subject);
        if (_isVoid(known, asOf)) revert AttestationVoid(subject, asOf, known.voidFrom, known.voidUntil);
    }

    function _subject(bytes32 subject) internal view returns (Subject storage) {
        return _subjects[subject];
    }

    function _knownWindow(bytes32 subject, address key) private view returns (Window storage window) {
        window = _windows[subject][key];
        if (window.notAfter == 0) revert KeyUnknown(subject, key);
    }

    /// @dev Where nothing is void, `voidUntil` is zero, and only the time zero seems void: nothing has that time.
    function _isVoid(Subject memory known, uint64 asOf) private pure returns (bool) {
        return known.voidFrom <= asOf && asOf <= known.voidUntil;
    }
}
