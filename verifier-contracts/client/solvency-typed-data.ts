import { type Signer, type TypedDataDomain, TypedDataEncoder, type TypedDataField } from "ethers";
import type { BundleReview, Ownership, SignedOwnership, Unsigned } from "./publication.ts";
import type { SignedTable, TableAttestation } from "./tables.ts";
import type { RegistryPlace } from "./typed-data.ts";

/** EIP-712 data behind the attestation of a venue. A signature counts at one contract on one chain (T-20). */

type Types = Record<string, TypedDataField[]>;

export const TABLE_TYPES: Types = {
  TableAttestation: [
    { type: "bytes32", name: "market" },
    { type: "uint256", name: "marketRoot" },
    { type: "uint64", name: "asOf" },
    { type: "uint256", name: "table" },
    { type: "uint8", name: "kind" },
    { type: "bytes32", name: "rows" },
  ],
};

export const OWNERSHIP_TYPES: Types = {
  ReserveOwnership: [
    { type: "bytes32", name: "venue" },
    { type: "address", name: "owner" },
    { type: "uint64", name: "notAfter" },
  ],
};

export const REVIEW_TYPES: Types = {
  BundleReview: [
    { type: "bytes32", name: "panel" },
    { type: "bytes32", name: "statement" },
    { type: "uint64", name: "asOf" },
  ],
};

export const STATEMENT_TYPES: Types = {
  SolvencyStatement: [
    { type: "bytes32", name: "venue" },
    { type: "uint64", name: "epoch" },
    { type: "uint256", name: "accountsRoot" },
    { type: "bytes32", name: "market" },
    { type: "uint256", name: "marketRoot" },
    { type: "uint256", name: "table" },
    { type: "uint256", name: "subtree" },
    { type: "int256[]", name: "net" },
    { type: "Holding[]", name: "holdings" },
    { type: "AttestedReserve[]", name: "attested" },
    { type: "bytes32", name: "bundle" },
    { type: "string", name: "uri" },
  ],
  AttestedReserve: [
    { type: "uint16", name: "row" },
    { type: "uint96", name: "amount" },
  ],
  Holding: [
    { type: "uint16", name: "token" },
    { type: "address", name: "owner" },
  ],
};

const domain =
  (name: string) =>
  ({ chainId, registry }: RegistryPlace): TypedDataDomain => ({
    name,
    version: "1",
    chainId,
    verifyingContract: registry,
  });

export const tableDomain = domain("zk-solvency TableRegistry");
export const reserveDomain = domain("zk-solvency ReserveRegistry");
export const reviewDomain = domain("zk-solvency ReviewRegistry");
export const solvencyDomain = domain("zk-solvency Attestations");

/** By one signer of the market; a table needs as many as the market's threshold. */
export async function signTable(
  signer: Signer,
  place: RegistryPlace,
  attestation: TableAttestation,
): Promise<SignedTable> {
  const signature = await signer.signTypedData(tableDomain(place), TABLE_TYPES, attestation);
  return { attestation, signers: [await signer.getAddress()], signatures: [signature] };
}

/** By the address that holds reserves. */
export async function signOwnership(
  signer: Signer,
  place: RegistryPlace,
  ownership: Ownership,
): Promise<SignedOwnership> {
  return {
    ownership,
    signature: await signer.signTypedData(reserveDomain(place), OWNERSHIP_TYPES, ownership),
  };
}

/** By one signer of the panel. */
export const signReview = (signer: Signer, place: RegistryPlace, review: BundleReview): Promise<string> =>
  signer.signTypedData(reviewDomain(place), REVIEW_TYPES, review);

/** By a key of the venue. */
export const signStatement = (signer: Signer, place: RegistryPlace, unsigned: Unsigned): Promise<string> =>
  signer.signTypedData(solvencyDomain(place), STATEMENT_TYPES, statementMessage(unsigned));

/** The digest that the venue signs, which also names the statement for reviews. */
export const statementDigest = (place: RegistryPlace, unsigned: Unsigned): string =>
  TypedDataEncoder.hash(solvencyDomain(place), STATEMENT_TYPES, statementMessage(unsigned));

function statementMessage({ accounts, market, table, statement }: Unsigned): Record<string, unknown> {
  const { venue, epoch, accountsRoot } = accounts.attestation;
  const { marketRoot } = market.attestation;
  return {
    venue,
    epoch,
    accountsRoot,
    market: market.attestation.market,
    marketRoot,
    table: table.attestation.table,
    ...statement,
  };
}
