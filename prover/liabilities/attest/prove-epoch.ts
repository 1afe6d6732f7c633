import type { Account } from "../../accounts/account.ts";
import { InvalidProofError } from "../../domain/errors.ts";
import type { ProvenStatement } from "../../formats/proven-statement.ts";
import { prepareBatch } from "../batch.ts";
import { epochSignal } from "../epoch-signal.ts";
import { readRecords } from "../ledger/record.ts";
import { writePrivateLines } from "../ledger/write-lines.ts";
import { type AttestedTotals, prepareTotal } from "../total.ts";
import type { EpochIdentity } from "./epoch-identity.ts";
import { Folds } from "./folds.ts";
import { planBatches } from "./plan.ts";
import type { ProofStore } from "./proof-store.ts";
import type { WorkFolder } from "./work-folder.ts";

export interface ProvenEpoch {
  readonly totals: AttestedTotals;
  readonly total: ProvenStatement;
  /** One line a proof of a batch or a fold, as the bundle has it. */
  readonly proofsFile: string;
  readonly batches: number;
  readonly folds: number;
  /** Ids of the circuits that were needed. */
  readonly circuits: ReadonlySet<string>;
}

/** A proof is a line of the bundle; a fold also says how many subtrees it took. */
export const proofLine = (statement: ProvenStatement, taken?: number): string =>
  `${JSON.stringify(taken === undefined ? statement : { ...statement, taken })}\n`;

/**
 * Proves every batch, every fold as soon as its subtrees are there, and the total. Proofs that are in the store already are not made again.
 * Memory does not grow with the number of accounts.
 *
 * @param onAccounts told how many accounts are in proven batches
 */
export async function proveEpoch(
  work: WorkFolder,
  { venue, epoch, table, classes }: EpochIdentity,
  store: ProofStore,
  onAccounts: (accounts: number) => void = () => {},
): Promise<ProvenEpoch> {
  const signal = epochSignal(venue.id, BigInt(epoch));
  let [batches, foldCount, accounts] = [0, 0, 0];
  let pending = "";
  const folds = new Folds(work.secret, async ({ commitment, children, input, taken }) => {
    pending += proofLine(await store.proven(classes.fold, [commitment, children], input), taken);
    foldCount++;
    circuits.add(classes.fold.id);
  });
  const circuits = new Set<string>([classes.total.id]);
  const inTree = (account: Account) => ({ account, salt: work.secret.salt(account.tag) });
  const proofsFile = work.at("proofs.ndjson");
  let totals: AttestedTotals | undefined;
  let total: ProvenStatement | undefined;
  async function* lines(): AsyncGenerator<string> {
    for await (const planned of planBatches(readRecords(work.at("ledger")), classes)) {
      const { circuit, place } = planned;
      const batch = await prepareBatch({
        size: circuit,
        table,
        epoch: signal,
        accounts: planned.accounts.map(inTree),
        blind: work.secret.blind(circuit.height, place),
      });
      const statement = await store.proven(circuit, [batch.commitment], batch.input);
      // What ends where this batch begins is folded first: whoever checks the lines takes it off the stack before.
      await folds.closeBelow(circuit.height);
      yield pending + proofLine(statement);
      pending = "";
      await folds.add({ subtree: batch.subtree, place });
      yield pending;
      pending = "";
      batches++;
      circuits.add(circuit.id);
      accounts += planned.accounts.length;
      onAccounts(accounts);
    }
    const subtree = await folds.finish();
    if (subtree === undefined) throw new InvalidProofError("there is no account to attest");
    yield pending;
    const prepared = await prepareTotal(subtree, table);
    totals = prepared.totals;
    total = await store.proven(classes.total, prepared.publicSignals, prepared.input);
  }
  await writePrivateLines(proofsFile, lines());
  if (totals === undefined || total === undefined) throw new InvalidProofError("the total was not proven");
  return { totals, total, proofsFile, batches, folds: foldCount, circuits };
}
