import { InvalidProofError } from "../domain/errors.ts";
import type { FieldElement } from "../domain/field.ts";
import { formatFieldElement } from "../domain/field.ts";
import { poseidon } from "../hash/poseidon.ts";
import { rootFromPath } from "../tree/tree.ts";
import type { Account } from "./account.ts";
import type { Membership } from "./epoch.ts";
import { accountLeaf } from "./leaf.ts";

/**
 * Whether an account is in the tree of a root: the leaf is computed anew, from the account as its owner knows it, and the path walked.
 *
 * @param own the owner's own statement; where it is not given, the account as the venue wrote it
 * @throws InvalidProofError when the leaf, the path or the root is another
 */
export async function checkInclusion(
  membership: Membership,
  root: FieldElement,
  own: Account = membership.account,
): Promise<void> {
  const { account, capacity, salt, path } = membership;
  const difference = differenceOf(own, account);
  if (difference !== undefined)
    throw new InvalidProofError(`the venue committed to another account: ${difference}`);
  const hash = await poseidon();
  const reached = rootFromPath(hash, accountLeaf(hash, own, salt, capacity), path);
  if (reached === null)
    throw new InvalidProofError("the account is not where the path says: it or the salt was changed");
  if (reached !== root) {
    throw new InvalidProofError("the account is in another tree than the attested one", {
      details: [
        `the path leads to   ${formatFieldElement(reached)}`,
        `attested is         ${formatFieldElement(root)}`,
      ],
    });
  }
}

function differenceOf(own: Account, committed: Account): string | undefined {
  if (own.tag !== committed.tag) return `its tag is ${committed.tag}, yours ${own.tag}`;
  if (own.mode !== committed.mode) return `its mode is ${committed.mode}, yours ${own.mode}`;
  if (own.owner !== committed.owner) return "its owner is not yours";
  const quantities = (account: Account) =>
    new Map(account.holdings.map(({ row, quantity }) => [row, quantity]));
  const [yours, theirs] = [quantities(own), quantities(committed)];
  for (const row of new Set([...yours.keys(), ...theirs.keys()])) {
    if (yours.get(row) !== theirs.get(row)) return `row ${row} holds another quantity than yours`;
  }
  return undefined;
}
