// SPDX-License-Identifier: MIT

/** The ABI of ReserveRegistry. Written by `npm run abi`. */
export const reserveRegistryAbi = [
  "constructor()",
  "error InvalidShortString()",
  "error OwnedForAnother(address owner, bytes32 received, bytes32 recorded, uint64 notAfter)",
  "error OwnershipEndOutOfRange(address owner, uint64 received, uint256 minimum, uint256 maximum)",
  "error OwnershipSignatureInvalid(address owner, bytes32 digest)",
  "error StringTooLong(string str)",
  "event EIP712DomainChanged()",
  "event OwnershipRecorded(bytes32 indexed venue, address indexed owner, uint64 notAfter)",
  "function MAX_OWNERSHIP() view returns (uint64)",
  "function RESERVE_OWNERSHIP_TYPEHASH() view returns (bytes32)",
  "function digestOf((bytes32 venue, address owner, uint64 notAfter) ownership) view returns (bytes32)",
  "function eip712Domain() view returns (bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions)",
  "function isOwned(address owner, bytes32 venue) view returns (bool)",
  "function ownershipOf(address owner) view returns (bytes32 venue, uint64 notAfter)",
  "function record(((bytes32 venue, address owner, uint64 notAfter) ownership, bytes signature)[] signed)",
] as const;
