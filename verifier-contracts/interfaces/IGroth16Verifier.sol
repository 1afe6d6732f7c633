// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title IGroth16Verifier
/// @author the zk-solvency authors
/// @notice The one function of a snarkjs-generated Groth16 verifier with six public signals.
/// @dev The number of signals is part of the selector: a verifier generated for another number of signals does not
/// answer to it, and every proof is then refused.
/// @dev WARNING: Implementations may hand all their gas to the pairing precompiles, which burn it when a point is not
/// on the curve. Call with a gas cap.
interface IGroth16Verifier {
    /// @notice Whether (`a`, `b`, `c`) proves the statement `publicSignals`.
    /// @dev WARNING: Proofs are malleable: from (A, B, C), anyone derives (-A, -B, C), which is valid too. Never use
    /// a proof as an identifier.
    /// @dev WARNING: Implementations may accept a coordinate of A that is not reduced modulo the base field, for the
    /// point that it stands for. Verifiers off-chain refuse it.
    /// @param a The point A of G1.
    /// @param b The point B of G2, each coordinate with its imaginary part first, as the EVM precompile reads it.
    /// @param c The point C of G1.
    /// @param publicSignals The public signals, in the order in which the circuit declares them.
    /// @return Whether the proof is valid.
    function verifyProof(
        uint256[2] calldata a,
        uint256[2][2] calldata b,
        uint256[2] calldata c,
        uint256[6] calldata publicSignals
    ) external view returns (bool);
}
