import { dataSlice, getBytes, hexlify, keccak256, TypedDataEncoder } from "ethers";
import type { Artifact } from "./contracts.ts";

/** Whether code is what the compiler made, but for the values of immutables, which the constructor puts in. */
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

/**
 * Whether the immutables in code of ours are what the constructor would have put there: whoever writes creation code by
 * hand can put in anything. Each is compared with the result of running the constructor again; what depends on the
 * contract's own address cannot be the same, and must be one of `own`.
 *
 * @param again code that the constructor, run again with the same arguments, would return
 * @param own words that depend on the address
 */
export function immutablesAgree(
  { immutableReferences }: Artifact,
  code: string,
  again: string,
  own: readonly string[],
): boolean {
  return Object.values(immutableReferences).every((places) => {
    const [found, expected] = [code, again].map((text) => [
      ...new Set(places.map(({ start, length }) => dataSlice(text, start, start + length))),
    ]);
    const [value] = found ?? [];
    // One variable has one value, wherever the code reads it.
    if (value === undefined || found?.length !== 1 || expected?.length !== 1) return false;
    return value === expected[0] || own.includes(value);
  });
}

/** What OpenZeppelin's EIP712 computes from the address of a registry: the address, and the domain. */
export function eip712Words(name: string, chainId: bigint, address: string): string[] {
  const domain = { name, version: "1", chainId, verifyingContract: address };
  return [addressWord(address), TypedDataEncoder.hashDomain(domain)];
}

export const addressWord = (address: string): string =>
  hexlify(getBytes(`0x${"00".repeat(12)}${address.slice(2)}`));
