import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { groth16 } from "snarkjs";
import { TOTAL_PUBLIC_SIGNALS } from "../../circuits/liabilities/circuits.ts";
import { liabilityCircuitById } from "../../circuits/registry.ts";
import type { FieldElement } from "../../prover/domain/field.ts";
import type { Groth16Proof } from "../../prover/groth16/backend.ts";
import { witnessCalculator } from "../../prover/groth16/witness-calculator.ts";
import { sha256 } from "../../prover/keys/artefacts.ts";
import { cacheFolder, completeFolder } from "../../prover/keys/cache.ts";
import { withoutCurveWorkers } from "../../prover/keys/curve.ts";
import {
  developmentZkey,
  exportVerificationKey,
  type VerificationKey,
} from "../../prover/keys/development.ts";
import { sourcesDigest } from "../../prover/keys/sources.ts";
import type { Subtree } from "../../prover/liabilities/subtree.ts";
import { type AttestedTotals, prepareTotal } from "../../prover/liabilities/total.ts";
import type { CellTable } from "../../prover/market/cells/table.ts";
import { compileCircuit } from "../keys/support/compile-circuit.ts";
import { SMALL } from "./batch-case.ts";

/**
 * Real proofs of a total as small as the test market fits. Circuit, key and proofs are made once and kept in the cache folder
 * under a hash of all that they depend on.
 */
export interface ProvenTotal {
  readonly totals: AttestedTotals;
  readonly publicSignals: readonly FieldElement[];
  readonly proof: Groth16Proof;
}

const CELLS = SMALL.flat.cells;

async function keyFolder(): Promise<string> {
  const sources = await sourcesDigest(liabilityCircuitById("solvency-total-65"));
  const folder = join(cacheFolder(), "test-totals", `${CELLS}-${sources.slice(0, 16)}`);
  await completeFolder(folder, async (work) => {
    const include = `include "../../circuits/liabilities/SolvencyTotal.circom";`;
    const main = `component main {public [${TOTAL_PUBLIC_SIGNALS.join(", ")}]} = SolvencyTotal(${CELLS});`;
    const { r1cs, wasm } = await compileCircuit(`${include}\n${main}\n`);
    const zkey = await developmentZkey(r1cs);
    await writeFile(join(work, "circuit.zkey"), zkey);
    await writeFile(join(work, "circuit.wasm"), wasm);
    await writeFile(join(work, "key.json"), JSON.stringify(await exportVerificationKey(zkey)));
  });
  return folder;
}

export async function totalKey(): Promise<VerificationKey> {
  return JSON.parse(await readFile(join(await keyFolder(), "key.json"), "utf8")) as VerificationKey;
}

/** The total of a subtree, whatever it says of its accounts: no total knows whether its batches were proven. */
export async function provenSums(table: CellTable, subtree: Subtree): Promise<ProvenTotal> {
  const { totals, publicSignals, input } = await prepareTotal(subtree, table);
  const folder = await keyFolder();
  const file = join(folder, `proof-${sha256(publicSignals.join()).slice(0, 32)}.json`);
  const kept = await readFile(file, "utf8").catch(() => undefined);
  if (kept !== undefined) return { totals, publicSignals, proof: JSON.parse(kept) as Groth16Proof };
  const calculator = await witnessCalculator(await readFile(join(folder, "circuit.wasm")));
  const zkey = await readFile(join(folder, "circuit.zkey"));
  const witness = await calculator.wtns(input);
  const { proof } = await withoutCurveWorkers(() => groth16.prove(zkey, witness));
  await mkdir(folder, { recursive: true });
  await writeFile(file, JSON.stringify(proof));
  return { totals, publicSignals, proof: proof as unknown as Groth16Proof };
}
