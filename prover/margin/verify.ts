import { RuleError } from "../domain/errors.ts";
import type { Claim } from "../formats/claim.ts";
import { verifyProof } from "../groth16/verify.ts";
import type { VerifierArtefacts } from "../keys/artefacts.ts";
import { type ClaimContext, contextSignal } from "./context.ts";
import { type Predicate, unpackPredicate } from "./predicate.ts";
import { type Statement, statementFromSignals } from "./statement.ts";

/** One thing that was looked at, and whether it holds. */
export interface Check {
  readonly name: string;
  readonly holds: boolean;
  readonly detail: string;
}

export interface Verdict {
  /** True only when every check holds. */
  readonly valid: boolean;
  readonly checks: readonly Check[];
  /** What the claim says; absent when its signals cannot be read. */
  readonly statement?: Statement;
  readonly predicate?: Predicate;
}

/** Roots the verifier trusts from elsewhere: the chain, the venue, an oracle. Never from the claim. */
export interface TrustedRoots {
  readonly accountsRoot?: bigint;
  readonly marketRoot?: bigint;
}

/**
 * Checks a claim locally, with a key of the verifier's own. Fails closed: whatever cannot be read does not hold.
 * That the roots are the true ones, and that the nullifier is new, is for the contract to decide.
 */
export async function verifyClaim(
  claim: Claim,
  key: VerifierArtefacts,
  roots: TrustedRoots = {},
): Promise<Verdict> {
  const checks: Check[] = [];
  const check = (name: string, holds: boolean, detail: string): boolean => {
    checks.push({ name, holds, detail });
    return holds;
  };

  check("circuit", claim.circuit === key.circuit.id, `${claim.circuit}, key of ${key.circuit.id}`);
  check("key", claim.keyDigest === key.keyDigest, `verification key ${key.keyDigest.slice(0, 16)}…`);
  const read = readSignals(claim);
  if ("problem" in read) {
    check("public signals", false, read.problem);
    return { valid: false, checks };
  }
  const { statement, predicate } = read;
  check("public signals", true, "six canonical field elements, a well-formed predicate");
  check(
    "context",
    statement.context === readContext(claim.context),
    "binds recipient, contract, chain and deadline",
  );
  for (const name of ["accountsRoot", "marketRoot"] as const) {
    const expected = roots[name];
    if (expected !== undefined) check(name, statement[name] === expected, "is the root given as trusted");
  }
  const proven = await verifyProof(key.verificationKey, claim.publicSignals, claim.proof);
  check("proof", proven, "Groth16 pairing equation");
  return { valid: checks.every((each) => each.holds), checks, statement, predicate };
}

/** The context's signal; undefined for one that no contract can have: an address that is none, a number too large. */
function readContext(context: ClaimContext): bigint | undefined {
  try {
    return contextSignal(context);
  } catch {
    return undefined;
  }
}

function readSignals(claim: Claim): { statement: Statement; predicate: Predicate } | { problem: string } {
  try {
    const statement = statementFromSignals(claim.publicSignals);
    return { statement, predicate: unpackPredicate(statement.predicate) };
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    return { problem: error.message };
  }
}
