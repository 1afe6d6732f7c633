import { type CommittedEpoch, commitAccounts } from "../commit.ts";
import { epochSignal } from "../epoch-signal.ts";
import { openPlanned, placesOfPlanned, plannedBatches } from "./batches.ts";
import type { EpochIdentity } from "./epoch-identity.ts";
import { totalCircuit } from "./size-classes.ts";
import type { WorkFolder } from "./work-folder.ts";

/**
 * Binds all accounts of the ledger in a work folder, which is read twice.
 * @param onAccounts told how many accounts are bound
 * @throws what openBatch throws, for an account that a batch could not prove
 */
export function commitEpoch(
  work: WorkFolder,
  identity: EpochIdentity,
  onAccounts: (accounts: number) => void = () => {},
): Promise<CommittedEpoch> {
  const { venue, epoch, table, classes } = identity;
  async function* openings() {
    let accounts = 0;
    for await (const planned of plannedBatches(work, identity)) {
      const { subtree } = await openPlanned(work, identity, planned);
      yield { subtree, place: planned.place };
      accounts += planned.accounts.length;
      onAccounts(accounts);
    }
  }
  async function* holdings() {
    for await (const planned of plannedBatches(work, identity)) yield* placesOfPlanned(identity, planned);
  }
  return commitAccounts({
    epoch: epochSignal(venue.id, BigInt(epoch)),
    table,
    sumsBlind: work.secret.sumsBlind(),
    rows: totalCircuit(classes, table.market.rows.length).rows,
    openings: openings(),
    holdings,
  });
}
