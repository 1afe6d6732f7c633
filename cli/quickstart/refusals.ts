import {
  type Claim,
  InvalidProofError,
  MARGIN_PUBLIC_SIGNALS,
  NotProvableError,
  type VerifierArtefacts,
  verifyClaim,
} from "../../prover/index.ts";
import type { MarginClaims, Terms } from "../../verifier-contracts/client/margin-claims.ts";
import { ContractRefusal } from "../../verifier-contracts/client/refusal.ts";
import { submissionOf } from "../../verifier-contracts/client/submission.ts";
import { type ProveMarginOptions, proveToFolder } from "../commands/prove-margin.ts";
import { type Failure, failureOf } from "../failure.ts";
import { exists } from "../files.ts";
import type { Progress } from "../screen/progress.ts";

/** The same account and command after the price has fallen: NotProvableError, before any proving. */
export async function refusedAfterFall(options: ProveMarginOptions, progress: Progress): Promise<Failure> {
  try {
    await proveToFolder(options, progress);
  } catch (error) {
    if (!(error instanceof NotProvableError)) throw error;
    if (await exists(options.out)) throw new InvalidProofError("a refused claim left files behind");
    return failureOf(error);
  }
  throw new InvalidProofError("an account below its margin was proven");
}

export interface ChangedClaim {
  readonly what: string;
  /** Names of the verifier's checks that do not hold. */
  readonly verifier: readonly string[];
  /** The contract's custom error. */
  readonly contract: string;
}

/** Passes the account off as another one by changing one public input, the nullifier. The proof stays. */
export async function refusedWhenChanged(
  claim: Claim,
  key: VerifierArtefacts,
  contract: MarginClaims,
  terms: Terms,
): Promise<ChangedClaim> {
  const place = MARGIN_PUBLIC_SIGNALS.indexOf("nullifier");
  const publicSignals = claim.publicSignals.map((signal, i) => (i === place ? signal ^ 1n : signal));
  const changed = { ...claim, publicSignals };
  const verdict = await verifyClaim(changed, key);
  if (verdict.valid) throw new InvalidProofError("a changed claim verifies");
  const verifier = verdict.checks.filter(({ holds }) => !holds).map(({ name }) => name);
  try {
    await contract.check(terms, submissionOf(changed), claim.context.submitter);
  } catch (error) {
    if (!(error instanceof ContractRefusal)) throw error;
    return { what: "another nullifier, to count one account twice", verifier, contract: error.errorName };
  }
  throw new InvalidProofError("the contract takes a changed claim");
}
