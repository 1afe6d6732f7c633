import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Account } from "../../accounts/account.ts";
import { InputError } from "../../domain/errors.ts";
import { accountRecord, readRecords } from "./record.ts";
import { writePrivateLines } from "./write-lines.ts";

/** Accounts held in memory at once: some 50 MB. */
const RUN = 50_000;

/**
 * Accounts in order of tag, however many there are: runs that fit into memory are sorted and put into files, and then merged.
 *
 * @param folder private and empty; the runs are gone when the stream ends
 * @throws InputError for a tag that two accounts have
 */
export async function* sortedByTag(
  accounts: AsyncIterable<Account>,
  folder: string,
  run: number = RUN,
): AsyncGenerator<Account> {
  const files: string[] = [];
  let held: Account[] = [];
  const spill = async (): Promise<void> => {
    const file = join(folder, `run-${files.length}`);
    files.push(file);
    await writePrivateLines(file, held.toSorted(byTag).map(accountRecord));
    held = [];
  };
  for await (const account of accounts) {
    held.push(account);
    if (held.length >= run) await spill();
  }
  const streams: AsyncIterable<Account>[] = [inOrder(held.toSorted(byTag)), ...files.map(readRecords)];
  let before: bigint | undefined;
  for await (const account of merged(streams)) {
    if (account.tag === before) {
      throw new InputError({
        field: `account ${account.tag}`,
        rule: "two accounts have this tag; the lines of one account must follow one another",
      });
    }
    before = account.tag;
    yield account;
  }
  for (const file of files) await rm(file);
}

const byTag = (a: Account, b: Account): number => (a.tag < b.tag ? -1 : a.tag > b.tag ? 1 : 0);

async function* inOrder(accounts: readonly Account[]): AsyncGenerator<Account> {
  yield* accounts;
}

/** The runs are few (20 for a million accounts), so the least head is found by looking at all. */
async function* merged(streams: readonly AsyncIterable<Account>[]): AsyncGenerator<Account> {
  const heads: { readonly account: Account; readonly rest: AsyncIterator<Account> }[] = [];
  for (const stream of streams) {
    const rest = stream[Symbol.asyncIterator]();
    const { value, done } = await rest.next();
    if (done !== true) heads.push({ account: value, rest });
  }
  while (heads.length > 0) {
    let least = 0;
    heads.forEach(({ account }, k) => {
      if (account.tag < (heads[least]?.account.tag ?? account.tag)) least = k;
    });
    const head = heads[least];
    if (head === undefined) return;
    yield head.account;
    const { value, done } = await head.rest.next();
    if (done === true) heads.splice(least, 1);
    else heads[least] = { account: value, rest: head.rest };
  }
}
