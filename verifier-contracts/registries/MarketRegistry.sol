// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IMarketRegistry} from "../interfaces/IMarketRegistry.sol";
import {IVenueRegistry} from "../interfaces/IVenueRegistry.sol";
import {AttestationRegistry} from "./AttestationRegistry.sol";

/// @title MarketRegistry
/// @author the zk-solvency authors
/// @notice Markets, their oracle signers and the market roots they attested. See IMarketRegistry.
contract MarketRegistry is IMarketRegistry, AttestationRegistry {
    /// @notice The EIP-712 type of an attestation.
    bytes32 public constant MARKET_ATTESTATION_TYPEHASH = keccak256(
        "MarketAttestation(bytes32 market,uint256 marketRoot,uint64 asOf)"
    );

    /// @notice The smallest threshold accepted: no key alone prices a market.
    uint256 public constant MIN_THRESHOLD = 2;

    /// @notice The longest delay accepted. Catches most delays given in milliseconds.
    uint64 public constant MAX_SIGNER_DELAY = 365 days;

    IVenueRegistry private immutable VENUES;
    uint64 private immutable SIGNER_DELAY;

    /// @dev One slot for each root.
    mapping(bytes32 market => mapping(uint64 asOf => uint256 root)) private _roots;

    /// @notice Fixes the registry of venues and the delay.
    /// @param admin The account that grants and revokes the roles of registrars and guardians.
    /// @param venues_ The registry that knows the attestors of venues.
    /// @param signerDelay_ For how many seconds a signer added to an open market is public before its signatures count.
    constructor(
        address admin,
        IVenueRegistry venues_,
        uint64 signerDelay_
    ) AttestationRegistry(admin) EIP712("zk-solvency MarketRegistry", "1") {
        if (signerDelay_ > MAX_SIGNER_DELAY) revert SignerDelayOutOfRange(signerDelay_, MAX_SIGNER_DELAY);
        if (address(venues_).code.length == 0) revert VenueRegistryNotContract(address(venues_));
        VENUES = venues_;
        SIGNER_DELAY = signerDelay_;
    }

    /* ROOTS */

    /// @inheritdoc IMarketRegistry
    function record(SignedMarket calldata signed) external {
        if (_validate(signed)) return;

        MarketAttestation calldata attestation = signed.attestation;
        _roots[attestation.market][attestation.asOf] = attestation.marketRoot;
        emit MarketRootRecorded(attestation.market, attestation.asOf, attestation.marketRoot, signed.signers);
    }

    /// @inheritdoc IMarketRegistry
    function validate(SignedMarket calldata signed) external view {
        _validate(signed);
    }

    /// @inheritdoc IMarketRegistry
    function marketRootOf(bytes32 market, uint64 asOf) external view returns (uint256) {
        return _roots[market][asOf];
    }

    /// @inheritdoc IMarketRegistry
    function digestOf(MarketAttestation calldata attestation) public view returns (bytes32) {
        return
            _hashTypedDataV4(
                keccak256(
                    abi.encode(
                        MARKET_ATTESTATION_TYPEHASH,
                        attestation.market,
                        attestation.marketRoot,
                        attestation.asOf
                    )
                )
            );
    }

    /* MARKETS */

    /// @inheritdoc IMarketRegistry
    function openMarket(
        bytes32 market,
        address admin,
        uint8 threshold,
        address[] calldata signers,
        uint64 notAfter
    ) external onlyRole(REGISTRAR_ROLE) {
        if (threshold < MIN_THRESHOLD || threshold > signers.length) {
            revert ThresholdOutOfRange(threshold, MIN_THRESHOLD, signers.length);
        }
        _register(market, admin);
        _subject(market).threshold = threshold;
        emit MarketOpened(market, admin, threshold);
        for (uint256 i; i < signers.length; ++i) _addSigner(market, signers[i], uint64(block.timestamp), notAfter);
    }

    /// @inheritdoc IMarketRegistry
    function addSigner(
        bytes32 market,
        address signer,
        uint64 notBefore,
        uint64 notAfter
    ) external onlyRole(adminRoleOf(market)) {
        uint256 minimum = block.timestamp + SIGNER_DELAY;
        if (notBefore < minimum) revert SignerTooEarly(notBefore, minimum);
        _addSigner(market, signer, notBefore, notAfter);
    }

    /// @inheritdoc IMarketRegistry
    function thresholdOf(bytes32 market) external view returns (uint8) {
        return _subject(market).threshold;
    }

    /* PARAMETERS */

    /// @inheritdoc IMarketRegistry
    function signerDelay() external view returns (uint64) {
        return SIGNER_DELAY;
    }

    /// @inheritdoc IMarketRegistry
    function venues() external view returns (address) {
        return address(VENUES);
    }

    /* INTERNAL */

    function _addSigner(bytes32 market, address signer, uint64 notBefore, uint64 notAfter) private {
        if (VENUES.isAttestor(signer)) revert SignerIsAttestor(signer);
        _addKey(market, signer, notBefore, notAfter);
    }

    /// @dev Every check of an attestation. Returns whether it is recorded already.
    function _validate(SignedMarket calldata signed) private view returns (bool recordedAlready) {
        MarketAttestation calldata attestation = signed.attestation;
        (bytes32 market, uint64 asOf) = (attestation.market, attestation.asOf);
        Subject memory known = _requireNotVoid(market, asOf);

        uint256 recorded = _roots[market][asOf];
        if (recorded != 0) {
            if (recorded != attestation.marketRoot) {
                revert MarketRootAlreadyRecorded(market, asOf, attestation.marketRoot, recorded);
            }
            return true;
        }

        _requireRoot(attestation.marketRoot);
        _requirePast(asOf);
        _requireThreshold(signed, known.threshold);
    }

    /// @dev Reverts unless enough signers signed, each counted once, one of which attests for no venue.
    function _requireThreshold(SignedMarket calldata signed, uint8 threshold) private view {
        (bytes32 market, uint64 asOf) = (signed.attestation.market, signed.attestation.asOf);
        uint256 count = signed.signers.length;
        if (count < threshold) revert NotEnoughSigners(market, count, threshold);
        if (signed.signatures.length != count) revert SignatureCountMismatch(signed.signatures.length, count);

        bytes32 digest = digestOf(signed.attestation);
        address previous; // The zero address signs nothing.
        bool independent;
        for (uint256 i; i < count; ++i) {
            address signer = signed.signers[i];
            if (signer <= previous) revert SignersNotIncreasing(signer, previous);
            _requireSigned(market, asOf, signer, digest, signed.signatures[i]);
            if (!independent) independent = !VENUES.isAttestor(signer);
            previous = signer;
        }
        if (!independent) revert SignersAllAttestors(market);
    }
}
