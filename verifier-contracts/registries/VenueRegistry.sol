// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IVenueRegistry} from "../interfaces/IVenueRegistry.sol";
import {AttestationRegistry} from "./AttestationRegistry.sol";

/// @title VenueRegistry
/// @author the zk-solvency authors
/// @notice Venues, their attestors and the accounts roots they attested. See IVenueRegistry.
contract VenueRegistry is IVenueRegistry, AttestationRegistry {
    /// @dev Two slots: the root needs 254 bits of the first. Both are kept, so that everyone can read the root of an
    /// epoch from the chain, by the number of the epoch alone.
    struct AccountsRoot {
        uint256 root;
        uint64 asOf;
    }

    /// @notice The EIP-712 type of an attestation.
    bytes32 public constant ACCOUNTS_ATTESTATION_TYPEHASH = keccak256(
        "AccountsAttestation(bytes32 venue,uint64 epoch,uint256 accountsRoot,uint64 asOf)"
    );

    /// @notice The EIP-712 type of the consent of an attestor.
    bytes32 public constant ATTESTOR_CONSENT_TYPEHASH = keccak256(
        "AttestorConsent(bytes32 venue,address attestor,uint64 notBefore,uint64 notAfter)"
    );

    mapping(bytes32 venue => mapping(uint64 epoch => AccountsRoot)) private _roots;
    mapping(address key => bool) private _isAttestor;

    /// @notice Appoints the administrator of the registry.
    /// @param admin The account that grants and revokes the roles of registrars and guardians.
    constructor(address admin) AttestationRegistry(admin) EIP712("zk-solvency VenueRegistry", "1") {}

    /* ROOTS */

    /// @inheritdoc IVenueRegistry
    function record(SignedAccounts calldata signed) external {
        if (_validate(signed)) return;

        AccountsAttestation calldata attestation = signed.attestation;
        (bytes32 venue, uint64 epoch, uint64 asOf) = (attestation.venue, attestation.epoch, attestation.asOf);
        _roots[venue][epoch] = AccountsRoot({root: attestation.accountsRoot, asOf: asOf});
        Subject storage known = _subject(venue);
        if (epoch > known.latestEpoch) {
            known.latestEpoch = epoch;
            known.latestAsOf = uint48(asOf); // Not in the future: 48 bits are enough.
        }
        emit AccountsRootRecorded(venue, epoch, attestation.accountsRoot, asOf, signed.attestor);
    }

    /// @inheritdoc IVenueRegistry
    function validate(SignedAccounts calldata signed) external view {
        _validate(signed);
    }

    /// @inheritdoc IVenueRegistry
    function accountsRootOf(bytes32 venue, uint64 epoch) external view returns (uint256 root, uint64 asOf) {
        AccountsRoot storage recorded = _roots[venue][epoch];
        return (recorded.root, recorded.asOf);
    }

    /// @inheritdoc IVenueRegistry
    function latestOf(bytes32 venue) external view returns (uint64 epoch, uint64 asOf) {
        Subject storage known = _subject(venue);
        return (known.latestEpoch, known.latestAsOf);
    }

    /// @inheritdoc IVenueRegistry
    function digestOf(AccountsAttestation calldata attestation) public view returns (bytes32) {
        return
            _hashTypedDataV4(
                keccak256(
                    abi.encode(
                        ACCOUNTS_ATTESTATION_TYPEHASH,
                        attestation.venue,
                        attestation.epoch,
                        attestation.accountsRoot,
                        attestation.asOf
                    )
                )
            );
    }

    /* VENUES */

    /// @inheritdoc IVenueRegistry
    function registerVenue(bytes32 venue, address admin) external onlyRole(REGISTRAR_ROLE) {
        _register(venue, admin);
        emit VenueRegistered(venue, admin);
    }

    /// @inheritdoc IVenueRegistry
    function addAttestor(
        bytes32 venue,
        address attestor,
        uint64 notBefore,
        uint64 notAfter,
        bytes calldata consent
    ) external onlyRole(adminRoleOf(venue)) {
        _requireSignature(attestor, consentDigestOf(venue, attestor, notBefore, notAfter), consent);
        _addKey(venue, attestor, notBefore, notAfter);
        _isAttestor[attestor] = true;
    }

    /// @inheritdoc IVenueRegistry
    function isAttestor(address key) external view returns (bool) {
        return _isAttestor[key];
    }

    /// @inheritdoc IVenueRegistry
    function consentDigestOf(
        bytes32 venue,
        address attestor,
        uint64 notBefore,
        uint64 notAfter
    ) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(ATTESTOR_CONSENT_TYPEHASH, venue, attestor, notBefore, notAfter)));
    }

    /* INTERNAL */

    /// @dev Every check of an attestation. Returns whether it is recorded already.
    function _validate(SignedAccounts calldata signed) private view returns (bool recordedAlready) {
        AccountsAttestation calldata attestation = signed.attestation;
        (bytes32 venue, uint64 epoch, uint64 asOf) = (attestation.venue, attestation.epoch, attestation.asOf);
        Subject memory known = _requireNotVoid(venue, asOf);

        AccountsRoot memory recorded = _roots[venue][epoch];
        if (recorded.root != 0) {
            if (recorded.root != attestation.accountsRoot || recorded.asOf != asOf) {
                revert EpochAlreadyRecorded(venue, epoch, attestation.accountsRoot, asOf, recorded.root, recorded.asOf);
            }
            return true;
        }

        _requireRoot(attestation.accountsRoot);
        _requirePast(asOf);
        if (epoch == 0 || epoch > asOf) revert EpochOutOfRange(epoch, 1, asOf);
        // Never the same epoch: that would be recorded already. Before the first epoch, the latest is 0, of time 0.
        if (epoch > known.latestEpoch ? asOf <= known.latestAsOf : asOf >= known.latestAsOf) {
            revert AsOfNotMonotone(epoch, asOf, known.latestEpoch, known.latestAsOf);
        }
        _requireSigned(venue, asOf, signed.attestor, digestOf(attestation), signed.signature);
    }
}
