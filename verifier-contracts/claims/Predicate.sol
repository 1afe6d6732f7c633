// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IMarginClaims} from "../interfaces/IMarginClaims.sol";

/// @title Predicate
/// @author the zk-solvency authors
/// @notice What a claim says, "equity >= ratio * requirement + buffer", packed into one word.
/// @dev From the least significant bit: kind (1 bit), ratio in basis points (20 bits), buffer in 1e-8 USD (64 bits).
/// The 171 bits above are zero.
library Predicate {
    /// @dev The requirement that the equity is compared with.
    enum Kind {
        Maintenance,
        Initial
    }

    uint256 private constant RATIO_SHIFT = 1;
    uint256 private constant BUFFER_SHIFT = 21;

    /// @dev The largest ratio, about 104 times the requirement.
    uint256 internal constant MAX_RATIO_BPS = (1 << 20) - 1;

    /// @dev The largest well-formed predicate.
    uint256 internal constant MAX = (1 << 85) - 1;

    /// @notice Packs a predicate.
    /// @param kind The requirement.
    /// @param ratioBps The ratio, in basis points.
    /// @param bufferUSD The buffer, in 1e-8 USD.
    /// @return The predicate.
    function pack(Kind kind, uint256 ratioBps, uint64 bufferUSD) internal pure returns (uint256) {
        if (ratioBps > MAX_RATIO_BPS) revert IMarginClaims.RatioOutOfRange(ratioBps, MAX_RATIO_BPS);
        return uint256(kind) | (ratioBps << RATIO_SHIFT) | (uint256(bufferUSD) << BUFFER_SHIFT);
    }

    /// @notice Unpacks a predicate. Reverts if it is malformed.
    /// @param predicate The predicate.
    /// @return kind The requirement.
    /// @return ratioBps The ratio, in basis points.
    /// @return bufferUSD The buffer, in 1e-8 USD.
    function unpack(uint256 predicate) internal pure returns (Kind kind, uint256 ratioBps, uint64 bufferUSD) {
        requireWellFormed(predicate);
        kind = Kind(predicate & 1);
        ratioBps = (predicate >> RATIO_SHIFT) & MAX_RATIO_BPS;
        bufferUSD = uint64(predicate >> BUFFER_SHIFT);
    }

    /// @notice Reverts if a predicate has bits beyond those defined.
    /// @param predicate The predicate.
    function requireWellFormed(uint256 predicate) internal pure {
        if (predicate > MAX) revert IMarginClaims.MalformedPredicate(predicate, MAX);
    }

    /// @notice Whether an account that satisfies `held` is certain to satisfy `required`. Reverts if one is malformed.
    /// @dev As no requirement is negative, a larger ratio and a larger buffer each make the claim stronger. Different
    /// kinds are not comparable, not even "initial" with "maintenance": that the initial requirement is never less is a
    /// rule for publishing markets, and whether the market of a claim obeys it is not known here.
    /// @dev A larger ratio does not make up for a smaller buffer, nor the reverse: the requirement is not known here.
    /// @param held The predicate proven.
    /// @param required The predicate asked for.
    /// @return Whether the first implies the second.
    function implies(uint256 held, uint256 required) internal pure returns (bool) {
        (Kind heldKind, uint256 heldRatioBps, uint64 heldBufferUSD) = unpack(held);
        (Kind requiredKind, uint256 requiredRatioBps, uint64 requiredBufferUSD) = unpack(required);
        return heldKind == requiredKind && heldRatioBps >= requiredRatioBps && heldBufferUSD >= requiredBufferUSD;
    }
}
