// SPDX-License-Identifier: MIT

/** The ABI of Groth16ProofVerifier. Written by `npm run abi`. */
export const groth16ProofVerifierAbi = [
  "constructor((uint256[2] alpha, uint256[4] beta, uint256[4] gamma, uint256[4] delta, uint256[2][] ic) key)",
  "error KeyCoordinateNotInField(uint256 position, uint256 received, uint256 modulus)",
  "error KeyDeltaIsGenerator(uint256[2] received)",
  "error KeyGammaEqualsDelta(uint256[2] received)",
  "error KeyNotStored(uint256 size)",
  "error KeyPointAtInfinity(uint256 position)",
  "error KeyPointNotInGroup(uint256 position)",
  "error MalformedBatch(uint256 received, uint256 rowSize)",
  "error SignalCountMismatch(uint256 received, uint256 expected)",
  "error SignalCountOutOfRange(uint256 received, uint256 minimum, uint256 maximum)",
  "error SignalNotInField(uint256 index, uint256 received, uint256 modulus)",
  "function MAX_SIGNALS() view returns (uint256)",
  "function keyDigest() view returns (bytes32)",
  "function keyStore() view returns (address)",
  "function signalCount() view returns (uint256)",
  "function verify(uint256[8] proof, uint256[] signals) view returns (bool valid)",
  "function verifyBatch(bytes rows) view returns (bool)",
] as const;
