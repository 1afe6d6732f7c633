import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { ACCOUNT_ARITIES } from "../../../circuits/registry.ts";
import type { Account } from "../../accounts/account.ts";
import type { Epoch } from "../../accounts/epoch.ts";
import { accountLeaf } from "../../accounts/leaf.ts";
import { InvalidProofError } from "../../domain/errors.ts";
import type { FieldElement } from "../../domain/field.ts";
import { writeMembership } from "../../formats/epoch.ts";
import { poseidon } from "../../hash/poseidon.ts";
import { EMPTY_LEAF, Tree } from "../../tree/tree.ts";
import { plannedBatches } from "./batches.ts";
import type { EpochIdentity } from "./epoch-identity.ts";
import type { WorkFolder } from "./work-folder.ts";

export interface WriteUsersOptions {
  /** Of these only; of all where absent. */
  readonly tags?: ReadonlySet<bigint>;
  /** Accounts without padding: what comes after them is nobody's. */
  readonly attested: number;
  readonly onProgress?: (files: number) => void;
}

/**
 * The whole account tree, and each customer's inclusion file: the account as it was hashed, its salt, and the way to the root. It shows of
 * others only hashes that their own salts hide. It is a membership, so its owner can also prove margin with it.
 *
 * @throws InvalidProofError when the tree's root is not the proven one
 */
export async function writeUsers(
  work: WorkFolder,
  { venue, epoch, asOf, classes }: EpochIdentity,
  accountsRoot: FieldElement,
  { tags, attested, onProgress }: WriteUsersOptions,
): Promise<number> {
  const hash = await poseidon();
  const leaves: FieldElement[] = [];
  const batches = () => plannedBatches(work, { classes });
  for await (const { circuit, accounts, place } of batches()) {
    while (leaves.length < place) leaves.push(EMPTY_LEAF);
    for (const account of accounts) {
      leaves.push(accountLeaf(hash, account, work.secret.salt(account.tag), circuit.holdings));
    }
  }
  const tree = Tree.build(hash, ACCOUNT_ARITIES, leaves);
  if (tree.root !== accountsRoot) {
    throw new InvalidProofError(
      "the tree of the accounts is not the proven one: the work folder was changed meanwhile",
    );
  }
  const folder = work.at("users");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const published: Epoch = { venue: venue.name, number: epoch, asOf, accountsRoot };
  let [seen, written] = [0, 0];
  for await (const { circuit, accounts, place } of batches()) {
    const own = accounts.slice(0, Math.max(0, attested - seen));
    seen += accounts.length;
    for (const [a, account] of own.entries()) {
      if (tags !== undefined && !tags.has(account.tag)) continue;
      await writeMembership(userFile(work, account), {
        epoch: published,
        account,
        capacity: circuit.holdings,
        salt: work.secret.salt(account.tag),
        path: tree.path(place + a),
      });
      onProgress?.(++written);
    }
  }
  return written;
}

export const userFile = (work: Pick<WorkFolder, "at">, { tag }: Pick<Account, "tag">): string =>
  join(work.at("users"), `${tag}.json`);
