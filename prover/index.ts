/**
 * The public API. Everything a consumer may rely on is listed here by name; other modules may change.
 *
 * A claim is made in three steps: build a market (MarketTree.build), get a membership from the venue (buildEpoch),
 * prove (proveMargin). verifyClaim checks it without the account.
 */
export {
  CIRCUITS,
  type Circuit,
  type CircuitNeeds,
  circuitById,
  circuitFor,
  circuitForHoldings,
  MARGIN_FAMILY,
  MARGIN_PUBLIC_SIGNALS,
  type Margin,
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
export {
  formatScenarioPrice,
  parseScenarioPrice,
  type ScenarioPrice,
  scenarioPrice,
} from "./domain/scenario-price.ts";
export { EXACT_PER_USD, type ExactUsd, formatScenarioUsd, type ScenarioUsd } from "./domain/scenario-usd.ts";
export { formatUsd, type Usd } from "./domain/usd.ts";
export { accountToJson, readAccount } from "./formats/account.ts";
export { type Claim, claimToJson, readClaim } from "./formats/claim.ts";
export { readEpoch, readMembership, writeEpoch, writeMembership } from "./formats/epoch.ts";
export { marketToJson, readMarket } from "./formats/market.ts";
export { readOwnerSecret, writeOwnerSecret } from "./formats/owner.ts";
export { readReserves, reservesToJson, writeReserves } from "./formats/reserves.ts";
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
  type GroupPnl,
  type PortfolioValuation,
  type ScenarioPnl,
  valuePortfolio,
} from "./margin/portfolio.ts";
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
export { valueMargin } from "./margin/valuation.ts";
export { type Verdict, verifyClaim } from "./margin/verify.ts";
export { type MarginRequest, prepareClaim } from "./margin/witness.ts";
export { assertPublishable } from "./market/publication.ts";
export { optionExtension } from "./market/risk/option-extension.ts";
export type { OptionRule } from "./market/risk/option-rule.ts";
export { type OptionSource, readOptionSource } from "./market/risk/option-source.ts";
export { loadOptionRule, loadShockSet } from "./market/risk/shipped.ts";
export type { ShockSet } from "./market/risk/shock-set.ts";
export type { Bracket, Market, Row, Schedule } from "./market/row.ts";
export type { RiskGroup, RowRisk, Scenario, ScenarioSet } from "./market/scenarios.ts";
export { continuousSchedule, type Tier } from "./market/schedule.ts";
export { marketFromSource } from "./market/sources/market-source.ts";
export { MarketTree } from "./market/tree.ts";
export { type ChainAccess, evmAccess, NO_ACCESS } from "./reserves/chain-access.ts";
export { BITCOIN, type ReserveEvidence, type ReserveHolding } from "./reserves/evidence.ts";
export { ownershipText } from "./reserves/ownership-text.ts";
export {
  type AcceptedAsset,
  type CheckedHolding,
  type ReserveAmounts,
  type ReserveReport,
  verifyReserves,
} from "./reserves/verify.ts";
