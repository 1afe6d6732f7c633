// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev A claim in one slot. From the least significant bit: recipient (160 bits), level (8), number of the verifier (8),
/// time of the market (40), epoch (40). Zero if there is none: a recipient is never zero. What else a claim is follows
/// from its scope and from what the registries recorded, which never changes.
type HeldClaim is uint256;

using HeldClaims for HeldClaim global;

/// @title HeldClaims
/// @author the zk-solvency authors
/// @notice Packs and unpacks HeldClaim.
library HeldClaims {
    uint256 private constant LEVEL_SHIFT = 160;
    uint256 private constant VERIFIER_SHIFT = 168;
    uint256 private constant MARKET_AS_OF_SHIFT = 176;
    uint256 private constant EPOCH_SHIFT = 216;

    /// @notice Packs what the claims of one call have in common.
    /// @dev Nothing is cut off: a recorded epoch is at most its time, and a time that is past fits 40 bits.
    /// @param epoch_ The epoch of the accounts.
    /// @param marketAsOf_ The time that the market describes.
    /// @param verifier_ The number of the verifier.
    /// @param level_ What is claimed.
    /// @return terms A claim without its recipient.
    function onTerms(
        uint64 epoch_,
        uint64 marketAsOf_,
        uint8 verifier_,
        uint8 level_
    ) internal pure returns (HeldClaim terms) {
        return
            HeldClaim.wrap(
                (uint256(uint40(epoch_)) << EPOCH_SHIFT) |
                    (uint256(uint40(marketAsOf_)) << MARKET_AS_OF_SHIFT) |
                    (uint256(verifier_) << VERIFIER_SHIFT) |
                    (uint256(level_) << LEVEL_SHIFT)
            );
    }

    /// @notice Completes a claim.
    /// @param terms A claim without its recipient.
    /// @param recipient_ The recipient.
    /// @return The claim.
    function by(HeldClaim terms, address recipient_) internal pure returns (HeldClaim) {
        return HeldClaim.wrap(HeldClaim.unwrap(terms) | uint160(recipient_));
    }

    /// @notice Whether there is no claim.
    /// @param held The claim.
    /// @return Whether there is none.
    function isNone(HeldClaim held) internal pure returns (bool) {
        return HeldClaim.unwrap(held) == 0;
    }

    /// @notice Whether a claim on these terms is newer than the one held: of a later epoch, or of the same epoch and a
    /// later market. Both times stand above everything else, the epoch first.
    /// @param terms The terms.
    /// @param held The claim held; none is older than all.
    /// @return Whether they are.
    function isNewerThan(HeldClaim terms, HeldClaim held) internal pure returns (bool) {
        return HeldClaim.unwrap(terms) >> MARKET_AS_OF_SHIFT > HeldClaim.unwrap(held) >> MARKET_AS_OF_SHIFT;
    }

    /// @notice The account for which the claim was made.
    /// @param held The claim.
    /// @return The recipient.
    function recipient(HeldClaim held) internal pure returns (address) {
        return address(uint160(HeldClaim.unwrap(held)));
    }

    /// @notice What was claimed.
    /// @param held The claim.
    /// @return The level.
    function level(HeldClaim held) internal pure returns (uint8) {
        return uint8(HeldClaim.unwrap(held) >> LEVEL_SHIFT);
    }

    /// @notice The verifier that confirmed the proof.
    /// @param held The claim.
    /// @return Its number in the router.
    function verifier(HeldClaim held) internal pure returns (uint8) {
        return uint8(HeldClaim.unwrap(held) >> VERIFIER_SHIFT);
    }

    /// @notice The time of the market.
    /// @param held The claim.
    /// @return The time.
    function marketAsOf(HeldClaim held) internal pure returns (uint64) {
        return uint40(HeldClaim.unwrap(held) >> MARKET_AS_OF_SHIFT);
    }

    /// @notice The epoch of the accounts.
    /// @param held The claim.
    /// @return The epoch.
    function epoch(HeldClaim held) internal pure returns (uint64) {
        return uint40(HeldClaim.unwrap(held) >> EPOCH_SHIFT);
    }
}
