import { decodeRlp, keccak256 } from "ethers";
import { RuleError } from "../domain/errors.ts";

export interface BlockHeader {
  readonly hash: string;
  readonly stateRoot: string;
  readonly number: bigint;
  /** Unix seconds. */
  readonly timestamp: bigint;
}

// Places in the list that a header is.
const STATE_ROOT = 3;
const NUMBER = 8;
const TIMESTAMP = 11;
/** Fields of the first headers; later forks append. */
const FEWEST_FIELDS = 15;

/**
 * Reads a block's header. Its hash is computed, so that whoever knows the block's hash knows that the header is the block's.
 * @param header RLP, 0x and hexadecimal digits
 * @throws RuleError for anything that is no header
 */
export function readBlockHeader(header: string): BlockHeader {
  const fields = decoded(header);
  const field = (place: number): string => {
    const value = fields[place];
    if (typeof value !== "string") throw new RuleError("is not a block's header: a field is a list");
    return value;
  };
  const stateRoot = field(STATE_ROOT);
  if (stateRoot.length !== 66)
    throw new RuleError("is not a block's header: its state root has not 32 bytes");
  return {
    hash: keccak256(header),
    stateRoot,
    number: numberOf(field(NUMBER)),
    timestamp: numberOf(field(TIMESTAMP)),
  };
}

function decoded(header: string): readonly unknown[] {
  try {
    const fields = decodeRlp(header);
    if (Array.isArray(fields) && fields.length >= FEWEST_FIELDS) return fields;
  } catch {
    // no RLP: the same answer
  }
  throw new RuleError("is not a block's header in RLP");
}

const numberOf = (bytes: string): bigint => (bytes === "0x" ? 0n : BigInt(bytes));
