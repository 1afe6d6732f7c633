import type { ContractTransactionReceipt, JsonRpcProvider } from "ethers";
import type { Claim, Statement } from "../../prover/index.ts";
import type { HeldClaim, MarginClaims, Terms } from "../../verifier-contracts/client/margin-claims.ts";
import { submissionOf } from "../../verifier-contracts/client/submission.ts";
import { type ConfirmEvents, confirmed } from "./confirm.ts";

export interface RecordedClaim {
  readonly nullifier: bigint;
  readonly held: HeldClaim;
  /** isSolvent, with the claim's own predicate. */
  readonly holds: boolean;
}

export interface Submitted {
  readonly receipt: ContractTransactionReceipt;
  readonly claims: readonly RecordedClaim[];
}

export interface SubmitOptions extends ConfirmEvents {
  readonly provider: JsonRpcProvider;
  readonly confirmations: number;
  /** As one batch, also if it is of one claim. */
  readonly batch: boolean;
}

/** No age of its own: the limits of the scope hold anyway. */
export const ANY_AGE = 2n ** 32n - 1n;

/**
 * Sends claims and asks what the contract now holds.
 * @param claims connected to the submitter's signer
 */
export async function submitClaims(
  claims: MarginClaims,
  terms: Terms,
  made: readonly { readonly claim: Claim; readonly statement: Statement }[],
  options: SubmitOptions,
): Promise<Submitted> {
  const submissions = made.map(({ claim }) => submissionOf(claim));
  const [first] = submissions;
  if (first === undefined) throw new RangeError("no claim to submit");
  const alone = submissions.length === 1 && !options.batch;
  const sent = await (alone ? claims.submit(terms, first) : claims.submitBatch(terms, submissions));
  const receipt = await confirmed(sent, options.provider, options.confirmations, options);
  const recorded = made.map(async ({ claim, statement }): Promise<RecordedClaim> => {
    const { scope, nullifier, predicate } = statement;
    const required = { predicate, maxAccountsAge: ANY_AGE, maxMarketAge: ANY_AGE };
    return {
      nullifier,
      held: await claims.claimOf(scope, nullifier),
      holds: await claims.isSolvent(claim.context.recipient, scope, nullifier, required),
    };
  });
  return { receipt, claims: await Promise.all(recorded) };
}
