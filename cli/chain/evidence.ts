import type { Statement } from "../../prover/index.ts";
import type { AttestationRegistry } from "../../verifier-contracts/client/attestation-registry.ts";
import {
  recordedAccounts,
  recordedMarket,
  type SignedAccounts,
  type SignedMarket,
} from "../../verifier-contracts/client/attestations.ts";
import type { PlacedAccounts } from "../../verifier-contracts/client/formats/accounts-attestation.ts";
import type { PlacedMarket } from "../../verifier-contracts/client/formats/market-attestation.ts";
import type { Policy } from "../../verifier-contracts/client/margin-claims.ts";
import type { RegistryPlace } from "../../verifier-contracts/client/typed-data.ts";
import type { Contracts } from "./place.ts";

/** Attestations that the user brings along; what is not given must be on the chain already. */
export interface Carried {
  readonly accounts?: PlacedAccounts;
  readonly market?: PlacedMarket;
  /** From which block on records on the chain are looked for. */
  readonly fromBlock: number;
}

/** Evidence for a root, or what is wrong. */
export type Found<Signed> =
  | { readonly signed: Signed; readonly how: string }
  | { readonly signed?: undefined; readonly problem: string };

export async function accountsEvidence(
  statement: Statement,
  policy: Policy,
  { venues }: Contracts,
  carried: Carried,
): Promise<Found<SignedAccounts>> {
  const given = carried.accounts;
  if (given !== undefined) {
    const { attestation, attestor } = given.signed;
    const problem =
      (await elsewhere(given.place, venues)) ??
      otherRoot(attestation.accountsRoot, statement.accountsRoot) ??
      (attestation.venue === policy.venue
        ? undefined
        : "the attestation is of another venue than the scope's");
    return problem === undefined ? { signed: given.signed, how: `attested by ${attestor}` } : { problem };
  }
  const recorded = await venues.recordOf(policy.venue, statement.accountsRoot, carried.fromBlock);
  if (recorded !== undefined) return { signed: recordedAccounts(recorded), how: "recorded" };
  return { problem: "neither recorded on the chain nor given with --accounts-attestation" };
}

export async function marketEvidence(
  statement: Statement,
  policy: Policy,
  { markets }: Contracts,
  carried: Carried,
): Promise<Found<SignedMarket>> {
  const given = carried.market;
  if (given !== undefined) {
    const { attestation, signers } = given.signed;
    const problem =
      (await elsewhere(given.place, markets)) ??
      otherRoot(attestation.marketRoot, statement.marketRoot) ??
      (attestation.market === policy.market
        ? undefined
        : "the attestation is of another market than the scope's");
    const how = `attested by ${signers.length} signer${signers.length === 1 ? "" : "s"}`;
    return problem === undefined ? { signed: given.signed, how } : { problem };
  }
  const recorded = await markets.recordOf(policy.market, statement.marketRoot, carried.fromBlock);
  if (recorded !== undefined) return { signed: recordedMarket(recorded), how: "recorded" };
  return { problem: "neither recorded on the chain nor given with --market-attestation" };
}

async function elsewhere(signed: RegistryPlace, registry: AttestationRegistry): Promise<string | undefined> {
  const here = await registry.place();
  if (signed.chainId !== here.chainId)
    return `the attestation was signed for chain ${signed.chainId}, this is ${here.chainId}`;
  if (signed.registry !== here.registry)
    return `the attestation was signed for registry ${signed.registry}, this is ${here.registry}`;
  return undefined;
}

const otherRoot = (attested: bigint, claimed: bigint): string | undefined =>
  attested === claimed ? undefined : "the attestation is of another root than the claim's";
