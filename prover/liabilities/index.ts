/**
 * The public API of `zk-solvency/attestations`: a venue attests all its accounts, anybody verifies the bundle, customers check that they are in.
 * Everything a consumer may rely on is listed here by name; other modules may change. Publishing it on a chain is `zk-solvency/contracts`.
 *
 * A venue: CellTable.build, an EpochIdentity, a ledger, localProver, buildAttestation. A verifier: verifyBundle, then compareWithChain of
 * `zk-solvency/contracts`. A customer: checkInclusion.
 */
export type { LiabilityCircuit, LiabilityCircuitId, TableKind } from "../../circuits/liabilities/circuits.ts";
export { liabilityCircuitById } from "../../circuits/registry.ts";
export { customerOwner } from "../accounts/customer.ts";
export { checkInclusion } from "../accounts/inclusion.ts";
export type { AttestationManifest } from "../formats/attestation.ts";
export { type RowMeanings, readRowMeanings } from "../formats/row-meanings.ts";
export { CellTable } from "../market/cells/table.ts";
export { addHolding } from "../reserves/add-holding.ts";
export { type BalanceQuestion, proveBalance } from "../reserves/prove-balance.ts";
export {
  type BuildPhase,
  type BuildRequest,
  type BuiltAttestation,
  buildAttestation,
} from "./attest/build.ts";
export type { EpochIdentity } from "./attest/epoch-identity.ts";
export { type AttestationProver, type LocalProver, localProver } from "./attest/prover.ts";
export { SIZE_CLASSES, type SizeClasses, type SizeClassName } from "./attest/size-classes.ts";
export { bundleHash } from "./bundle/bundle-hash.ts";
export { type OwnKey, ownKey } from "./bundle/own-key.ts";
export { allHold, type Stage } from "./bundle/stage.ts";
export { type BundleReport, type VerifyBundleOptions, verifyBundle } from "./bundle/verify-bundle.ts";
export { accountsFromCsv } from "./ledger/accounts-csv.ts";
export { customersFromCsv } from "./ledger/customers-csv.ts";
export { type CustomersMarket, customersMarket } from "./ledger/customers-market.ts";
export type { LedgerEntry } from "./ledger/entry.ts";
export { accountsFromPostgres, type PostgresLedger } from "./ledger/postgres.ts";
export { accountWorth, netHoldings } from "./model.ts";
export { assertRowMeanings, type RowMeaning } from "./row-meanings.ts";
