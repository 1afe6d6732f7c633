// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title PublicSignals
/// @author the zk-solvency authors
/// @notice The six public signals of the circuit, in its order. Their indexes appear here and nowhere else.
library PublicSignals {
    /// @dev The number of signals.
    uint256 internal constant COUNT = 6;

    uint256 private constant ACCOUNTS_ROOT = 0;
    uint256 private constant MARKET_ROOT = 1;
    uint256 private constant PREDICATE = 2;
    uint256 private constant SCOPE = 3;
    uint256 private constant NULLIFIER = 4;
    uint256 private constant CONTEXT = 5;

    /// @notice The signals that claims on the same terms have in common; the others are zero.
    /// @param accountsRoot The root of the tree that holds the account.
    /// @param marketRoot The root of the market that values the account.
    /// @param predicate What is claimed, packed (see the library Predicate).
    /// @param scope The consumer of the claim.
    /// @return signals The signals.
    function common(
        uint256 accountsRoot,
        uint256 marketRoot,
        uint256 predicate,
        uint256 scope
    ) internal pure returns (uint256[] memory signals) {
        signals = new uint256[](COUNT);
        signals[ACCOUNTS_ROOT] = accountsRoot;
        signals[MARKET_ROOT] = marketRoot;
        signals[PREDICATE] = predicate;
        signals[SCOPE] = scope;
    }

    /// @notice Sets the signals that are a claim's own.
    /// @param signals The signals.
    /// @param nullifier The pseudonym of the account in the scope.
    /// @param context What binds the proof to a chain, a contract, a recipient, a submitter and a deadline.
    function complete(uint256[] memory signals, uint256 nullifier, uint256 context) internal pure {
        signals[NULLIFIER] = nullifier;
        signals[CONTEXT] = context;
    }
}
