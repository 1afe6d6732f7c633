// SPDX-License-Identifier: MIT

/** The ABI of ReviewRegistry. Written by `npm run abi`. */
export const reviewRegistryAbi = [
  "constructor(address markets_)",
  "error AttestationVoid(bytes32 subject, uint64 received, uint64 from, uint64 until)",
  "error InvalidShortString()",
  "error KeyIsRevoked(bytes32 subject, address key, uint64 revokedFrom)",
  "error KeyNotValidAt(bytes32 subject, address key, uint64 received, uint64 minimum, uint64 maximum)",
  "error KeyUnknown(bytes32 subject, address received)",
  "error NotEnoughSigners(bytes32 market, uint256 received, uint256 minimum)",
  "error PanelRegistryNotContract(address received)",
  "error ReviewInFuture(uint64 received, uint256 maximum)",
  "error SignatureCountMismatch(uint256 received, uint256 expected)",
  "error SignatureInvalid(address key, bytes32 digest)",
  "error SignersAllAttestors(bytes32 market)",
  "error SignersNotIncreasing(address received, address previous)",
  "error StringTooLong(string str)",
  "error SubjectUnknown(bytes32 received)",
  "event BundleReviewed(bytes32 indexed panel, bytes32 indexed statement, uint64 asOf, address[] signers)",
  "event EIP712DomainChanged()",
  "function BUNDLE_REVIEW_TYPEHASH() view returns (bytes32)",
  "function digestOf((bytes32 panel, bytes32 statement, uint64 asOf) review) view returns (bytes32)",
  "function eip712Domain() view returns (bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions)",
  "function isReviewed(bytes32 panel, bytes32 statement, uint64 since) view returns (bool)",
  "function markets() view returns (address)",
  "function record((bytes32 panel, bytes32 statement, uint64 asOf) review, address[] signers, bytes[] signatures)",
] as const;
