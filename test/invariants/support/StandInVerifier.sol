// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SCALAR_FIELD} from "../../../verifier-contracts/groth16/Bn254.sol";
import {IProofVerifier} from "../../../verifier-contracts/interfaces/IProofVerifier.sol";

/// @dev A verifier for which a proof is a hash of its key and of the signals: the proofs that were made are accepted, and
/// no others. It sees signals modulo r only, as the curve does, so that whoever relies on it to refuse others is found out.
/// Groth16ProofVerifier has tests of its own.
contract StandInVerifier is IProofVerifier {
    bytes32 public immutable keyDigest;
    uint256 public constant signalCount = 6;
    uint256 private constant ROW = 14 * 32;

    constructor(bytes32 digest) {
        keyDigest = digest;
    }

    function prove(uint256[] memory signals) public view returns (uint256[8] memory proof) {
        uint256[] memory reduced = new uint256[](signals.length);
        for (uint256 i; i < signals.length; ++i) reduced[i] = signals[i] % SCALAR_FIELD;
        proof[0] = uint256(keccak256(abi.encode(keyDigest, reduced)));
    }

    function verify(uint256[8] calldata proof, uint256[] calldata signals) external view returns (bool) {
        return keccak256(abi.encode(proof)) == keccak256(abi.encode(prove(signals)));
    }

    function verifyBatch(bytes calldata rows) external view returns (bool) {
        if (rows.length == 0 || rows.length % ROW != 0) revert MalformedBatch(rows.length, ROW);
        for (uint256 start; start < rows.length; start += ROW) {
            uint256[14] memory row = abi.decode(rows[start:start + ROW], (uint256[14]));
            uint256[] memory signals = new uint256[](6);
            for (uint256 i; i < 6; ++i) signals[i] = row[8 + i];
            uint256[8] memory proof = prove(signals);
            for (uint256 i; i < 8; ++i) if (row[i] != proof[i]) return false;
        }
        return true;
    }

    function keyStore() external view returns (address) {
        return address(this);
    }
}
