import { InvalidProofError } from "../../domain/errors.ts";
import type { FieldElement } from "../../domain/field.ts";
import type { ProvenStatement } from "../../formats/proven-statement.ts";
import { poseidon } from "../../hash/poseidon.ts";
import { type PreparedBatch, prepareBatch } from "../batch.ts";
import type { Challenges } from "../challenges.ts";
import type { CommittedEpoch } from "../commit.ts";
import { prepareFold } from "../fold.ts";
import { Folds } from "../folds.ts";
import { writePrivateLines } from "../ledger/write-lines.ts";
import { prepareReadings, type TableReading } from "../reading.ts";
import { type Subtree, subtreeCommitment } from "../subtree.ts";
import { type AttestedTotals, prepareTotal } from "../total.ts";
import { openPlanned, plannedBatches } from "./batches.ts";
import type { EpochIdentity } from "./epoch-identity.ts";
import { oneAhead } from "./one-ahead.ts";
import type { PlannedBatch } from "./plan.ts";
import type { ProofStore } from "./proof-store.ts";
import { totalCircuit } from "./size-classes.ts";
import type { WorkFolder } from "./work-folder.ts";

export interface ProvenEpoch {
  readonly totals: AttestedTotals;
  readonly total: ProvenStatement;
  /** One line a proof of a batch, a fold or a step of the table, as the bundle has it. */
  readonly proofsFile: string;
  readonly batches: number;
  readonly folds: number;
  readonly readings: number;
  /** Ids of the circuits that were needed. */
  readonly circuits: ReadonlySet<string>;
}

/** A proof is a line of the bundle; a fold also says how many subtrees it took. */
export const proofLine = (statement: ProvenStatement, taken?: number): string =>
  `${JSON.stringify(taken === undefined ? statement : { ...statement, taken })}\n`;

/**
 * Proves every batch, every fold as soon as its subtrees are there, the reading of the table, and the total. Proofs that are in the store already
 * are not made again. Memory does not grow with the number of accounts.
 *
 * @param onAccounts told how many accounts are in proven batches
 */
export async function proveEpoch(
  work: WorkFolder,
  identity: EpochIdentity,
  { drawn, sums, sumsBlind, net }: CommittedEpoch,
  store: ProofStore,
  onAccounts: (accounts: number) => void = () => {},
): Promise<ProvenEpoch> {
  const hash = await poseidon();
  const { table, classes } = identity;
  const totalOf = totalCircuit(classes, net.length);
  const circuits = new Set<string>([classes.table.id, totalOf.id]);
  let [batches, foldCount, readings, accounts] = [0, 0, 0, 0];
  let pending = "";
  const folds = new Folds<Subtree>(async (children) => {
    const { subtree, commitment, children: digest, input } = await prepareFold(children);
    pending += proofLine(await store.proven(classes.fold, [commitment, digest], input), children.length);
    foldCount++;
    circuits.add(classes.fold.id);
    return subtree;
  });
  let reading: TableReading | undefined;
  let all: Subtree | undefined;
  async function* lines(): AsyncGenerator<string> {
    // While one batch is proven, the next is prepared and its witness computed.
    const proven = oneAhead(preparedBatches(work, identity, drawn), async ({ planned, batch }) => {
      const statement = await store.proven(planned.circuit, [batch.commitment], batch.input);
      return { planned, subtree: batch.subtree, statement };
    });
    for await (const { planned, subtree, statement } of proven) {
      const { circuit, place } = planned;
      // What ends where this batch begins is folded first: whoever checks the lines takes it off the stack before.
      await folds.closeBelow(circuit.height);
      yield pending + proofLine(statement);
      pending = "";
      await folds.add(subtree, place);
      yield pending;
      pending = "";
      batches++;
      circuits.add(circuit.id);
      accounts += planned.accounts.length;
      onAccounts(accounts);
    }
    all = await folds.finish();
    if (all === undefined) throw new InvalidProofError("there is no account to attest");
    yield pending;
    const blindOf = (step: number) => work.secret.readingBlind(step);
    for await (const step of prepareReadings(table, sums, drawn, subtreeCommitment(hash, all), blindOf)) {
      yield proofLine(await store.proven(classes.table, step.publicSignals, step.input));
      readings++;
      reading = step.reading;
    }
  }
  const proofsFile = work.at("proofs.ndjson");
  await writePrivateLines(proofsFile, lines());
  if (all === undefined || reading === undefined) throw new InvalidProofError("the table was not read");
  const { rows } = totalOf;
  const request = { subtree: all, reading, table, drawn, net, sumsBlind, rows };
  const { totals, publicSignals, input } = await prepareTotal(request);
  const total = await store.proven(totalOf, publicSignals, input);
  return { totals, total, proofsFile, batches, folds: foldCount, readings, circuits };
}

/** The batches of the ledger with their inputs, one after the other: each goes on from the powers of the one before. */
async function* preparedBatches(
  work: WorkFolder,
  identity: EpochIdentity,
  drawn: Challenges,
): AsyncGenerator<{ readonly planned: PlannedBatch; readonly batch: PreparedBatch }> {
  let power = 1n as FieldElement;
  for await (const planned of plannedBatches(work, identity)) {
    const batch = await prepareBatch(await openPlanned(work, identity, planned), drawn, power);
    power = batch.subtree.end;
    yield { planned, batch };
  }
}
