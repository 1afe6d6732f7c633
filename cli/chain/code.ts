import { getBytes, keccak256 } from "ethers";
import type { Artifact } from "./contracts.ts";

/**
 * Whether code on a chain is what the compiler made, but for the values of immutables, which the constructor puts in.
 * What those values are, the contract's getters tell.
 */
export function isCodeOf({ deployedBytecode, immutableReferences }: Artifact, code: string): boolean {
  const [built, found] = [getBytes(deployedBytecode), getBytes(code)];
  if (built.length !== found.length) return false;
  for (const places of Object.values(immutableReferences)) {
    for (const { start, length } of places) {
      built.fill(0, start, start + length);
      found.fill(0, start, start + length);
    }
  }
  return keccak256(built) === keccak256(found);
}
