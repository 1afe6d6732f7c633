import type { Account } from "../../prover/accounts/account.ts";
import type { LedgerEntry, RefusedAccount } from "../../prover/liabilities/ledger/entry.ts";

export async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const each of stream) all.push(each);
  return all;
}

/** A ledger's accounts, and what it refused. */
export async function collectLedger(
  stream: AsyncIterable<LedgerEntry>,
): Promise<{ readonly accounts: readonly Account[]; readonly refused: readonly RefusedAccount[] }> {
  const all = await collect(stream);
  return {
    accounts: all.flatMap((each) => ("account" in each ? [each.account] : [])),
    refused: all.flatMap((each) => ("refused" in each ? [each.refused] : [])),
  };
}
