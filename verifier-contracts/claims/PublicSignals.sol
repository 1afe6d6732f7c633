// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IMarginClaims} from "../interfaces/IMarginClaims.sol";

/// @title PublicSignals
/// @author the zk-solvency authors
/// @notice The six public signals of the circuit by name. Their indexes appear here and nowhere else.
library PublicSignals {
    /// @dev The modulus r of the scalar field of BN254.
    uint256 internal constant SCALAR_FIELD =
        21888242871839275222246405745257275088548364400416034343698204186575808495617;

    uint256 private constant COUNT = 6;

    uint256 private constant ACCOUNTS_ROOT = 0;
    uint256 private constant MARKET_ROOT = 1;
    uint256 private constant PREDICATE = 2;
    uint256 private constant SCOPE = 3;
    uint256 private constant NULLIFIER = 4;
    uint256 private constant CONTEXT = 5;

    /// @notice Puts the signals in the order of the circuit.
    /// @param statement The signals that the caller chooses.
    /// @param context_ The signal that the contract computes.
    /// @return signals The six signals.
    function assemble(
        IMarginClaims.Statement calldata statement,
        uint256 context_
    ) internal pure returns (uint256[COUNT] memory signals) {
        signals[ACCOUNTS_ROOT] = statement.accountsRoot;
        signals[MARKET_ROOT] = statement.marketRoot;
        signals[PREDICATE] = statement.predicate;
        signals[SCOPE] = statement.scope;
        signals[NULLIFIER] = statement.nullifier;
        signals[CONTEXT] = context_;
    }

    /// @notice Reverts unless every signal is reduced modulo the scalar field.
    /// @dev The curve only sees a signal modulo r. Were value + r accepted, one proof would serve several words, and
    /// one account would have several nullifiers. Verifiers are expected to refuse it too; this does not rely on it.
    /// @param signals The six signals.
    function requireInField(uint256[COUNT] memory signals) internal pure {
        for (uint256 i; i < COUNT; ++i) {
            if (signals[i] >= SCALAR_FIELD) revert IMarginClaims.SignalNotInField(i, signals[i], SCALAR_FIELD);
        }
    }

    /// @notice The root of the tree that holds the account.
    /// @param signals The six signals.
    /// @return The signal.
    function accountsRoot(uint256[COUNT] memory signals) internal pure returns (uint256) {
        return signals[ACCOUNTS_ROOT];
    }

    /// @notice The root of the market that values the account.
    /// @param signals The six signals.
    /// @return The signal.
    function marketRoot(uint256[COUNT] memory signals) internal pure returns (uint256) {
        return signals[MARKET_ROOT];
    }

    /// @notice What is claimed, packed (see the library Predicate).
    /// @param signals The six signals.
    /// @return The signal.
    function predicate(uint256[COUNT] memory signals) internal pure returns (uint256) {
        return signals[PREDICATE];
    }

    /// @notice The consumer of the claim.
    /// @param signals The six signals.
    /// @return The signal.
    function scope(uint256[COUNT] memory signals) internal pure returns (uint256) {
        return signals[SCOPE];
    }

    /// @notice The pseudonym of the account at the scope.
    /// @param signals The six signals.
    /// @return The signal.
    function nullifier(uint256[COUNT] memory signals) internal pure returns (uint256) {
        return signals[NULLIFIER];
    }

    /// @notice What binds the proof to a chain, a contract, a recipient and a deadline.
    /// @param signals The six signals.
    /// @return The signal.
    function context(uint256[COUNT] memory signals) internal pure returns (uint256) {
        return signals[CONTEXT];
    }
}
