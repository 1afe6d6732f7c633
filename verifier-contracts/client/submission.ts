import { InputError } from "../../prover/domain/errors.ts";
import { type FieldElement, formatFieldElement } from "../../prover/domain/field.ts";
import type { Claim } from "../../prover/formats/claim.ts";
import { statementFromSignals } from "../../prover/margin/statement.ts";
import type { SignedAccounts, SignedMarket } from "./attestations.ts";
import type { Submission, Terms } from "./margin-claims.ts";
import { proofWords } from "./proof-words.ts";

/** What a claim is submitted on, besides what it says itself. */
export interface Evidence {
  /** The levels of the claim's scope, packed: see MarginClaims.scopeOf. */
  readonly predicates: readonly bigint[];
  readonly accounts: SignedAccounts;
  readonly market: SignedMarket;
}

/** The claim's own part of a call. */
export function submissionOf(claim: Claim): Submission {
  const { nullifier } = statementFromSignals(claim.publicSignals);
  return { proof: proofWords(claim.proof), nullifier, recipient: claim.context.recipient };
}

/**
 * The part that all claims of a call share.
 * @throws InputError when the claim is not of these roots, or its predicate is on no level of its scope
 */
export function termsOf(claim: Claim, { predicates, accounts, market }: Evidence): Terms {
  const statement = statementFromSignals(claim.publicSignals);
  const attested = {
    accountsRoot: accounts.attestation.accountsRoot,
    marketRoot: market.attestation.marketRoot,
  };
  for (const name of ["accountsRoot", "marketRoot"] as const) {
    if (statement[name] === attested[name]) continue;
    throw new InputError({
      field: name,
      value: formatFieldElement(statement[name]),
      rule: `must be the root attested, ${formatFieldElement(attested[name] as FieldElement)}`,
    });
  }
  return {
    scope: statement.scope,
    level: BigInt(levelOf(predicates, statement.predicate)),
    deadline: claim.context.deadline,
    keyDigest: claim.keyDigest,
    accounts,
    market,
  };
}

/** @throws InputError when the predicate is on no level */
export function levelOf(predicates: readonly bigint[], predicate: bigint): number {
  const level = predicates.indexOf(predicate);
  if (level >= 0) return level;
  throw new InputError({
    field: "predicate",
    value: formatFieldElement(predicate as FieldElement),
    rule: `is on no level of the scope, which has ${predicates.length}`,
    details: ["Claim what a level says, or have the scope's owner add one (`solvency scope level add`)."],
  });
}
