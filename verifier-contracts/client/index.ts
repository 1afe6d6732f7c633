/**
 * The public API of `zk-solvency/contracts`: typed clients of the contracts for ethers, what is signed, what is
 * submitted, and how past claims are audited. Everything a consumer may rely on is listed here by name.
 */
export { errorsAbi } from "../abi/errors.ts";
export { groth16ProofVerifierAbi } from "../abi/groth16ProofVerifier.ts";
export { marginClaimsAbi } from "../abi/marginClaims.ts";
export { marketRegistryAbi } from "../abi/marketRegistry.ts";
export { reserveRegistryAbi } from "../abi/reserveRegistry.ts";
export { reviewRegistryAbi } from "../abi/reviewRegistry.ts";
export { solvencyAttestationsAbi } from "../abi/solvencyAttestations.ts";
export { tableRegistryAbi } from "../abi/tableRegistry.ts";
export { venueRegistryAbi } from "../abi/venueRegistry.ts";
export { verifierRouterAbi } from "../abi/verifierRouter.ts";
export { ROLES, type RoleName } from "./access-controlled.ts";
export type { KeyWindow, KnownKey, VoidSpan } from "./attestation-registry.ts";
export {
  type AccountsAttestation,
  type AttestorConsent,
  type MarketAttestation,
  recordedAccounts,
  recordedMarket,
  type SignedAccounts,
  type SignedMarket,
} from "./attestations.ts";
export { auditClaim, claimOfRecord } from "./audit.ts";
export { type AuditRecord, auditRecords, CLAIM_TOPICS } from "./audit-record.ts";
export { type ChainExpectation, type ChainReport, compareWithChain } from "./bundle-on-chain.ts";
export { type BundlePublication, signBundle } from "./bundle-publication.ts";
export {
  type HeldClaim,
  MarginClaims,
  type OpenScope,
  type Policy,
  type Requirement,
  type Submission,
  type Terms,
} from "./margin-claims.ts";
export { type MarketOpening, MarketRegistry } from "./market-registry.ts";
export { mergeMarkets } from "./merge-markets.ts";
export { bytes32ToName, nameToBytes32 } from "./names.ts";
export { Groth16ProofVerifier } from "./proof-verifier.ts";
export { proofFromWords, proofWords } from "./proof-words.ts";
export {
  type AttestedReserve,
  type BundleReview,
  type Holding,
  type Ownership,
  type Publication,
  type SignedOwnership,
  type SolvencyStatement,
  sortedHoldings,
  type Unsigned,
} from "./publication.ts";
export { ContractRefusal, refusalOf } from "./refusal.ts";
export { ReserveRegistry } from "./reserve-registry.ts";
export { ReviewRegistry } from "./review-registry.ts";
export { rowsOnChain } from "./rows-on-chain.ts";
export {
  type Coverage,
  type SolvencyAttestation,
  SolvencyAttestations,
  type SolvencyRequirement,
} from "./solvency-attestations.ts";
export {
  OWNERSHIP_TYPES,
  REVIEW_TYPES,
  reserveDomain,
  reviewDomain,
  STATEMENT_TYPES,
  signOwnership,
  signReview,
  signStatement,
  signTable,
  solvencyDomain,
  statementDigest,
  TABLE_TYPES,
  tableDomain,
} from "./solvency-typed-data.ts";
export { type Evidence, levelOf, submissionOf, termsOf } from "./submission.ts";
export { type RecordedTable, TableRegistry } from "./table-registry.ts";
export {
  type AssetToken,
  describeTable,
  NATIVE_COIN,
  recordedTable,
  rowName,
  rowsDigest,
  type SignedTable,
  TABLE_KINDS,
  type TableAttestation,
  type TableRow,
} from "./tables.ts";
export {
  ACCOUNTS_TYPES,
  accountsDigest,
  CONSENT_TYPES,
  consentDigest,
  MARKET_TYPES,
  marketDigest,
  marketDomain,
  type RegistryPlace,
  recoverAccounts,
  recoverConsent,
  recoverMarket,
  signAccounts,
  signConsent,
  signMarket,
  venueDomain,
} from "./typed-data.ts";
export { VenueRegistry } from "./venue-registry.ts";
export { ROUTE_STATUS, type Route, type RouteStatus, VerifierRouter } from "./verifier-router.ts";
