import {
  type Claim,
  formatFieldElement,
  InputError,
  type Statement,
  verifyClaim,
} from "../../prover/index.ts";
import { ownKeyOf } from "../keys.ts";

export interface ClaimFile {
  readonly file: string;
  readonly claim: Claim;
  readonly statement: Statement;
}

/**
 * A batch is of one call's terms: contract, submitter, deadline, key, scope, predicate and roots.
 * @throws InputError naming the first file that differs, and in what
 */
export function assertOneBatch(claims: readonly ClaimFile[]): void {
  const [first, ...others] = claims;
  if (first === undefined) return;
  const nullifiers = new Map([[first.statement.nullifier, first.file]]);
  for (const other of others) {
    const [one, two] = [sharedTerms(first), sharedTerms(other)];
    for (const [field, value] of Object.entries(two)) {
      if (value === one[field]) continue;
      const details =
        field === "context.deadline"
          ? ["Prove claims of one batch with the same --deadline."]
          : ["Submit them without --batch, or in batches of their own."];
      const rule = `must be that of ${first.file} in a batch, ${one[field]}`;
      throw new InputError({ source: other.file, field, value, rule, details });
    }
    const { nullifier } = other.statement;
    const twin = nullifiers.get(nullifier);
    if (twin !== undefined) {
      const rule = `is also of ${twin}: one account has one claim in a scope`;
      throw new InputError({
        source: other.file,
        field: "nullifier",
        value: formatFieldElement(nullifier),
        rule,
      });
    }
    nullifiers.set(nullifier, other.file);
  }
}

function sharedTerms({ claim, statement }: ClaimFile): Readonly<Record<string, string>> {
  const { chainId, claims, submitter, deadline } = claim.context;
  return {
    "context.chainId": chainId.toString(),
    "context.claims": claims,
    "context.submitter": submitter,
    "context.deadline": deadline.toString(),
    keyDigest: claim.keyDigest,
    scope: formatFieldElement(statement.scope),
    predicate: formatFieldElement(statement.predicate),
    accountsRoot: formatFieldElement(statement.accountsRoot),
    marketRoot: formatFieldElement(statement.marketRoot),
  };
}

/**
 * Which proofs do not verify, off the chain: the contract only says that a batch has one.
 * @returns undefined when there is no key of one's own to verify them with
 */
export async function badProofs(
  claims: readonly ClaimFile[],
  keys?: string,
): Promise<readonly ClaimFile[] | undefined> {
  const [first] = claims;
  const key = first === undefined ? undefined : await ownKeyOf(first.claim.keyDigest, keys);
  if (key === undefined) return undefined;
  const bad: ClaimFile[] = [];
  for (const each of claims) if (!(await verifyClaim(each.claim, key)).valid) bad.push(each);
  return bad;
}
