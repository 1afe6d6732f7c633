// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

// solhint-disable no-inline-assembly

import {IProofVerifier} from "../interfaces/IProofVerifier.sol";
import {BASE_FIELD, SCALAR_FIELD, G2_GENERATOR_X_IMAGINARY, G2_GENERATOR_X_REAL} from "./Bn254.sol";
import {VerificationKeyStore} from "./VerificationKeyStore.sol";

/// @title Groth16ProofVerifier
/// @author the zk-solvency authors
/// @notice Verifies Groth16 proofs against the key given at construction. See IProofVerifier.
/// @dev One contract for every circuit: the key is data, so that the code, and its audit, are the same for all.
/// @dev A proof (A, B, C) of the signals s_1 ... s_n is valid if
///
///     e(A, B) = e(alpha, beta) * e(V, gamma) * e(C, delta),     V = ic_0 + s_1 * ic_1 + ... + s_n * ic_n.
///
/// @dev The precompiles (0x06 addition in G1, 0x07 multiplication in G1, 0x08 product of pairings equal to one) fail on
/// a coordinate that is not reduced, a point off its curve, and a point of G2 outside the subgroup of prime order. A
/// failure makes the proof invalid: nothing is checked here that they check. A chain without precompiles answers to
/// their calls with success and nothing: no proof is valid there.
contract Groth16ProofVerifier is IProofVerifier {
    /// @notice The most public signals a key may have.
    uint256 public constant MAX_SIGNALS = 255;

    /// @dev The words of a proof.
    uint256 private constant PROOF_WORDS = 8;

    /// @dev Positions of the points in the encoded key, in words.
    uint256 private constant ALPHA = 1;
    uint256 private constant BETA = 3;
    uint256 private constant GAMMA = 7;
    uint256 private constant DELTA = 11;
    uint256 private constant IC = 15;

    /// @dev The same in bytes, from alpha on: the verifying functions do not load the number of signals.
    uint256 private constant GAMMA_OFFSET = 0xc0;
    uint256 private constant DELTA_OFFSET = 0x140;
    uint256 private constant IC_OFFSET = 0x1c0;

    /// @dev Where alpha is in the code of the key store: after the zero byte and the number of signals.
    uint256 private constant ALPHA_IN_STORE = 33;

    /// @dev Sets the challenge apart from every other hash.
    bytes32 private constant CHALLENGE_TYPEHASH = keccak256("solvency.Groth16ProofVerifier/1 batch challenge");

    bytes32 private immutable KEY_DIGEST;
    uint256 private immutable SIGNAL_COUNT;
    address private immutable KEY_STORE;

    /// @notice Checks and stores the key.
    /// @dev WARNING: No check can tell whether the secrets of the setup were destroyed.
    /// @param key The key. Refused if anyone could abuse it: see the errors of IProofVerifier.
    constructor(VerificationKey memory key) {
        uint256 points = key.ic.length;
        // A key without points for signals has no statement; one without even the constant is reported as zero, too.
        if (points < 2 || points > MAX_SIGNALS + 1) {
            revert SignalCountOutOfRange(points == 0 ? 0 : points - 1, 1, MAX_SIGNALS);
        }

        _requireInG1(ALPHA, key.alpha);
        _requireInG2(BETA, key.beta);
        _requireInG2(GAMMA, key.gamma);
        _requireInG2(DELTA, key.delta);
        for (uint256 i; i < points; ++i) _requireInG1(IC + 2 * i, key.ic[i]);

        // Equal x means equal or opposite points. With gamma = -delta, one forges with C = V instead of C = -V.
        uint256[2] memory x = [key.delta[0], key.delta[1]];
        if (x[0] == key.gamma[0] && x[1] == key.gamma[1]) revert KeyGammaEqualsDelta(x);
        if (x[0] == G2_GENERATOR_X_IMAGINARY && x[1] == G2_GENERATOR_X_REAL) revert KeyDeltaIsGenerator(x);

        // The standard encoding has the offset and the number of the ic points before them. They are left out.
        bytes memory encoded = abi.encode(points - 1, key.alpha, key.beta, key.gamma, key.delta, key.ic);
        assembly ("memory-safe") {
            let ic := add(encoded, 0x200)
            mcopy(ic, add(ic, 0x40), shl(6, points))
            mstore(encoded, add(0x1e0, shl(6, points)))
        }

        KEY_DIGEST = keccak256(encoded);
        SIGNAL_COUNT = points - 1;
        KEY_STORE = VerificationKeyStore.write(encoded);
    }

    /* VERIFICATION */

    /// @inheritdoc IProofVerifier
    function verify(uint256[8] calldata proof, uint256[] calldata signals) external view returns (bool valid) {
        _requireSignals(signals);
        address store = KEY_STORE;

        // e(-A, B) * e(alpha, beta) * e(V, gamma) * e(C, delta) = 1
        assembly ("memory-safe") {
            // Four pairs of 0xc0 bytes, then the key.
            let pairs := mload(0x40)
            let key := add(pairs, 0x300)
            extcodecopy(store, key, ALPHA_IN_STORE, add(IC_OFFSET, shl(6, add(signals.length, 1))))

            // Pair 0: (A, B), with A negated. A y that is not reduced stays so, for the precompile to refuse; and the y
            // of the point at infinity is zero, which is its own opposite.
            calldatacopy(pairs, proof, 0xc0)
            let y := mload(add(pairs, 0x20))
            if lt(y, BASE_FIELD) {
                mstore(add(pairs, 0x20), mod(sub(BASE_FIELD, y), BASE_FIELD))
            }

            // Pair 1: (alpha, beta) follow one another in the key, too.
            mcopy(add(pairs, 0xc0), key, 0xc0)

            // Pair 2: (V, gamma). The sum grows in the place of V; the next term stands beside it, in the place of
            // gamma. From the last signal to the first, so that the scalar can overwrite the point before.
            let sum := add(pairs, 0x180)
            let term := add(pairs, 0x1c0)
            mcopy(sum, add(key, IC_OFFSET), 0x40)
            let point := add(add(key, IC_OFFSET), shl(6, signals.length))
            let signal := add(signals.offset, shl(5, signals.length))
            valid := 1
            for {
                let i := signals.length
            } i {
                i := sub(i, 1)
            } {
                signal := sub(signal, 0x20)
                mstore(add(point, 0x40), calldataload(signal))
                valid := and(valid, staticcall(gas(), 0x07, point, 0x60, term, 0x40))
                valid := and(valid, staticcall(gas(), 0x06, sum, 0x80, sum, 0x40))
                point := sub(point, 0x40)
            }
            mcopy(term, add(key, GAMMA_OFFSET), 0x80)

            // Pair 3: (C, delta).
            calldatacopy(add(pairs, 0x240), add(proof, 0xc0), 0x40)
            mcopy(add(pairs, 0x280), add(key, DELTA_OFFSET), 0x80)

            mstore(0x00, 0)
            valid := and(valid, staticcall(gas(), 0x08, pairs, 0x300, 0x00, 0x20))
            valid := and(valid, eq(mload(0x00), 1))
        }
    }

    /// @inheritdoc IProofVerifier
    function verifyBatch(bytes calldata rows) external view returns (bool) {
        uint256 rowSize = (PROOF_WORDS + SIGNAL_COUNT) * 32;
        if (rows.length == 0 || rows.length % rowSize != 0) revert MalformedBatch(rows.length, rowSize);

        uint256 challenge = _challenge(rows);
        return _holds(rows, challenge, _combineSignals(rows, challenge));
    }

    /* KEY */

    /// @inheritdoc IProofVerifier
    function keyDigest() external view returns (bytes32) {
        return KEY_DIGEST;
    }

    /// @inheritdoc IProofVerifier
    function signalCount() external view returns (uint256) {
        return SIGNAL_COUNT;
    }

    /// @inheritdoc IProofVerifier
    function keyStore() external view returns (address) {
        return KEY_STORE;
    }

    /* SIGNALS */

    /// @dev Reverts unless there are as many signals as the key asks for, all of them reduced.
    function _requireSignals(uint256[] calldata signals) private view {
        if (signals.length != SIGNAL_COUNT) revert SignalCountMismatch(signals.length, SIGNAL_COUNT);
        for (uint256 i; i < signals.length; ++i) {
            if (signals[i] >= SCALAR_FIELD) revert SignalNotInField(i, signals[i], SCALAR_FIELD);
        }
    }

    /* BATCHES */

    /// @dev The challenge t: keccak256 of the type, the digest of the key and every word of every proof and of every
    /// signal (T-15), shifted right by three bits, which leaves 253: less than r. The key fixes the size of a row, so
    /// that the bytes have one reading.
    function _challenge(bytes calldata rows) private view returns (uint256 challenge) {
        (bytes32 typehash, bytes32 digest) = (CHALLENGE_TYPEHASH, KEY_DIGEST);
        assembly ("memory-safe") {
            // Memory that is not kept: what follows uses the same.
            let hashed := mload(0x40)
            mstore(hashed, typehash)
            mstore(add(hashed, 0x20), digest)
            calldatacopy(add(hashed, 0x40), rows.offset, rows.length)
            challenge := shr(3, keccak256(hashed, add(rows.length, 0x40)))
        }
    }

    /// @dev With the proof of row i weighed by t^i: the sum of the weights, then for each signal the weighed sum over
    /// the rows, all modulo r. By Horner's rule, from the last row to the first. Reverts if a signal is not reduced.
    function _combineSignals(bytes calldata rows, uint256 challenge) private view returns (uint256[] memory scalars) {
        uint256 count = SIGNAL_COUNT;
        scalars = new uint256[](count + 1);
        bool inField = true;
        assembly ("memory-safe") {
            let rowSize := shl(5, add(8, count))
            let place := add(scalars, 0x20)

            let sum := 0
            for {
                let i := div(rows.length, rowSize)
            } i {
                i := sub(i, 1)
            } {
                sum := addmod(mulmod(sum, challenge, SCALAR_FIELD), 1, SCALAR_FIELD)
            }
            mstore(place, sum)

            // The first column of signals follows the proof.
            let top := add(rows.offset, 0x100)
            for {
                let end := add(place, shl(5, count))
            } lt(place, end) {} {
                sum := 0
                for {
                    let cursor := add(top, rows.length)
                } gt(cursor, top) {} {
                    cursor := sub(cursor, rowSize)
                    let signal := calldataload(cursor)
                    inField := and(inField, lt(signal, SCALAR_FIELD))
                    sum := addmod(mulmod(sum, challenge, SCALAR_FIELD), signal, SCALAR_FIELD)
                }
                top := add(top, 0x20)
                place := add(place, 0x20)
                mstore(place, sum)
            }
        }
        if (!inField) _refuseSignals(rows);
    }

    /// @dev Reverts with the first signal of a batch that is not reduced; there is one.
    function _refuseSignals(bytes calldata rows) private view {
        uint256 width = PROOF_WORDS + SIGNAL_COUNT;
        for (uint256 word; word < rows.length / 32; ++word) {
            uint256 signal = uint256(bytes32(rows[word * 32:word * 32 + 32]));
            (uint256 row, uint256 column) = (word / width, word % width);
            if (column >= PROOF_WORDS && signal >= SCALAR_FIELD) {
                revert SignalNotInField(row * SIGNAL_COUNT + column - PROOF_WORDS, signal, SCALAR_FIELD);
            }
        }
    }

    /// @dev Whether, with w_i = t^i, scalars_0 = sum w_i, scalars_j = sum w_i * s_ij and V = sum scalars_j * ic_j,
    ///
    ///     prod e(w_i * A_i, B_i) * e(-sum w_i * C_i, delta) * e(-scalars_0 * alpha, beta) * e(-V, gamma) = 1.
    ///
    /// @dev The three negated points are fewer than the A_i, and two of them are negated by way of the scalars.
    function _holds(
        bytes calldata rows,
        uint256 challenge,
        uint256[] memory scalars
    ) private view returns (bool valid) {
        uint256 size = rows.length / ((PROOF_WORDS + SIGNAL_COUNT) * 32);
        uint256 pairs; // Of 0xc0 bytes: a point of G1 and a point of G2.
        assembly ("memory-safe") {
            // Allocates the pairs, 0x20 bytes beyond the last for a scalar, and the key.
            pairs := mload(0x40)
            let key := add(add(pairs, mul(add(size, 3), 0xc0)), 0x20)
            mstore(0x40, add(key, add(IC_OFFSET, shl(6, mload(scalars)))))
        }
        if (!_pairProofs(rows, challenge, pairs) || !_pairKey(scalars, pairs + size * 0xc0)) return false;
        assembly ("memory-safe") {
            mstore(0x00, 0)
            valid := staticcall(gas(), 0x08, pairs, mul(add(size, 3), 0xc0), 0x00, 0x20)
            valid := and(valid, eq(mload(0x00), 1))
        }
    }

    /// @dev Writes a pair (w_i * A_i, B_i) for each row, and sum w_i * C_i into the pair after. That sum grows in its
    /// place; beside it, where other points will stand, are the next term of it and the input of multiplications.
    /// @dev Stops at the first failure: it has left little gas, but enough to say so.
    function _pairProofs(bytes calldata rows, uint256 challenge, uint256 pair) private view returns (bool valid) {
        uint256 rowSize = (PROOF_WORDS + SIGNAL_COUNT) * 32;
        assembly ("memory-safe") {
            // Row 0 has weight 1.
            let row := rows.offset
            let end := add(row, rows.length)
            let sum := add(pair, mul(div(rows.length, rowSize), 0xc0))
            let product := add(sum, 0x80)
            calldatacopy(pair, row, 0xc0)
            calldatacopy(sum, add(row, 0xc0), 0x40)
            valid := 1

            let weight := challenge
            for {
                row := add(row, rowSize)
            } and(valid, lt(row, end)) {
                row := add(row, rowSize)
            } {
                calldatacopy(product, add(row, 0xc0), 0x40)
                mstore(add(product, 0x40), weight)
                valid := staticcall(gas(), 0x07, product, 0x60, add(sum, 0x40), 0x40)
                if iszero(valid) {
                    break
                }
                valid := staticcall(gas(), 0x06, sum, 0x80, sum, 0x40)
                if iszero(valid) {
                    break
                }
                pair := add(pair, 0xc0)
                calldatacopy(product, row, 0x40)
                valid := staticcall(gas(), 0x07, product, 0x60, pair, 0x40)
                calldatacopy(add(pair, 0x40), add(row, 0x40), 0x80)
                weight := mulmod(weight, challenge, SCALAR_FIELD)
            }
        }
    }

    /// @dev Completes the last three pairs, of which the first holds sum w_i * C_i already.
    function _pairKey(uint256[] memory scalars, uint256 pair) private view returns (bool valid) {
        address store = KEY_STORE;
        assembly ("memory-safe") {
            let key := add(pair, 0x260)
            extcodecopy(store, key, ALPHA_IN_STORE, add(IC_OFFSET, shl(6, mload(scalars))))

            // (-sum w_i * C_i, delta). A y that is not reduced, possible in a batch of one, stays so, for the
            // precompile to refuse; and the y of the point at infinity is zero, which is its own opposite.
            let y := mload(add(pair, 0x20))
            if lt(y, BASE_FIELD) {
                mstore(add(pair, 0x20), mod(sub(BASE_FIELD, y), BASE_FIELD))
            }
            mcopy(add(pair, 0x40), add(key, DELTA_OFFSET), 0x80)

            // (-scalars_0 * alpha, beta). Where a scalar is 0, r in its place gives the same point.
            pair := add(pair, 0xc0)
            let scalar := add(scalars, 0x20)
            mcopy(pair, key, 0x40)
            mstore(add(pair, 0x40), sub(SCALAR_FIELD, mload(scalar)))
            valid := staticcall(gas(), 0x07, pair, 0x60, pair, 0x40)
            mcopy(add(pair, 0x40), add(key, 0x40), 0x80)

            // (-V, gamma). The sum grows in the place of V; beside it, the next term and the input of multiplications.
            pair := add(pair, 0xc0)
            let product := add(pair, 0x80)
            let point := add(key, IC_OFFSET)
            mcopy(product, point, 0x40)
            mstore(add(product, 0x40), sub(SCALAR_FIELD, mload(scalar)))
            valid := and(valid, staticcall(gas(), 0x07, product, 0x60, pair, 0x40))
            for {
                let end := add(scalar, shl(5, sub(mload(scalars), 1)))
            } lt(scalar, end) {} {
                scalar := add(scalar, 0x20)
                point := add(point, 0x40)
                mcopy(product, point, 0x40)
                mstore(add(product, 0x40), sub(SCALAR_FIELD, mload(scalar)))
                valid := and(valid, staticcall(gas(), 0x07, product, 0x60, add(pair, 0x40), 0x40))
                valid := and(valid, staticcall(gas(), 0x06, pair, 0x80, pair, 0x40))
            }
            mcopy(add(pair, 0x40), add(key, GAMMA_OFFSET), 0x80)
        }
    }

    /* POINTS OF THE KEY */

    /// @dev Reverts unless a point is on y^2 = x^3 + 3 and not at infinity. That is all of G1: its cofactor is one.
    function _requireInG1(uint256 position, uint256[2] memory point) private pure {
        (uint256 x, uint256 y) = (point[0], point[1]);
        _requireCoordinate(position, x);
        _requireCoordinate(position + 1, y);
        if (x == 0 && y == 0) revert KeyPointAtInfinity(position);
        uint256 cube = mulmod(mulmod(x, x, BASE_FIELD), x, BASE_FIELD);
        if (mulmod(y, y, BASE_FIELD) != addmod(cube, 3, BASE_FIELD)) revert KeyPointNotInGroup(position);
    }

    /// @dev Reverts unless a point is in G2 and not at infinity.
    function _requireInG2(uint256 position, uint256[4] memory point) private view {
        for (uint256 i; i < 4; ++i) _requireCoordinate(position + i, point[i]);
        if (point[0] | point[1] | point[2] | point[3] == 0) revert KeyPointAtInfinity(position);

        // The pairing with the generator of G1, (1, 2), fails unless the point is on the curve and in the subgroup.
        // With a gas limit, so that a failure leaves gas for the error; 79,000 now, and room for repricing.
        uint256[6] memory pair = [1, 2, point[0], point[1], point[2], point[3]];
        bool success;
        assembly ("memory-safe") {
            success := staticcall(500000, 0x08, pair, 0xc0, 0x00, 0x20)
            success := and(success, eq(returndatasize(), 0x20))
        }
        if (!success) revert KeyPointNotInGroup(position);
    }

    /// @dev Reverts unless a coordinate is reduced: readers that differ on others must not see different keys.
    function _requireCoordinate(uint256 position, uint256 coordinate) private pure {
        if (coordinate >= BASE_FIELD) revert KeyCoordinateNotInField(position, coordinate, BASE_FIELD);
    }
}
