import { ZeroAddress } from "ethers";

/** What venues and oracle signers attest, as the registries take it (IVenueRegistry, IMarketRegistry). */

export interface AccountsAttestation {
  /** bytes32 */
  readonly venue: string;
  /** From 1 to `asOf`. */
  readonly epoch: bigint;
  readonly accountsRoot: bigint;
  /** The time that the accounts describe, in Unix seconds. */
  readonly asOf: bigint;
}

export interface SignedAccounts {
  readonly attestation: AccountsAttestation;
  readonly attestor: string;
  readonly signature: string;
}

export interface MarketAttestation {
  /** bytes32 */
  readonly market: string;
  readonly marketRoot: bigint;
  /** The time that prices and parameters describe, in Unix seconds. */
  readonly asOf: bigint;
}

export interface SignedMarket {
  readonly attestation: MarketAttestation;
  /** In increasing order. */
  readonly signers: readonly string[];
  /** Of each signer. */
  readonly signatures: readonly string[];
}

/** A key agrees to attest for a venue. */
export interface AttestorConsent {
  readonly venue: string;
  readonly attestor: string;
  readonly notBefore: bigint;
  readonly notAfter: bigint;
}

/** An attestation that is recorded already: the contract looks at no signature. */
export const recordedAccounts = (attestation: AccountsAttestation): SignedAccounts => ({
  attestation,
  attestor: ZeroAddress,
  signature: "0x",
});

/** The same for a market. */
export const recordedMarket = (attestation: MarketAttestation): SignedMarket => ({
  attestation,
  signers: [],
  signatures: [],
});
