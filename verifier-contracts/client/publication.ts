import type { SignedAccounts, SignedMarket } from "./attestations.ts";
import type { AssetToken, SignedTable, TableRow } from "./tables.ts";

/** What a venue publishes of an epoch, as SolvencyAttestations takes it (ISolvencyAttestations). Amounts are in 1e-8. */

/** A balance on this chain. */
export interface Holding {
  /** Place in the table's list of tokens. */
  readonly token: bigint;
  readonly owner: string;
}

/** What the venue says that it has elsewhere. */
export interface AttestedReserve {
  /** Place of the asset's row. */
  readonly row: bigint;
  readonly amount: bigint;
}

export interface SolvencyStatement {
  readonly subtree: bigint;
  /** Of every row, in the table's order. */
  readonly net: readonly bigint[];
  /** In increasing order of token, then owner. */
  readonly holdings: readonly Holding[];
  /** In increasing order of row. */
  readonly attested: readonly AttestedReserve[];
  /** bytes32: the hash of the bundle's manifest. */
  readonly bundle: string;
  readonly uri: string;
}

/** All but the venue's signature and the proof: what the signature is over. */
export interface Unsigned {
  readonly accounts: SignedAccounts;
  readonly market: SignedMarket;
  readonly table: SignedTable;
  readonly rows: readonly TableRow[];
  readonly tokens: readonly AssetToken[];
  readonly statement: SolvencyStatement;
}

export interface Publication extends Unsigned {
  /** A key of the venue. */
  readonly attestor: string;
  readonly signature: string;
  readonly keyDigest: string;
  /** Eight words: see proofWords. */
  readonly proof: readonly bigint[];
}

/** An address backs one venue until a time. */
export interface Ownership {
  /** bytes32 */
  readonly venue: string;
  readonly owner: string;
  /** Unix seconds; at most 90 days ahead when recorded. */
  readonly notAfter: bigint;
}

export interface SignedOwnership {
  readonly ownership: Ownership;
  readonly signature: string;
}

/** A panel has verified the bundle of a statement. */
export interface BundleReview {
  /** bytes32 */
  readonly panel: string;
  /** EIP-712 digest of what the venue signed. */
  readonly statement: string;
  /** Unix seconds. */
  readonly asOf: bigint;
}

/** In the order that the contract wants, each once. */
export const sortedHoldings = (holdings: readonly Holding[]): readonly Holding[] =>
  holdings.toSorted((a, b) =>
    a.token === b.token ? (BigInt(a.owner) < BigInt(b.owner) ? -1 : 1) : a.token < b.token ? -1 : 1,
  );
