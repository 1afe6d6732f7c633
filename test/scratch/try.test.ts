import { test, expect } from "vitest";
import { readFile } from "node:fs/promises";
import { compileCircuit } from "../../prover/keys/compile.ts";
import { liabilityCircuitById } from "../../circuits/registry.ts";
import { witnessCalculator } from "../../prover/groth16/witness-calculator.ts";
import { openBatch } from "../../prover/liabilities/open-batch.ts";
import { CellTable } from "../../prover/market/cells/table.ts";
import { batchMarket } from "../support/batch-market.ts";
import { layOutEpoch } from "../support/batch-epoch.ts";
const calc = async (id: string) => { const c = await compileCircuit(liabilityCircuitById(id)); console.log(Object.keys(c)); return witnessCalculator(await readFile((c as any).wasm)); };
test("e2e", async () => {
  const table = await CellTable.build(batchMarket("flat"), "flat");
  const acc = (tag: bigint, q: bigint) => ({ account: { tag, mode: "cross", owner: 5n, holdings: [{ row: 7, quantity: q },{row: 301, quantity: 3n*q}] } as any, salt: (tag * 77n) as any });
  const size = liabilityCircuitById("solvency-batch-8x8") as any;
  const a = await openBatch({ size, table, accounts: [1n,2n,3n,4n,5n,6n,7n,8n].map(t => acc(t, t * 100n)) });
  const b = await openBatch({ size, table, accounts: [9n,12n].map(t => acc(t, t * 100n)) });
  const e = await layOutEpoch(table, [a, b]);
  console.log("net", e.net, "steps", e.readings.length, "folds", e.folds.length);
  for (const [id, inputs] of [["solvency-batch-8x8", e.batches], ["solvency-fold", e.folds], ["solvency-table", e.readings], ["solvency-total-64", [e.total]]] as any) {
    const c = await calc(id);
    for (const { input } of inputs) { const w = await c.wires(input); console.log(id, w.length); expect(w.length).toBeGreaterThan(0); }
  }
}, 300000);
