// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IMarketRegistry} from "../interfaces/IMarketRegistry.sol";
import {IReviewRegistry} from "../interfaces/IReviewRegistry.sol";
import {Quorum} from "./Quorum.sol";

/// @title ReviewRegistry
/// @author the zk-solvency authors
/// @notice Which panels have verified the bundle behind a venue's statement. See IReviewRegistry.
contract ReviewRegistry is IReviewRegistry, EIP712 {
    /// @dev One slot.
    struct Review {
        uint64 asOf; // Zero if there is none.
        uint64 recordedAt;
    }

    /// @notice The EIP-712 type of a review.
    bytes32 public constant BUNDLE_REVIEW_TYPEHASH = keccak256(
        "BundleReview(bytes32 panel,bytes32 statement,uint64 asOf)"
    );

    IMarketRegistry private immutable MARKETS;

    mapping(bytes32 panel => mapping(bytes32 statement => Review)) private _reviews;

    /// @notice Fixes whose signers are asked.
    /// @param markets_ The registry of markets.
    constructor(IMarketRegistry markets_) EIP712("zk-solvency ReviewRegistry", "1") {
        if (address(markets_).code.length == 0) revert PanelRegistryNotContract(address(markets_));
        MARKETS = markets_;
    }

    /// @inheritdoc IReviewRegistry
    function record(BundleReview calldata review, address[] calldata signers, bytes[] calldata signatures) external {
        (bytes32 panel, bytes32 statement, uint64 asOf) = (review.panel, review.statement, review.asOf);
        if (asOf <= _reviews[panel][statement].asOf) return;
        if (asOf > block.timestamp) revert ReviewInFuture(asOf, block.timestamp);
        Quorum.requireThreshold(MARKETS, Quorum.Message(panel, asOf, digestOf(review)), signers, signatures);
        _reviews[panel][statement] = Review({asOf: asOf, recordedAt: uint64(block.timestamp)});
        emit BundleReviewed(panel, statement, asOf, signers);
    }

    /// @inheritdoc IReviewRegistry
    function isReviewed(bytes32 panel, bytes32 statement, uint64 since) external view returns (bool) {
        Review memory review = _reviews[panel][statement];
        if (review.asOf == 0 || review.asOf < since) return false;
        // If its own time is void, so is this one: it was not yet, and void spans reach to a revocation.
        return !MARKETS.isVoid(panel, review.recordedAt);
    }

    /// @inheritdoc IReviewRegistry
    function markets() external view returns (address) {
        return address(MARKETS);
    }

    /// @inheritdoc IReviewRegistry
    function digestOf(BundleReview calldata review) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(BUNDLE_REVIEW_TYPEHASH, review)));
    }
}
