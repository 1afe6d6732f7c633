/**
 * The public API. Everything a consumer may rely on is listed here by name; other modules may change.
 *
 * A claim is made in three steps: build a market (MarketTree.build), get a membership from the venue (buildEpoch),
 * prove (proveMargin). verifyClaim checks it without the account.
 */
export {
  CIRCUITS,
  type Circuit,
  circuitById,
  circuitForHoldings,
  MARGIN_PUBLIC_SIGNALS,
} from "../circuits/registry.ts";
export type { Account, Holding, Mode } from "./accounts/account.ts";
export { importCcxtAccounts } from "./accounts/ccxt.ts";
export { buildEpoch, capacityFor, type Epoch, type Membership } from "./accounts/epoch.ts";
export { newOwnerSecret, nullifierOf, ownerCommitment } from "./accounts/owner.ts";
export { formatDecimal, parseDecimal } from "./domain/decimal.ts";
export {
  EnvironmentError,
  InputError,
  InvalidProofError,
  NotProvableError,
  RuleError,
  SolvencyError,
} from "./domain/errors.ts";
export {
  FIELD_MODULUS,
  type FieldElement,
  fieldElement,
  formatFieldElement,
  parseFieldElement,
  randomFieldElement,
} from "./domain/field.ts";
export { formatPrice, type Price, parsePrice, price } from "./domain/price.ts";
export { formatQuantity, parseQuantity, type Quantity, quantity } from "./domain/quantity.ts";
export { formatRate, parseRate, type Rate, rate } from "./domain/rate.ts";
export { formatUsd, type Usd } from "./domain/usd.ts";
export { accountToJson, readAccount } from "./formats/account.ts";
export { type Claim, claimToJson, readClaim } from "./formats/claim.ts";
export { readEpoch, readMembership, writeEpoch, writeMembership } from "./formats/epoch.ts";
export { marketToJson, readMarket } from "./formats/market.ts";
export { readOwnerSecret, writeOwnerSecret } from "./formats/owner.ts";
export type { Groth16Proof, ProverBackend } from "./groth16/backend.ts";
export { type EngineOptions, engineBackend } from "./groth16/engine.ts";
export { type RapidsnarkOptions, rapidsnarkBackend } from "./groth16/rapidsnark.ts";
export { snarkjsBackend } from "./groth16/snarkjs.ts";
export { verifyProof } from "./groth16/verify.ts";
export {
  type BatchOptions,
  type BatchVerdict,
  type ProvenSignals,
  verifyProofs,
} from "./groth16/verify-batch.ts";
export {
  type Artefacts,
  loadArtefacts,
  loadVerifierArtefacts,
  type VerifierArtefacts,
} from "./keys/artefacts.ts";
export { assertSoundKey, UnsafeKeyError } from "./keys/gate.ts";
export { developmentSetup } from "./keys/setup.ts";
export { type ClaimContext, contextSignal } from "./margin/context.ts";
export { liquidationPrice, type PriceFraction, ratioBps } from "./margin/liquidation.ts";
export { type HoldingValuation, type Valuation, valueAccount } from "./margin/model.ts";
export {
  describePredicate,
  MEETS_MAINTENANCE,
  type Predicate,
  packPredicate,
  parsePredicate,
  shortfall,
  unpackPredicate,
} from "./margin/predicate.ts";
export { type ProveOptions, proveMargin } from "./margin/prove.ts";
export { type Statement, statementFromSignals, statementSignals } from "./margin/statement.ts";
export { type Verdict, verifyClaim } from "./margin/verify.ts";
export { type MarginRequest, prepareClaim } from "./margin/witness.ts";
export { assertPublishable } from "./market/publication.ts";
export type { Bracket, Market, Row, Schedule } from "./market/row.ts";
export { continuousSchedule, type Tier } from "./market/schedule.ts";
export { marketFromSource } from "./market/sources/market-source.ts";
export { MarketTree } from "./market/tree.ts";
