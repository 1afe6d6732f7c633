// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IMarginClaims} from "../interfaces/IMarginClaims.sol";

/// @title ProofPoints
/// @author the zk-solvency authors
/// @notice The eight coordinates of a proof.
library ProofPoints {
    /// @dev The modulus q of the field over which BN254 is defined.
    uint256 internal constant BASE_FIELD =
        21888242871839275222246405745257275088696311157297823662689037894645226208583;

    /// @notice Reverts unless every coordinate is reduced modulo the base field.
    /// @dev The EVM precompiles refuse such coordinates, but the snarkjs verifier negates the y of A before it passes it
    /// on, and so takes several words for one y. Other verifiers do not: a claim recorded with such a word could not be
    /// verified again off-chain.
    /// @param proof The proof.
    function requireInField(IMarginClaims.Proof calldata proof) internal pure {
        _requireInField(0, proof.a[0]);
        _requireInField(1, proof.a[1]);
        _requireInField(2, proof.b[0][0]);
        _requireInField(3, proof.b[0][1]);
        _requireInField(4, proof.b[1][0]);
        _requireInField(5, proof.b[1][1]);
        _requireInField(6, proof.c[0]);
        _requireInField(7, proof.c[1]);
    }

    function _requireInField(uint256 index, uint256 coordinate) private pure {
        if (coordinate >= BASE_FIELD) revert IMarginClaims.CoordinateNotInField(index, coordinate, BASE_FIELD);
    }
}
