// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IMarginClaims} from "../interfaces/IMarginClaims.sol";

/// @title MarginConsumer
/// @author the zk-solvency authors
/// @notice What a protocol inherits to rely on claims of solvency: it opens a scope of its own, and asks.
/// @dev Traders claim in this scope with `IMarginClaims.submit`. The account then appears here under one nullifier,
/// which says nothing of who owns it, nor of its nullifiers in other scopes.
/// @dev WARNING: An answer holds for this second. Ask in the transaction that depends on it; never store it.
/// @dev WARNING: Key what you grant by the nullifier, and remember for which recipient. One account has one nullifier,
/// but its owner may have the next claim made for another recipient.
/// @dev WARNING: An empty account meets every ratio. Require a buffer, as large as what you may lose.
/// @dev WARNING: When claims are paused, a key is revoked or a verifier is frozen, no claim may hold for a while through
/// no fault of the claimants. Give them time before you punish.
/// @dev WARNING: You trust the venue for the accounts, the market's signers for the prices, and the administrators of
/// router, registries and claims. A claim speaks of the time of its accounts, not of now.
abstract contract MarginConsumer {
    IMarginClaims internal immutable CLAIMS;
    uint256 internal immutable SCOPE;

    /// @notice Thrown when the contract to ask for claims is not a contract.
    /// @param received The address without code.
    error ClaimsNotContract(address received);

    /// @notice Thrown when no claim that holds now is what is asked for.
    /// @param recipient The account for which it must have been made.
    /// @param nullifier Under which it must have been recorded.
    /// @param required What was asked.
    error NotSolvent(address recipient, uint256 nullifier, IMarginClaims.Requirement required);

    /// @notice Opens the scope. The consumer is its owner.
    /// @param claims_ Where claims are recorded.
    /// @param policy What the scope accepts: whose accounts, which prices, which circuits, and how old. Never changes.
    /// @param predicates What claimants may claim (see the library Predicate): the levels 0, 1, 2, ...
    constructor(IMarginClaims claims_, IMarginClaims.Policy memory policy, uint256[] memory predicates) {
        if (address(claims_).code.length == 0) revert ClaimsNotContract(address(claims_));
        CLAIMS = claims_;
        SCOPE = claims_.openScope(policy, predicates, 0);
    }

    /// @notice Where claims are recorded.
    /// @return The contract.
    function claims() external view returns (IMarginClaims) {
        return CLAIMS;
    }

    /// @notice The scope in which to claim.
    /// @return Its id.
    function scope() external view returns (uint256) {
        return SCOPE;
    }

    /// @notice Adds a level to the scope. Levels are never changed or removed: what is asked is said at each use.
    /// @param predicate What can be claimed from now on.
    /// @return level Its number.
    function _addLevel(uint256 predicate) internal returns (uint8 level) {
        return CLAIMS.addLevel(SCOPE, predicate);
    }

    /// @notice Whether the claim under `nullifier` is of `recipient` and holds now for what is required. For what the sender
    /// may do, pass `msg.sender`.
    /// @param recipient The account for which the claim must have been made.
    /// @param nullifier The nullifier of the account, as the recipient gives it.
    /// @param required A predicate, and how old accounts and prices may be; the limits of the scope hold as well.
    /// @return Whether it does.
    function _isSolvent(
        address recipient,
        uint256 nullifier,
        IMarginClaims.Requirement memory required
    ) internal view returns (bool) {
        return CLAIMS.isSolvent(recipient, SCOPE, nullifier, required);
    }

    /// @notice Reverts unless `_isSolvent`.
    /// @param recipient The account for which the claim must have been made.
    /// @param nullifier The nullifier of the account.
    /// @param required What is asked.
    function _requireSolvent(
        address recipient,
        uint256 nullifier,
        IMarginClaims.Requirement memory required
    ) internal view {
        if (!_isSolvent(recipient, nullifier, required)) revert NotSolvent(recipient, nullifier, required);
    }
}
