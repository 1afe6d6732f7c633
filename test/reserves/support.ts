import { encodeRlp, toBeHex } from "ethers";

/** A node's answer to eth_getBlockByNumber, as far as headers go. */
export type RawBlock = Readonly<Record<string, string>>;

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

/** The header that a block's hash is of. */
export const headerOf = (block: RawBlock): string =>
  encodeRlp(
    FIELDS.filter((name) => block[name] !== undefined).map((name) => {
      const value = block[name] ?? "0x";
      if (!NUMBERS.has(name)) return value;
      return BigInt(value) === 0n ? "0x" : toBeHex(BigInt(value));
    }),
  );
