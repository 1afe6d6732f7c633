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
import { prepareBatch } from "../../prover/liabilities/batch.ts";
import { prepareFold } from "../../prover/liabilities/fold.ts";
import { netHoldings } from "../../prover/liabilities/model.ts";
import { prepareTotal, totalSignals } from "../../prover/liabilities/total.ts";
import type { WitnessInput } from "../../prover/margin/witness.ts";
import { CellTable } from "../../prover/market/cells/table.ts";
import { EPOCH, randomAccounts } from "../support/batch-case.ts";
import { batchMarket } from "../support/batch-market.ts";

/**
 * The registered circuits, proven: two batches, a fold, a total. Compilation, keys and proofs take minutes, so this runs on demand,
 * with SOLVENCY_FULL=1.
 */
const FULL = process.env.SOLVENCY_FULL === "1";

describe.runIf(FULL)("An attestation of the registered sizes", () => {
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

  it.each([
    { kind: "flat", id: "solvency-batch-64x8", cells: 65 },
    { kind: "margin", id: "solvency-batch-margin-64x8", cells: 192 },
  ] as const)(
    "of two batches by $id",
    async ({ kind, id, cells }) => {
      const size = LIABILITY_CIRCUITS.find((circuit) => circuit.id === id);
      if (size?.family !== BATCH_FAMILY) throw new RangeError(id);
      const table = await CellTable.build(batchMarket(kind), kind, cells);
      const accounts = randomAccounts(table, { seed: 21, count: 90, most: 8, worth: 1n });
      const subtrees = [];
      for (const first of [0, 64]) {
        const batch = await prepareBatch({
          size,
          table,
          epoch: EPOCH,
          accounts: accounts.slice(first, first + 64),
        });
        expect(await proven(id, batch.input)).toEqual([batch.commitment]);
        subtrees.push(batch.subtree);
      }
      const fold = await prepareFold(subtrees);
      expect(await proven(cells === 65 ? "solvency-fold-65" : "solvency-fold-192", fold.input)).toEqual([
        fold.commitment,
        fold.children,
      ]);
      const { totals, input } = await prepareTotal(fold.subtree, table);
      expect(totals.net).toEqual(
        netHoldings(
          table.market,
          accounts.map(({ account }) => account),
        ),
      );
      expect(await proven(cells === 65 ? "solvency-total-65" : "solvency-total-192", input)).toEqual(
        totalSignals(totals),
      );
    },
    3_600_000,
  );
});
