import { AbiCoder, id, keccak256 } from "ethers";
import type { FieldElement } from "../domain/field.ts";

const TYPEHASH = id("solvency.Epoch/1 epoch(bytes32 venue,uint64 epoch)");

/**
 * The number that names venue and epoch in every commitment of an epoch, below 2^253: what `SolvencyAttestations.epochSignalOf`
 * computes.
 * @param venue its id on the chain, 0x and 64 hexadecimal digits
 * @param epoch from 1 to 2^64 - 1
 */
export function epochSignal(venue: string, epoch: bigint): FieldElement {
  const text = AbiCoder.defaultAbiCoder().encode(["bytes32", "bytes32", "uint64"], [TYPEHASH, venue, epoch]);
  return (BigInt(keccak256(text)) >> 3n) as FieldElement;
}
