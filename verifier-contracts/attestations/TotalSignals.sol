// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SCALAR_FIELD} from "../groth16/Bn254.sol";

/// @title TotalSignals
/// @author the zk-solvency authors
/// @notice The six public signals of SolvencyTotal, in its order. Nobody supplies the last two: they follow from what
/// is published, so that nothing is published but what was proven.
library TotalSignals {
    /// @notice What a venue states of an epoch.
    /// @param accountsRoot The root of its accounts.
    /// @param epoch What names venue and epoch.
    /// @param table The digest of the table.
    /// @param subtree The commitment of the subtree that holds all accounts.
    struct Stated {
        uint256 accountsRoot;
        uint256 epoch;
        uint256 table;
        uint256 subtree;
    }

    /// @notice The signals: what is stated, the point at which published sums are compared with the true ones, and what they
    /// come to there.
    /// @dev The point is a hash of everything else: keccak256(abi.encode(accountsRoot, epoch, table, subtree, net))
    /// modulo the field. Other sums than the true ones agree with them at a point that is fixed afterwards with a chance
    /// of rows / 2^253.
    /// @param stated What is stated.
    /// @param net The net sums; the absolute value of each less than half the modulus.
    /// @return signals The signals.
    function compute(Stated memory stated, int256[] calldata net) internal pure returns (uint256[] memory signals) {
        bytes32 hash = keccak256(abi.encode(stated.accountsRoot, stated.epoch, stated.table, stated.subtree, net));
        uint256 point = uint256(hash) % SCALAR_FIELD;
        signals = new uint256[](6);
        signals[0] = stated.accountsRoot;
        signals[1] = stated.epoch;
        signals[2] = stated.table;
        signals[3] = stated.subtree;
        signals[4] = point;
        signals[5] = _evaluate(net, point);
    }

    /// @dev Sum over k = 1, 2, ... of net[k] * point^k, by Horner's rule.
    function _evaluate(int256[] calldata net, uint256 point) private pure returns (uint256 value) {
        for (uint256 k = net.length; k > 0; --k) {
            int256 sum = net[k - 1];
            uint256 term = sum < 0 ? SCALAR_FIELD - uint256(-sum) : uint256(sum);
            value = mulmod(addmod(value, term, SCALAR_FIELD), point, SCALAR_FIELD);
        }
    }
}
