import { FIELD_MODULUS, type FieldElement } from "../../prover/domain/field.ts";
import { poseidon } from "../../prover/hash/poseidon.ts";
import { type PreparedBatch, prepareBatch } from "../../prover/liabilities/batch.ts";
import { type CommittedEpoch, commitAccounts } from "../../prover/liabilities/commit.ts";
import { type PreparedFold, prepareFold } from "../../prover/liabilities/fold.ts";
import { Folds } from "../../prover/liabilities/folds.ts";
import type { OpenedBatch } from "../../prover/liabilities/open-batch.ts";
import { type PreparedReading, prepareReadings } from "../../prover/liabilities/reading.ts";
import { type Subtree, subtreeCommitment } from "../../prover/liabilities/subtree.ts";
import { type PreparedTotal, prepareTotal } from "../../prover/liabilities/total.ts";
import type { CellTable } from "../../prover/market/cells/table.ts";

export const EPOCH = 0xe90c4n as FieldElement;
export const SUMS_BLIND = 0x5b11dn as FieldElement;
const ROWS = 64;

/** Everything that proves an epoch, laid out in memory. */
export interface LaidOutEpoch extends CommittedEpoch {
  readonly batches: readonly PreparedBatch[];
  readonly folds: readonly PreparedFold[];
  readonly readings: readonly PreparedReading[];
  readonly total: PreparedTotal;
  readonly all: Subtree;
}

/** Draws the challenges of an epoch of some batches, side by side from the left. */
export function committed(
  table: CellTable,
  batches: readonly OpenedBatch[],
  { epoch = EPOCH, rows = ROWS }: { readonly epoch?: FieldElement; readonly rows?: number } = {},
): Promise<CommittedEpoch> {
  async function* openings() {
    let place = 0;
    for (const { subtree } of batches) {
      yield { subtree, place };
      place += 8 ** subtree.height;
    }
  }
  async function* holdings() {
    for (const { placed } of batches) yield* placed;
  }
  return commitAccounts({ epoch, table, sumsBlind: SUMS_BLIND, rows, openings: openings(), holdings });
}

/** All inputs of an epoch's proofs. */
export async function layOutEpoch(
  table: CellTable,
  opened: readonly OpenedBatch[],
  more: { readonly epoch?: FieldElement; readonly rows?: number } = {},
): Promise<LaidOutEpoch> {
  const epoch = await committed(table, opened, more);
  const { drawn, sums, sumsBlind, net } = epoch;
  const batches: PreparedBatch[] = [];
  const folds: PreparedFold[] = [];
  const tree = new Folds<Subtree>(async (children) => {
    const fold = await prepareFold(children);
    folds.push(fold);
    return fold.subtree;
  });
  let [power, place] = [1n as FieldElement, 0];
  for (const each of opened) {
    const batch = await prepareBatch(each, drawn, power);
    power = batch.subtree.end;
    batches.push(batch);
    await tree.add(batch.subtree, place);
    place += 8 ** each.subtree.height;
  }
  const all = await tree.finish();
  if (all === undefined) throw new Error("no batch");
  const readings: PreparedReading[] = [];
  const accounts = subtreeCommitment(await poseidon(), all);
  const blindOf = (step: number) => ((BigInt(step) * 7n + 11n) % FIELD_MODULUS) as FieldElement;
  for await (const reading of prepareReadings(table, sums, drawn, accounts, blindOf)) readings.push(reading);
  const last = readings.at(-1)?.reading;
  if (last === undefined) throw new Error("no table");
  const rows = more.rows ?? ROWS;
  const total = await prepareTotal({ subtree: all, reading: last, table, drawn, net, sumsBlind, rows });
  return { ...epoch, batches, folds, readings, total, all };
}
