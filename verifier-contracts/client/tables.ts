import { AbiCoder, hexlify, keccak256, toUtf8Bytes, ZeroAddress } from "ethers";
import type { TableKind } from "../../circuits/liabilities/circuits.ts";
import type { RowMeanings } from "../../prover/formats/row-meanings.ts";
import { assertRowMeanings } from "../../prover/liabilities/row-meanings.ts";
import type { CellTable } from "../../prover/market/cells/table.ts";

/** What signers of a market say of its flat table, as TableRegistry takes it (ITableRegistry). */

/** ITableRegistry.Kind, in its order. */
export const TABLE_KINDS = ["flat", "equity", "margin"] as const satisfies readonly TableKind[];

export interface TableRow {
  readonly index: bigint;
  /** Place, from 0, of the row of the asset in which it is owed: its own for an asset. */
  readonly asset: bigint;
  /** Whether it is a contract, whose longs and shorts are to cancel out. */
  readonly closed: boolean;
  /** bytes32 */
  readonly name: string;
}

/** A token of the chain that counts as an asset. */
export interface AssetToken {
  /** The zero address for the native coin. */
  readonly token: string;
  readonly decimals: bigint;
  /** Place of its row, from 0. */
  readonly row: bigint;
}

export interface TableAttestation {
  /** bytes32 */
  readonly market: string;
  readonly marketRoot: bigint;
  /** Unix seconds. */
  readonly asOf: bigint;
  /** Digest of the table. */
  readonly table: bigint;
  /** Place in TABLE_KINDS. */
  readonly kind: bigint;
  /** See rowsDigest. */
  readonly rows: string;
}

export interface SignedTable {
  readonly attestation: TableAttestation;
  /** In increasing order. */
  readonly signers: readonly string[];
  /** Of each signer. */
  readonly signatures: readonly string[];
}

const ROWS = "tuple(uint16 index,uint16 asset,bool closed,bytes32 name)[]";
const TOKENS = "tuple(address token,uint8 decimals,uint16 row)[]";

/** The hash of rows and tokens that signers attest. */
export const rowsDigest = (rows: readonly TableRow[], tokens: readonly AssetToken[]): string =>
  keccak256(AbiCoder.defaultAbiCoder().encode([ROWS, TOKENS], [rows, tokens]));

/** An attestation that is recorded already: the contract looks at no signature. */
export const recordedTable = (attestation: TableAttestation): SignedTable => ({
  attestation,
  signers: [],
  signatures: [],
});

/**
 * Rows and tokens of a table as the contracts take them.
 * @throws RangeError for a row that the market does not have
 * @throws InputError for rows whose sums would not bound what is owed: see assertRowMeanings
 */
export function describeTable(
  { market }: Pick<CellTable, "market">,
  { closed, owedIn, tokens }: RowMeanings,
): { readonly rows: readonly TableRow[]; readonly tokens: readonly AssetToken[] } {
  const place = (index: number): number => {
    const found = market.rows.findIndex((row) => row.index === index);
    if (found < 0) throw new RangeError(`the market of ${market.venue} has no row ${index}`);
    return found;
  };
  const meanings = market.rows.map(({ index }) => ({
    closed: closed.has(index),
    asset: place(owedIn.get(index) ?? index),
  }));
  assertRowMeanings(market, meanings);
  return {
    rows: market.rows.map(({ index, name }, k) => ({
      index: BigInt(index),
      asset: BigInt(meanings[k]?.asset ?? k),
      closed: closed.has(index),
      name: rowName(name),
    })),
    tokens: tokens
      .map(({ row, token, decimals }) => ({ token, decimals: BigInt(decimals), row: BigInt(place(row)) }))
      .sort((a, b) => (BigInt(a.token) < BigInt(b.token) ? -1 : 1)),
  };
}

/**
 * A row's name on the chain: the name itself in up to 31 bytes, else its keccak256. Neither table nor root has names: what signers say of the
 * asset of a row, they say of this.
 */
export const rowName = (name: string): string => {
  const bytes = toUtf8Bytes(name);
  return bytes.length <= 31 ? zeroPadBytesRight(bytes) : keccak256(bytes);
};

const zeroPadBytesRight = (bytes: Uint8Array): string => hexlify(bytes).padEnd(66, "0");

/** The native coin in a list of tokens. */
export const NATIVE_COIN = ZeroAddress;
