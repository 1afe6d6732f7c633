import type { BatchCircuit } from "../../../circuits/liabilities/circuits.ts";
import type { Account } from "../../accounts/account.ts";
import { isWide, type SizeClasses } from "./size-classes.ts";

/** A batch, and where it stands in the account tree. */
export interface PlannedBatch {
  readonly circuit: BatchCircuit;
  readonly accounts: readonly Account[];
  /** Place of its first leaf: a multiple of the circuit's accounts. */
  readonly place: number;
}

/**
 * Cuts accounts into batches, in order of tag, always the same for the same accounts. The tree is filled in nodes of the taller class: a
 * node is one narrow batch, or neighbouring wide ones. A narrow node ends before a wide account. A wide node goes on
 * batch by batch, whatever the accounts hold, for as long as one of the next ones is wide and there is room.
 *
 * Accounts of both sizes in one range of tags make many nodes that are not full: number wide accounts in a range of their own.
 *
 * @param accounts strictly increasing in tag; at most as many as a few batches are held
 */
export async function* planBatches(
  accounts: AsyncIterable<Account>,
  classes: SizeClasses,
): AsyncGenerator<PlannedBatch> {
  const { narrow, wide } = classes;
  const places = Math.max(narrow.accounts, wide.accounts);
  const source = accounts[Symbol.asyncIterator]();
  let ahead: Account[] = [];
  let ended = false;
  const look = async (count: number): Promise<readonly Account[]> => {
    while (!ended && ahead.length < count) {
      const { value, done } = await source.next();
      if (done === true) ended = true;
      else ahead.push(value);
    }
    return ahead.slice(0, count);
  };
  const take = (circuit: BatchCircuit, count: number, place: number): PlannedBatch => {
    const batch = { circuit, accounts: ahead.slice(0, count), place };
    ahead = ahead.slice(count);
    return batch;
  };

  for (let node = 0; (await look(1)).length > 0; node++) {
    const first = node * places;
    const next = await look(narrow.accounts);
    const few = next.findIndex((account) => isWide(classes, account));
    if (few !== 0) {
      yield take(narrow, few < 0 ? next.length : few, first);
      continue;
    }
    for (let within = 0; within < places; within += wide.accounts) {
      const group = await look(wide.accounts);
      if (!group.some((account) => isWide(classes, account))) break;
      yield take(wide, group.length, first + within);
    }
  }
}
