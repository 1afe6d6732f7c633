/**
 * What a venue shows of reserves that the chain of its attestation does not see: balances with proofs, at addresses that
 * signed. Chains are named as in CAIP-2: "eip155:10"; Bitcoin is BITCOIN.
 */

/** Bitcoin's main chain, by the beginning of its first block's hash. */
export const BITCOIN = "bip122:000000000019d6689c085ae165831e93";

export interface ReserveEvidence {
  /** Id of the venue on the chain: 0x and 64 hexadecimal digits. */
  readonly venue: string;
  readonly epoch: bigint;
  /** Time of the balances, in Unix seconds: not before the accounts, and at most an hour before the attestation is recorded. */
  readonly asOf: number;
  readonly holdings: readonly ReserveHolding[];
}

export type ReserveHolding = EvmHolding | BitcoinHolding;

interface CommonHolding {
  /** Index of the asset's row in the market. */
  readonly row: number;
  /** In the chain's smallest unit. */
  readonly balance: bigint;
}

/** A balance in the state of another EVM chain: an account's coin, or a token's storage. */
export interface EvmHolding extends CommonHolding {
  readonly kind: "evm";
  /** "eip155:" and the chain id. */
  readonly chain: string;
  /** With its checksum. */
  readonly owner: string;
  /** Of the owner over ownershipText (EIP-191). */
  readonly signature: string;
  /** The block's header, RLP: its hash is the block's, and it names the state's root. */
  readonly header: string;
  /** Nodes of the state's trie, from the root to the account: of the owner for a coin, of the token for a token. */
  readonly accountProof: readonly string[];
  readonly token?: TokenStorage;
}

export interface TokenStorage {
  readonly address: string;
  /** Slot of the mapping from owners to balances. */
  readonly slot: bigint;
  /** Nodes of the token's storage trie, from the root to the balance. */
  readonly storageProof: readonly string[];
}

/** What unspent outputs of an address come to. */
export interface BitcoinHolding extends CommonHolding {
  readonly kind: "bitcoin";
  readonly address: string;
  /** Of the address over ownershipText (BIP-322), Base64. */
  readonly signature: string;
  /** The block after which the outputs were unspent. */
  readonly height: number;
}

/** Names an asset of an address: in verification too, none counts twice. */
export const assetOf = (holding: ReserveHolding): string =>
  holding.kind === "bitcoin"
    ? [BITCOIN, holding.address, ""].join(" ")
    : [holding.chain, holding.owner, holding.token?.address.toLowerCase() ?? ""].join(" ");
