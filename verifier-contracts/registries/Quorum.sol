// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IAttestationRegistry} from "../interfaces/IAttestationRegistry.sol";
import {IMarketRegistry} from "../interfaces/IMarketRegistry.sol";
import {IVenueRegistry} from "../interfaces/IVenueRegistry.sol";

/// @title Quorum
/// @author the zk-solvency authors
/// @notice Lets other contracts take what the keys of a registry sign, by the rules and with the errors of the registry:
/// windows, revocations, void spans, thresholds.
library Quorum {
    /// @dev What `revokedFrom` is while a key is not revoked.
    uint64 private constant NEVER = type(uint64).max;

    /// @notice What is signed.
    /// @param subject The venue, market or panel that signs.
    /// @param asOf The time spoken of.
    /// @param digest The EIP-712 digest.
    struct Message {
        bytes32 subject;
        uint64 asOf;
        bytes32 digest;
    }

    /// @notice Reverts unless one key of the subject signed, and what the subject attests for the time counts.
    /// @param registry The registry.
    /// @param message What must be signed.
    /// @param key The key.
    /// @param signature The signature.
    function requireOne(
        IAttestationRegistry registry,
        Message memory message,
        address key,
        bytes calldata signature
    ) internal view {
        _requireNotVoid(registry, message);
        _requireSigned(registry, message, key, signature);
    }

    /// @notice Reverts unless as many signers of the subject, a market or panel, signed as its threshold, each counted
    /// once, one of which attests for no venue, and what it attests for the time counts.
    /// @param registry The registry.
    /// @param message What must be signed.
    /// @param signers The signers, in increasing order.
    /// @param signatures The signature of each.
    function requireThreshold(
        IMarketRegistry registry,
        Message memory message,
        address[] calldata signers,
        bytes[] calldata signatures
    ) internal view {
        _requireNotVoid(registry, message);
        _requireEnough(registry, message.subject, signers.length, signatures.length);
        IVenueRegistry venues = IVenueRegistry(registry.venues());
        address previous; // The zero address signs nothing.
        bool independent;
        for (uint256 i; i < signers.length; ++i) {
            address signer = signers[i];
            if (signer <= previous) revert IMarketRegistry.SignersNotIncreasing(signer, previous);
            _requireSigned(registry, message, signer, signatures[i]);
            if (!independent) independent = !venues.isAttestor(signer);
            previous = signer;
        }
        if (!independent) revert IMarketRegistry.SignersAllAttestors(message.subject);
    }

    function _requireEnough(IMarketRegistry registry, bytes32 subject, uint256 count, uint256 signatures) private view {
        uint8 threshold = registry.thresholdOf(subject);
        if (count < threshold) revert IMarketRegistry.NotEnoughSigners(subject, count, threshold);
        if (signatures != count) revert IMarketRegistry.SignatureCountMismatch(signatures, count);
    }

    function _requireNotVoid(IAttestationRegistry registry, Message memory message) private view {
        (bytes32 subject, uint64 asOf) = (message.subject, message.asOf);
        if (!registry.isRegistered(subject)) revert IAttestationRegistry.SubjectUnknown(subject);
        if (!registry.isVoid(subject, asOf)) return;
        IAttestationRegistry.Span memory span = registry.voidSpanOf(subject);
        revert IAttestationRegistry.AttestationVoid(subject, asOf, span.from, span.until);
    }

    function _requireSigned(
        IAttestationRegistry registry,
        Message memory message,
        address key,
        bytes calldata signature
    ) private view {
        (bytes32 subject, uint64 asOf) = (message.subject, message.asOf);
        IAttestationRegistry.Window memory window = registry.windowOf(subject, key);
        if (window.notAfter == 0) revert IAttestationRegistry.KeyUnknown(subject, key);
        if (asOf < window.notBefore || asOf > window.notAfter) {
            revert IAttestationRegistry.KeyNotValidAt(subject, key, asOf, window.notBefore, window.notAfter);
        }
        if (window.revokedFrom != NEVER) revert IAttestationRegistry.KeyIsRevoked(subject, key, window.revokedFrom);
        if (!SignatureChecker.isValidSignatureNowCalldata(key, message.digest, signature)) {
            revert IAttestationRegistry.SignatureInvalid(key, message.digest);
        }
    }
}
