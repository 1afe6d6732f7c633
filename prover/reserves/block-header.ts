import { decodeRlp, encodeRlp, keccak256, toBeArray } from "ethers";
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

/** A block as a node gives it (eth_getBlockByNumber), as far as headers go. */
export type RawBlock = Readonly<Record<string, string | undefined>>;

/** Fields of a header in their order; forks have appended the last ones. */
const FIELDS = [
  "parentHash",
  "sha3Uncles",
  "miner",
  "stateRoot",
  "transactionsRoot",
  "receiptsRoot",
  "logsBloom",
  "difficulty",
  "number",
  "gasLimit",
  "gasUsed",
  "timestamp",
  "extraData",
  "mixHash",
  "nonce",
  "baseFeePerGas",
  "withdrawalsRoot",
  "blobGasUsed",
  "excessBlobGas",
  "parentBeaconBlockRoot",
  "requestsHash",
] as const;

const NUMBERS: ReadonlySet<string> = new Set([
  "difficulty",
  "number",
  "gasLimit",
  "gasUsed",
  "timestamp",
  "baseFeePerGas",
  "blobGasUsed",
  "excessBlobGas",
]);

/** The header of a block, in RLP. Its hash is the block's, unless the chain's headers have another form. */
export function writeBlockHeader(block: RawBlock): string {
  const present = FIELDS.filter((name) => typeof block[name] === "string");
  return encodeRlp(
    present.map((name) => {
      const value = block[name] ?? "0x";
      return NUMBERS.has(name) ? toBeArray(BigInt(value)) : value;
    }),
  );
}
