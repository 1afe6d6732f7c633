import type { Signer } from "ethers";
import type { AttestationManifest } from "../../prover/formats/attestation.ts";
import type { Groth16Proof } from "../../prover/groth16/backend.ts";
import type { SignedAccounts, SignedMarket } from "./attestations.ts";
import { proofWords } from "./proof-words.ts";
import { type AttestedReserve, type Holding, type Publication, sortedHoldings } from "./publication.ts";
import { signStatement } from "./solvency-typed-data.ts";
import type { AssetToken, SignedTable, TableRow } from "./tables.ts";
import type { RegistryPlace } from "./typed-data.ts";

/** What a venue adds to its bundle to publish it. */
export interface BundlePublication {
  readonly manifest: AttestationManifest;
  /** See bundleHash. */
  readonly hash: string;
  readonly total: Groth16Proof;
  /** The attestations of root, market and table; signatures only where they are not recorded yet. */
  readonly accounts: SignedAccounts;
  readonly market: SignedMarket;
  readonly table: SignedTable;
  readonly rows: readonly TableRow[];
  readonly tokens: readonly AssetToken[];
  /** Reserves on this chain. */
  readonly holdings: readonly Holding[];
  /** Reserves elsewhere, by increasing place of their row. */
  readonly attested?: readonly AttestedReserve[];
  readonly uri: string;
}

/**
 * Signs a bundle for the chain.
 * @param attestor a key of the venue
 * @param place of SolvencyAttestations
 * @throws RangeError when the bundle has no key of its total
 */
export async function signBundle(
  attestor: Signer,
  place: RegistryPlace,
  bundle: BundlePublication,
): Promise<Publication> {
  const {
    manifest,
    hash,
    total,
    holdings,
    attested = [],
    uri,
    accounts,
    market,
    table,
    rows,
    tokens,
  } = bundle;
  const keyDigest = Object.entries(manifest.keys).find(([id]) => id.startsWith("solvency-total-"))?.[1];
  if (keyDigest === undefined) throw new RangeError("the manifest names no key of a total");
  const statement = {
    subtree: manifest.subtree,
    net: manifest.net.map(({ quantity }) => quantity),
    holdings: sortedHoldings(holdings),
    attested,
    bundle: hash,
    uri,
  };
  const unsigned = { accounts, market, table, rows, tokens, statement };
  const signature = await signStatement(attestor, place, unsigned);
  return {
    ...unsigned,
    attestor: await attestor.getAddress(),
    signature,
    keyDigest,
    proof: proofWords(total),
  };
}
