import { availableParallelism } from "node:os";
import { ACCOUNT_ARITIES, CIRCUITS, circuitFor } from "../../circuits/registry.ts";
import { InputError } from "../domain/errors.ts";
import { type FieldElement, randomFieldElement } from "../domain/field.ts";
import { HashThreads } from "../hash/hash-threads.ts";
import { poseidon } from "../hash/poseidon.ts";
import { nodesOf, Tree, type TreePath } from "../tree/tree.ts";
import type { Account } from "./account.ts";
import { accountLeaf } from "./leaf.ts";
import { hashLeaves, type LeafEntry } from "./leaves.ts";

/** What a venue publishes about an epoch: a root, its number, and the time the accounts were read. */
export interface Epoch {
  readonly venue: string;
  /** 1, 2, 3, ... per venue. */
  readonly number: number;
  /** Unix seconds. */
  readonly asOf: number;
  readonly accountsRoot: FieldElement;
}

/** What one customer gets of an epoch: their account as it was hashed, and the way to the root. Private. */
export interface Membership {
  readonly epoch: Epoch;
  readonly account: Account;
  /** Holdings of the circuit that opens the leaf. */
  readonly capacity: number;
  /** Fresh for every account and epoch, so that a leaf says nothing and epochs cannot be linked (T-29, T-30). */
  readonly salt: FieldElement;
  readonly path: TreePath;
}

const TAG_BOUND = 2n ** 64n;

export interface EpochOptions {
  /** Threads for large trees, at least 1; default: all cores. The tree does not depend on it. */
  readonly threads?: number;
  /** Called as work advances with the number of leaves and nodes finished and their total; for large trees only. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Below this many accounts, threads take longer to start than they save. */
const MANY_ACCOUNTS = 2000;

/**
 * Builds a venue's account tree and each account's membership, ordered by tag. A million accounts take about a minute
 * on two cores. A membership's path is looked up when it is read, so that all of them fit into memory.
 *
 * @param accounts one per tag; at most 8^8
 * @throws InputError for a tag used twice or out of range, or more holdings than the largest circuit takes
 */
export async function buildEpoch(
  epoch: Omit<Epoch, "accountsRoot">,
  accounts: readonly Account[],
  options: EpochOptions = {},
): Promise<{ epoch: Epoch; memberships: readonly Membership[] }> {
  const sorted = accounts.toSorted((a, b) => (a.tag < b.tag ? -1 : a.tag > b.tag ? 1 : 0));
  const entries = sorted.map((account, position) => {
    const field = `account ${account.tag}`;
    if (account.tag < 1n || account.tag >= TAG_BOUND) {
      throw new InputError({ field, rule: "a tag must be from 1 to 2^64 - 1" });
    }
    if (sorted[position - 1]?.tag === account.tag) {
      throw new InputError({
        field,
        rule: "two accounts have this tag; every account of an epoch needs its own",
      });
    }
    return { account, capacity: capacityFor(account), salt: randomFieldElement() };
  });
  const tree = await (entries.length < MANY_ACCOUNTS ? smallTree(entries) : largeTree(entries, options));
  const published: Epoch = { ...epoch, accountsRoot: tree.root };
  const memberships = entries.map(({ account, capacity, salt }, place) => ({
    epoch: published,
    account,
    capacity,
    salt,
    get path() {
      return tree.path(place);
    },
  }));
  return { epoch: published, memberships };
}

async function smallTree(entries: readonly LeafEntry[]): Promise<Tree> {
  const hash = await poseidon();
  const leaves = entries.map(({ account, salt, capacity }) => accountLeaf(hash, account, salt, capacity));
  return Tree.build(hash, ACCOUNT_ARITIES, leaves);
}

async function largeTree(entries: readonly LeafEntry[], options: EpochOptions): Promise<Tree> {
  const total = entries.length + nodesOf(ACCOUNT_ARITIES, entries.length);
  let done = 0;
  const onProgress = (finished: number): void => {
    done += finished;
    options.onProgress?.(done, total);
  };
  const threads = new HashThreads(Math.max(1, Math.floor(options.threads ?? availableParallelism())));
  try {
    const leaves = await hashLeaves(threads, entries, onProgress);
    return await Tree.buildInThreads(await poseidon(), threads, ACCOUNT_ARITIES, leaves, onProgress);
  } finally {
    await threads.close();
  }
}

/**
 * Places for holdings in an account's leaf: those of the smallest circuit it fits; of a portfolio account always 32, since
 * groups and scenarios, which the venue need not know, decide about the circuit too.
 * @throws InputError naming the largest capacity there is
 */
export function capacityFor(account: Pick<Account, "tag" | "mode" | "holdings">): number {
  const count = account.holdings.length;
  const margin = account.mode === "portfolio" ? "portfolio" : "standard";
  const circuit = circuitFor(margin, { holdings: count });
  if (circuit === undefined) {
    const capacities = CIRCUITS.filter((each) => each.margin === margin).map((each) => each.capacity);
    throw new InputError({
      field: `account ${account.tag}: holdings`,
      value: `${count} rows`,
      rule: `capacities are ${[...new Set(capacities)].join(" and ")} holdings`,
    });
  }
  return circuit.capacity;
}
