import { verifyMerkleProof } from "@ethereumjs/mpt";
import { AbiCoder, decodeRlp, getBytes, hexlify, keccak256 } from "ethers";
import { RuleError } from "../domain/errors.ts";

/** Proofs of a chain's state as nodes give them (EIP-1186, eth_getProof): Merkle-Patricia tries whose keys are hashed. */

export interface ProvenAccount {
  /** In wei. */
  readonly balance: bigint;
  readonly storageRoot: string;
}

/**
 * The account at an address in the state of a root. Absence is proven as well: its balance is 0.
 * @throws RuleError for nodes that prove nothing of it
 */
export async function provenAccount(
  stateRoot: string,
  address: string,
  proof: readonly string[],
): Promise<ProvenAccount | undefined> {
  const value = await proven(stateRoot, address, proof);
  if (value === undefined) return undefined;
  const fields = decodeRlp(value);
  const [, balance, storageRoot] = Array.isArray(fields) ? fields : [];
  if (typeof balance !== "string" || typeof storageRoot !== "string") {
    throw new RuleError("the leaf of the proof is no account");
  }
  return { balance: numberOf(balance), storageRoot };
}

/**
 * The number in a storage slot. Absence is proven as well: 0.
 * @throws RuleError for nodes that prove nothing of it
 */
export async function provenStorage(
  storageRoot: string,
  slot: string,
  proof: readonly string[],
): Promise<bigint> {
  const value = await proven(storageRoot, slot, proof);
  if (value === undefined) return 0n;
  const number = decodeRlp(value);
  if (typeof number !== "string") throw new RuleError("the leaf of the proof is no number");
  return numberOf(number);
}

/** Where a mapping in Solidity's layout has the value of an address. */
export const mappingSlot = (owner: string, slot: bigint): string =>
  keccak256(AbiCoder.defaultAbiCoder().encode(["address", "uint256"], [owner, slot]));

async function proven(root: string, key: string, proof: readonly string[]): Promise<string | undefined> {
  if (proof.length === 0) throw new RuleError("an empty proof proves nothing");
  try {
    const value = await verifyMerkleProof(getBytes(keccak256(key)), proof.map(getBytesOf), {
      root: getBytes(root),
      useKeyHashing: false,
    });
    return value === null ? undefined : hexlify(value);
  } catch (cause) {
    throw new RuleError("the nodes do not lead from the root to the key", { cause });
  }
}

const getBytesOf = (node: string): Uint8Array => getBytes(node);

const numberOf = (bytes: string): bigint => (bytes === "0x" ? 0n : BigInt(bytes));
