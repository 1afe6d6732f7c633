// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title IReviewRegistry
/// @author the zk-solvency authors
/// @notice Which panels have verified the bundle behind a venue's statement: every batch and fold proof in it, which are too
/// many for a contract, and the evidence of reserves that this chain does not see.
/// @dev A panel is a market without prices: independent signers with a threshold, opened in the registry of markets,
/// whose windows, revocations and void spans hold. One of those who sign attests for no venue. They sign EIP-712 typed
/// data in the domain {name: "zk-solvency ReviewRegistry", version: "1", chainId, verifyingContract: this contract}:
///
///     BundleReview(bytes32 panel,bytes32 statement,uint64 asOf)
///
/// @dev WARNING: Verifying a bundle takes no trust in anybody, only time. Those who have the time need no panel.
interface IReviewRegistry {
    /* TYPES */

    /// @notice What a panel signs.
    /// @param panel The panel.
    /// @param statement The EIP-712 digest of what the venue signed (see ISolvencyAttestations), which holds the hash of the
    /// bundle and the amounts elsewhere.
    /// @param asOf When it was verified.
    struct BundleReview {
        bytes32 panel;
        bytes32 statement;
        uint64 asOf;
    }

    /* ERRORS */

    /// @notice Thrown when the registry of markets given at construction is not a contract.
    /// @param received The address without code.
    error PanelRegistryNotContract(address received);

    /// @notice Thrown when a bundle is said to be verified at a time that has not come.
    /// @param received The time given.
    /// @param maximum The time of the block.
    error ReviewInFuture(uint64 received, uint256 maximum);

    /* EVENTS */

    /// @notice Emitted when a review is recorded.
    /// @param panel The panel.
    /// @param statement The EIP-712 digest of what the venue signed.
    /// @param asOf When it was verified.
    /// @param signers The keys that signed.
    event BundleReviewed(bytes32 indexed panel, bytes32 indexed statement, uint64 asOf, address[] signers);

    /* REVIEWS */

    /// @notice Records a review; it replaces one of an earlier time. Anyone who has the signatures may.
    /// @param review The review.
    /// @param signers The keys that signed it, in increasing order: as many as the panel's threshold, or more.
    /// @param signatures The signature of each.
    function record(BundleReview calldata review, address[] calldata signers, bytes[] calldata signatures) external;

    /// @notice Whether a panel has verified the bundle of a statement, by a review that was recorded at a time that is not void:
    /// whoever steals a key dates back, but cannot record before that.
    /// @param panel The panel.
    /// @param statement The EIP-712 digest of what the venue signed.
    /// @param since The earliest time of a review that counts: that of the accounts. An earlier one is made up, perhaps with
    /// keys that were retired since.
    /// @return Whether it has.
    function isReviewed(bytes32 panel, bytes32 statement, uint64 since) external view returns (bool);

    /// @notice The EIP-712 digest of a review, which the panel signs.
    /// @param review The review.
    /// @return The digest.
    function digestOf(BundleReview calldata review) external view returns (bytes32);

    /// @notice The registry of markets, and so of panels.
    /// @return Its address.
    function markets() external view returns (address);
}
