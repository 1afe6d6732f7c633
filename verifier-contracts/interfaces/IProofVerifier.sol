// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title IProofVerifier
/// @author the zk-solvency authors
/// @notice Verifies Groth16 proofs over BN254 against one verification key, one at a time or many at once.
/// @dev A proof is eight words, as the precompiles read them: A.x, A.y, B.x.imaginary, B.x.real, B.y.imaginary,
/// B.y.real, C.x, C.y. A point of G2 has the imaginary part of each coordinate first; snarkjs's proof.json has it last.
/// @dev WARNING: Proofs are malleable: from (A, B, C), anyone derives (-A, -B, C), which is valid too. Never use a
/// proof as an identifier.
/// @dev WARNING: A point that is not on the curve makes a precompile burn all the gas it is given, which is nearly all
/// that the caller gave. Call with a gas cap, or through IVerifierRouter, which sets one.
interface IProofVerifier {
    /* TYPES */

    /// @notice A verification key, in affine coordinates. Points of G2 have imaginary parts first, as in proofs.
    /// @param alpha The point alpha of G1.
    /// @param beta The point beta of G2: x.imaginary, x.real, y.imaginary, y.real.
    /// @param gamma The point gamma of G2.
    /// @param delta The point delta of G2.
    /// @param ic The points of G1 for the constant one and for each public signal.
    struct VerificationKey {
        uint256[2] alpha;
        uint256[4] beta;
        uint256[4] gamma;
        uint256[4] delta;
        uint256[2][] ic;
    }

    /* ERRORS */

    /// @notice Thrown when a key has too few or too many points for public signals.
    /// @param received The number of public signals of the key; none at all if the key has not even a constant.
    /// @param minimum The smallest number accepted.
    /// @param maximum The largest number accepted.
    error SignalCountOutOfRange(uint256 received, uint256 minimum, uint256 maximum);

    /// @notice Thrown when a point of a key is the point at infinity. At infinity, a point for a signal leaves the
    /// signal without effect, and gamma or delta drop out of the equation.
    /// @param position The position in the encoded key of the first word of the point.
    error KeyPointAtInfinity(uint256 position);

    /// @notice Thrown when a coordinate of a key is not reduced modulo the base field.
    /// @param position The position in the encoded key.
    /// @param received The coordinate.
    /// @param modulus The modulus, which the coordinate must be less than.
    error KeyCoordinateNotInField(uint256 position, uint256 received, uint256 modulus);

    /// @notice Thrown when a point of a key is not on its curve or, in G2, not in the subgroup of prime order.
    /// @param position The position in the encoded key of the first word of the point.
    error KeyPointNotInGroup(uint256 position);

    /// @notice Thrown when delta equals gamma up to sign: phase 2 of the setup was not finished, and anyone can forge
    /// proofs of anything.
    /// @param received The x of delta, imaginary part first.
    error KeyGammaEqualsDelta(uint256[2] received);

    /// @notice Thrown when delta is the generator of G2 up to sign: phase 2 of the setup was not finished.
    /// @param received The x of delta, imaginary part first.
    error KeyDeltaIsGenerator(uint256[2] received);

    /// @notice Thrown when a proof comes with the wrong number of public signals.
    /// @param received The number of signals given.
    /// @param expected The number of signals of the key.
    error SignalCountMismatch(uint256 received, uint256 expected);

    /// @notice Thrown when a public signal is not reduced modulo the scalar field. The curve sees a signal only modulo
    /// r: were value + r accepted, one proof would serve several words.
    /// @param index The index of the signal; in a batch, over the signals of all rows.
    /// @param received The signal.
    /// @param modulus The modulus, which the signal must be less than.
    error SignalNotInField(uint256 index, uint256 received, uint256 modulus);

    /// @notice Thrown when a batch is empty or not a whole number of rows.
    /// @param received The number of bytes given.
    /// @param rowSize The number of bytes of a row.
    error MalformedBatch(uint256 received, uint256 rowSize);

    /* VERIFICATION */

    /// @notice Whether `proof` proves the statement `signals`.
    /// @dev False also if a point of the proof is malformed. Reverts only if the signals are: in number or in range.
    /// @param proof The eight words of the proof.
    /// @param signals The public signals, in the order in which the circuit declares them.
    /// @return Whether the proof is valid.
    function verify(uint256[8] calldata proof, uint256[] calldata signals) external view returns (bool);

    /// @notice Whether every proof of a batch proves its statement, by one random linear combination of all of them.
    /// @dev Costs one pairing a proof and three more, instead of four a proof. The chance of accepting a batch with a
    /// false statement is below 2^-128, whatever is tried off-chain: see docs/decisions/006-batch-verification.md.
    /// @dev Says nothing about which proof is invalid: verify them one by one, off-chain, to find out.
    /// @param rows One row for each proof: its eight words, then its public signals, 32 bytes each.
    /// @return Whether all proofs are valid.
    function verifyBatch(bytes calldata rows) external view returns (bool);

    /* KEY */

    /// @notice The keccak256 of the encoded key. Identifies key and circuit.
    /// @dev The encoding is, in words of 32 bytes: the number of public signals; alpha.x, alpha.y; beta.x.imaginary,
    /// beta.x.real, beta.y.imaginary, beta.y.real; gamma and delta likewise; ic[0].x, ic[0].y, ic[1].x, ...
    /// @return The digest.
    function keyDigest() external view returns (bytes32);

    /// @notice The number of public signals of the key.
    /// @return The number.
    function signalCount() external view returns (uint256);

    /// @notice The account whose code holds the key: a zero byte, so that it cannot run, then the encoded key.
    /// @return The account.
    function keyStore() external view returns (address);
}
