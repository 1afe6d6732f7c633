import {
  type Signer,
  type TypedDataDomain,
  TypedDataEncoder,
  type TypedDataField,
  verifyTypedData,
} from "ethers";
import type {
  AccountsAttestation,
  AttestorConsent,
  MarketAttestation,
  SignedAccounts,
  SignedMarket,
} from "./attestations.ts";

/** EIP-712 data that venues and oracle signers sign. A signature counts at one registry on one chain (T-20). */

/** Where a signature counts. */
export interface RegistryPlace {
  readonly chainId: bigint;
  /** Address of the registry. */
  readonly registry: string;
}

type Types = Record<string, TypedDataField[]>;

export const ACCOUNTS_TYPES: Types = {
  AccountsAttestation: [
    { type: "bytes32", name: "venue" },
    { type: "uint64", name: "epoch" },
    { type: "uint256", name: "accountsRoot" },
    { type: "uint64", name: "asOf" },
  ],
};

export const CONSENT_TYPES: Types = {
  AttestorConsent: [
    { type: "bytes32", name: "venue" },
    { type: "address", name: "attestor" },
    { type: "uint64", name: "notBefore" },
    { type: "uint64", name: "notAfter" },
  ],
};

export const MARKET_TYPES: Types = {
  MarketAttestation: [
    { type: "bytes32", name: "market" },
    { type: "uint256", name: "marketRoot" },
    { type: "uint64", name: "asOf" },
  ],
};

export const venueDomain = (place: RegistryPlace): TypedDataDomain =>
  domain("zk-solvency VenueRegistry", place);

export const marketDomain = (place: RegistryPlace): TypedDataDomain =>
  domain("zk-solvency MarketRegistry", place);

const domain = (name: string, { chainId, registry }: RegistryPlace): TypedDataDomain => ({
  name,
  version: "1",
  chainId,
  verifyingContract: registry,
});

/** By an attestor of the venue. No transaction: whoever holds the result may record it. */
export async function signAccounts(
  signer: Signer,
  place: RegistryPlace,
  attestation: AccountsAttestation,
): Promise<SignedAccounts> {
  const signature = await signer.signTypedData(venueDomain(place), ACCOUNTS_TYPES, attestation);
  return { attestation, attestor: await signer.getAddress(), signature };
}

/** By the key that is to become an attestor. */
export const signConsent = (
  signer: Signer,
  place: RegistryPlace,
  consent: AttestorConsent,
): Promise<string> => signer.signTypedData(venueDomain(place), CONSENT_TYPES, consent);

/** By one oracle signer. Markets need several: see mergeMarkets. */
export async function signMarket(
  signer: Signer,
  place: RegistryPlace,
  attestation: MarketAttestation,
): Promise<SignedMarket> {
  const signature = await signer.signTypedData(marketDomain(place), MARKET_TYPES, attestation);
  return { attestation, signers: [await signer.getAddress()], signatures: [signature] };
}

/** The digests that are signed, as `digestOf` and `consentDigestOf` of the registries give them. */
export const accountsDigest = (place: RegistryPlace, attestation: AccountsAttestation): string =>
  TypedDataEncoder.hash(venueDomain(place), ACCOUNTS_TYPES, attestation);

export const consentDigest = (place: RegistryPlace, consent: AttestorConsent): string =>
  TypedDataEncoder.hash(venueDomain(place), CONSENT_TYPES, consent);

export const marketDigest = (place: RegistryPlace, attestation: MarketAttestation): string =>
  TypedDataEncoder.hash(marketDomain(place), MARKET_TYPES, attestation);

/**
 * Who signed, for keys without code (a contract's ERC-1271 signature only its chain can judge).
 * @returns undefined when the signature is of nobody
 */
export const recoverAccounts = (place: RegistryPlace, signed: SignedAccounts): string | undefined =>
  recovered(() => verifyTypedData(venueDomain(place), ACCOUNTS_TYPES, signed.attestation, signed.signature));

export const recoverConsent = (
  place: RegistryPlace,
  consent: AttestorConsent,
  signature: string,
): string | undefined =>
  recovered(() => verifyTypedData(venueDomain(place), CONSENT_TYPES, consent, signature));

export const recoverMarket = (
  place: RegistryPlace,
  attestation: MarketAttestation,
  signature: string,
): string | undefined =>
  recovered(() => verifyTypedData(marketDomain(place), MARKET_TYPES, attestation, signature));

function recovered(recover: () => string): string | undefined {
  try {
    return recover();
  } catch {
    return undefined;
  }
}
