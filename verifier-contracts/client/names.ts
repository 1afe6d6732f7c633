import { decodeBytes32String, encodeBytes32String } from "ethers";
import { RuleError } from "../../prover/domain/errors.ts";

/** Venues, markets, families and circuits are bytes32 on the chain: a short name, or any word in hexadecimal. */

/** @throws RuleError for a name of more than 31 bytes, or none */
export function nameToBytes32(name: string): string {
  if (/^0x[0-9a-f]{64}$/i.test(name)) return name.toLowerCase();
  if (name.trim() === "" || Buffer.byteLength(name) > 31) {
    throw new RuleError("must be a name of 1 to 31 bytes, or 0x and 64 hexadecimal digits");
  }
  return encodeBytes32String(name);
}

/** The name, or the word itself where it is none. */
export function bytes32ToName(word: string): string {
  try {
    const name = decodeBytes32String(word);
    return /^[\x20-\x7e]+$/.test(name) ? name : word;
  } catch {
    return word;
  }
}
