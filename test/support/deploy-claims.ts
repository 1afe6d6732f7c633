import { encodeBytes32String, ZeroHash } from "ethers";
import { MARGIN_FAMILY } from "../../circuits/registry.ts";
import type { SolidityKey } from "../../prover/keys/solidity-key.ts";
import { MEETS_MAINTENANCE, packPredicate, parsePredicate } from "../../prover/margin/predicate.ts";
import { errorsAbi } from "../../verifier-contracts/abi/errors.ts";
import { groth16ProofVerifierAbi } from "../../verifier-contracts/abi/groth16ProofVerifier.ts";
import { marginClaimsAbi } from "../../verifier-contracts/abi/marginClaims.ts";
import { Contract } from "./contract.ts";
import { PREDICATE } from "./proofs.ts";
import { MARKET, type RegistriesWorld, VENUE } from "./registries.ts";

export const FAMILY = encodeBytes32String(MARGIN_FAMILY);

/** How old accounts and prices may be for the world's scope, in seconds. */
export const MAX_ACCOUNTS_AGE = 3_600n;
export const MAX_MARKET_AGE = 1_800n;

/** The ladder of the world's scope; level 0 is what real proofs claim unless told otherwise. */
export const LEVELS = [PREDICATE, MEETS_MAINTENANCE, parsePredicate("initial", "1", "0")] as const;

/** Seconds between the proposal of a verifier and its activation. */
export const ROUTER_DELAY = 1n;

/** Errors of registries, router and verifiers come through MarginClaims. */
export const CLAIMS_ABI = [...new Set([...marginClaimsAbi, ...errorsAbi])];

export interface Policy {
  readonly venue: string;
  readonly market: string;
  readonly family: string;
  readonly maxAccountsAge: bigint;
  readonly maxMarketAge: bigint;
}

export const POLICY: Policy = {
  venue: VENUE,
  market: MARKET,
  family: FAMILY,
  maxAccountsAge: MAX_ACCOUNTS_AGE,
  maxMarketAge: MAX_MARKET_AGE,
};

/** MarginClaims on the registries and a router. */
export const deployClaims = (
  { chain, admin, venues, markets }: RegistriesWorld,
  router: Contract,
): Promise<Contract> =>
  Contract.deploy(chain, "MarginClaims", CLAIMS_ABI, [
    admin,
    venues.address,
    markets.address,
    router.address,
  ]);

export interface ScopeSpec {
  readonly policy?: Partial<Policy>;
  readonly levels?: readonly bigint[];
  readonly salt?: string;
  readonly from?: string;
}

/** Opens a scope; from the first account unless told otherwise. */
export async function openScope(
  claims: Contract,
  {
    policy = {},
    levels = LEVELS.map(packPredicate),
    salt = ZeroHash,
    from = claims.chain.account(0),
  }: ScopeSpec = {},
): Promise<bigint> {
  const whole = { ...POLICY, ...policy };
  await claims.send("openScope", [whole, levels, salt], { from });
  return (await claims.read("scopeIdOf", [from, whole, salt])) as bigint;
}

/** Deploys a verifier of a key and routes to it. */
export async function routeKey(router: Contract, key: SolidityKey, circuit: string): Promise<Contract> {
  const abi = groth16ProofVerifierAbi;
  const verifier = await Contract.deploy(router.chain, "Groth16ProofVerifier", abi, [key]);
  await route(router, (await verifier.read("keyDigest")) as string, verifier.address, { circuit });
  return verifier;
}

/** Proposes a verifier and activates it. */
export async function route(
  router: Contract,
  digest: string,
  verifier: string,
  { family = FAMILY, circuit = "test" }: { readonly family?: string; readonly circuit?: string } = {},
): Promise<void> {
  await router.send("propose", [digest, verifier, family, encodeBytes32String(circuit)]);
  await router.chain.warpTo((await router.chain.now()) + ROUTER_DELAY);
  await router.send("activate", [digest]);
}
