import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { circuitById } from "../../circuits/registry.ts";
import { type WitnessCalculator, witnessCalculator } from "../../prover/groth16/witness-calculator.ts";
import { type Artefacts, loadArtefacts } from "../../prover/keys/artefacts.ts";
import { compileCircuit } from "../../prover/keys/compile.ts";
import { type R1cs, readR1cs } from "../../prover/keys/r1cs.ts";
import { developmentSetup } from "../../prover/keys/setup.ts";

export interface TestCircuit {
  readonly calculator: WitnessCalculator;
  readonly r1cs: R1cs;
}

/** A registered circuit, compiled (from the cache when its sources have not changed). No key is made. */
export async function compiledCircuit(id: string): Promise<TestCircuit> {
  const { folder } = await compileCircuit(circuitById(id));
  return {
    calculator: await witnessCalculator(await readFile(join(folder, "circuit.wasm"))),
    r1cs: readR1cs(await readFile(join(folder, "circuit.r1cs"))),
  };
}

/** A registered circuit with its development key. */
export const provingArtefacts = async (id: string): Promise<Artefacts> =>
  loadArtefacts(await developmentSetup(circuitById(id)));
