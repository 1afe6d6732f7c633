import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { groth16 } from "snarkjs";
import { liabilityCircuitById } from "../../circuits/registry.ts";
import type { FieldElement } from "../../prover/domain/field.ts";
import type { Groth16Proof } from "../../prover/groth16/backend.ts";
import { witnessCalculator } from "../../prover/groth16/witness-calculator.ts";
import { poseidon } from "../../prover/hash/poseidon.ts";
import { type Artefacts, loadArtefacts, sha256 } from "../../prover/keys/artefacts.ts";
import { cacheFolder } from "../../prover/keys/cache.ts";
import { withoutCurveWorkers } from "../../prover/keys/curve.ts";
import type { VerificationKey } from "../../prover/keys/development.ts";
import { developmentSetup } from "../../prover/keys/setup.ts";
import type { BatchAccount } from "../../prover/liabilities/open-batch.ts";
import { prepareReadings } from "../../prover/liabilities/reading.ts";
import { subtreeCommitment } from "../../prover/liabilities/subtree.ts";
import { type AttestedTotals, type PreparedTotal, prepareTotal } from "../../prover/liabilities/total.ts";
import type { CellTable } from "../../prover/market/cells/table.ts";
import { BLIND, openedBatch, SMALL } from "./batch-case.ts";
import { layOutEpoch } from "./batch-epoch.ts";

/** Real proofs of the total of a small epoch, each made once and kept in the cache folder under a hash of all that it depends on. */
export interface ProvenTotal {
  readonly totals: AttestedTotals;
  readonly publicSignals: readonly FieldElement[];
  readonly proof: Groth16Proof;
}

const TOTAL = liabilityCircuitById("solvency-total-64");
const TOTAL_ROWS = 64;

const artefacts = async (): Promise<Artefacts> => loadArtefacts(await developmentSetup(TOTAL));

export const totalKey = async (): Promise<VerificationKey> => (await artefacts()).verificationKey;

/**
 * The total of one batch that holds all accounts.
 * @param shown accounts whose sums it shows in their place: no total knows whether batches were proven
 */
export async function provenTotal(
  table: CellTable,
  epoch: FieldElement,
  accounts: readonly BatchAccount[],
  shown: readonly BatchAccount[] = accounts,
): Promise<ProvenTotal> {
  const { totals, publicSignals, input } = await totalOf(table, epoch, accounts, shown);
  const { keyDigest, wasm, zkey } = await artefacts();
  const folder = join(cacheFolder(), "test-totals");
  const file = join(folder, `${sha256([keyDigest, ...publicSignals].join()).slice(0, 32)}.json`);
  const kept = await readFile(file, "utf8").catch(() => undefined);
  if (kept !== undefined) return { totals, publicSignals, proof: JSON.parse(kept) as Groth16Proof };
  const witness = await (await witnessCalculator(wasm)).wtns(input);
  const { proof } = await withoutCurveWorkers(() => groth16.prove(zkey, witness));
  await mkdir(folder, { recursive: true });
  await writeFile(file, JSON.stringify(proof));
  return { totals, publicSignals, proof: proof as unknown as Groth16Proof };
}

async function totalOf(
  table: CellTable,
  epoch: FieldElement,
  accounts: readonly BatchAccount[],
  shown: readonly BatchAccount[],
): Promise<PreparedTotal> {
  const { all, sums, sumsBlind, drawn, net, total } = await layOutEpoch(
    table,
    [await openedBatch(SMALL.flat, table, shown)],
    { epoch },
  );
  if (shown === accounts) return total;
  const { root } = (await openedBatch(SMALL.flat, table, accounts)).subtree;
  const subtree = { ...all, root };
  const commitment = subtreeCommitment(await poseidon(), subtree);
  const { value: step } = await prepareReadings(table, sums, drawn, commitment, () => BLIND).next();
  if (step === undefined) throw new Error("no table");
  return prepareTotal({ subtree, reading: step.reading, table, drawn, net, sumsBlind, rows: TOTAL_ROWS });
}
