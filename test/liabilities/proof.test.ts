import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  BATCH_FAMILY,
  LIABILITY_CIRCUITS,
  type LiabilityCircuitId,
} from "../../circuits/liabilities/circuits.ts";
import { liabilityCircuitById } from "../../circuits/registry.ts";
import type { ProverBackend } from "../../prover/groth16/backend.ts";
import { engineBackend } from "../../prover/groth16/engine.ts";
import { verifyProof } from "../../prover/groth16/verify.ts";
import { witnessCalculator } from "../../prover/groth16/witness-calculator.ts";
import { loadArtefacts } from "../../prover/keys/artefacts.ts";
import { developmentSetup } from "../../prover/keys/setup.ts";
import { netHoldings } from "../../prover/liabilities/model.ts";
import { totalSignals } from "../../prover/liabilities/total.ts";
import type { WitnessInput } from "../../prover/margin/witness.ts";
import { CellTable } from "../../prover/market/cells/table.ts";
import { openedBatch, randomAccounts } from "../support/batch-case.ts";
import { layOutEpoch } from "../support/batch-epoch.ts";
import { batchMarket, manyRows } from "../support/batch-market.ts";

/** Compiling, keys and proofs of the larger classes take minutes: on demand, with SOLVENCY_FULL=1. */
const FULL = process.env.SOLVENCY_FULL === "1";

/** Batches of every registered class, side by side in one epoch of each kind. */
const EPOCHS = [
  { name: "of the small class", kind: "flat", rows: 12, ids: ["solvency-batch-8x8", "solvency-batch-8x8"] },
  { name: "of 300 rows", kind: "flat", rows: 300, ids: ["solvency-batch-8x8"] },
  { name: "flat", kind: "flat", rows: 12, ids: ["solvency-batch-64x8", "solvency-batch-8x32"], full: true },
  {
    name: "by equity",
    kind: "equity",
    rows: 12,
    ids: ["solvency-batch-equity-64x8", "solvency-batch-equity-8x32"],
    full: true,
  },
  {
    name: "by margin",
    kind: "margin",
    rows: 12,
    ids: ["solvency-batch-margin-64x8", "solvency-batch-margin-8x32"],
    full: true,
  },
] as const;

let backend: ProverBackend;
beforeAll(() => {
  backend = engineBackend();
});
afterAll(() => backend?.close());

/** Proves and verifies; @returns the public signals. */
async function proven(id: LiabilityCircuitId, input: WitnessInput): Promise<readonly bigint[]> {
  const artefacts = await loadArtefacts(await developmentSetup(liabilityCircuitById(id)));
  const wtns = await (await witnessCalculator(artefacts.wasm)).wtns(input);
  const { proof, publicSignals } = await backend.prove(artefacts.zkey, wtns);
  expect(await verifyProof(artefacts.verificationKey, publicSignals, proof)).toBe(true);
  return publicSignals;
}

const sizeOf = (id: LiabilityCircuitId) => {
  const size = LIABILITY_CIRCUITS.find((circuit) => circuit.id === id);
  if (size?.family !== BATCH_FAMILY) throw new RangeError(id);
  return size;
};

describe.each(EPOCHS)("An epoch $name", (epoch) => {
  const { kind, rows, ids } = epoch;
  it.skipIf("full" in epoch && !FULL)(
    "is proven whole: batches, folds, every step of the table, the total",
    async () => {
      const market = rows > 12 ? manyRows(rows) : batchMarket(kind);
      const table = await CellTable.build(market, kind);
      const batches = [];
      const held = [];
      for (const [k, id] of ids.entries()) {
        const size = sizeOf(id);
        const accounts = randomAccounts(table, {
          seed: 21 + k,
          count: size.accounts - k,
          most: 8,
          worth: 1n,
        }).map(({ account, salt }) => ({
          salt,
          account: { ...account, tag: account.tag + BigInt(k) * 100_000n },
        }));
        held.push(...accounts.map(({ account }) => account));
        batches.push(await openedBatch(size, table, accounts));
      }
      // Wide batches are a level lower: they stand alone at the end, and the fold has subtrees of one height only.
      const laid = await layOutEpoch(table, batches, { rows: rows > 64 ? 512 : 64 });
      for (const [k, id] of ids.entries()) {
        const batch = laid.batches[k];
        if (batch !== undefined) expect(await proven(id, batch.input)).toEqual([batch.commitment]);
      }
      for (const fold of laid.folds) {
        expect(await proven("solvency-fold", fold.input)).toEqual([fold.commitment, fold.children]);
      }
      for (const reading of laid.readings) {
        expect(await proven("solvency-table", reading.input)).toEqual(reading.publicSignals);
      }
      const { totals, input } = laid.total;
      expect(totals.net).toEqual(netHoldings(table.market, held));
      expect(await proven(rows > 64 ? "solvency-total-512" : "solvency-total-64", input)).toEqual(
        totalSignals(totals),
      );
    },
    3_600_000,
  );
});
