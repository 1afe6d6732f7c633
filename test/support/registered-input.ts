import { BATCH_FAMILY, FOLD_FAMILY, TABLE_FAMILY } from "../../circuits/liabilities/circuits.ts";
import { type AnyCircuit, MARGIN_FAMILY } from "../../circuits/registry.ts";
import type { BatchAccount } from "../../prover/liabilities/open-batch.ts";
import type { WitnessInput } from "../../prover/margin/witness.ts";
import { CellTable } from "../../prover/market/cells/table.ts";
import { at } from "./at.ts";
import { openedBatch, randomAccounts, SMALL } from "./batch-case.ts";
import { layOutEpoch } from "./batch-epoch.ts";
import { batchMarket } from "./batch-market.ts";
import { caseOf, committed } from "./margin-case.ts";
import { portfolioCase } from "./portfolio-case.ts";
import { testRequest } from "./request.ts";

/** Inputs that a registered circuit accepts, whichever it is. */
export async function registeredInput(circuit: AnyCircuit): Promise<WitnessInput> {
  if (circuit.family === MARGIN_FAMILY) {
    if (circuit.margin === "portfolio") return (await portfolioCase({ circuit })).input;
    const request = await testRequest();
    const { account, salt } = request.membership;
    return (await caseOf({ ...request, membership: await committed(account, circuit.capacity, salt) })).input;
  }
  const kind = circuit.family === BATCH_FAMILY ? circuit.kind : "flat";
  const size = circuit.family === BATCH_FAMILY ? circuit : SMALL.flat;
  const table = await CellTable.build(batchMarket(kind), kind);
  const held = 8 ** size.height;
  const accounts = randomAccounts(table, { seed: 12, count: 2 * held - 3, most: 8, worth: 1n });
  const cut = (first: number): readonly BatchAccount[] => accounts.slice(first, first + held);
  const batches = [await openedBatch(size, table, cut(0)), await openedBatch(size, table, cut(held))];
  const rows = "rows" in circuit ? circuit.rows : 64;
  const { batches: laid, folds, readings, total } = await layOutEpoch(table, batches, { rows });
  if (circuit.family === BATCH_FAMILY) return at(laid, 0).input;
  if (circuit.family === FOLD_FAMILY) return at(folds, 0).input;
  return circuit.family === TABLE_FAMILY ? at(readings, 0).input : total.input;
}
