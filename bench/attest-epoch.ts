import type { LiabilityCircuit } from "../circuits/liabilities/circuits.ts";
import type { FieldElement } from "../prover/domain/field.ts";
import type { ProverBackend } from "../prover/groth16/backend.ts";
import { verifyProof } from "../prover/groth16/verify.ts";
import { witnessCalculator } from "../prover/groth16/witness-calculator.ts";
import { loadArtefacts } from "../prover/keys/artefacts.ts";
import { developmentSetup } from "../prover/keys/setup.ts";
import { openPlanned, plannedBatches } from "../prover/liabilities/attest/batches.ts";
import { commitEpoch } from "../prover/liabilities/attest/commit-epoch.ts";
import type { EpochIdentity } from "../prover/liabilities/attest/epoch-identity.ts";
import { totalCircuit } from "../prover/liabilities/attest/size-classes.ts";
import type { WorkFolder } from "../prover/liabilities/attest/work-folder.ts";
import { type PreparedBatch, prepareBatch } from "../prover/liabilities/batch.ts";
import { FAN_IN, type PreparedFold, prepareFold } from "../prover/liabilities/fold.ts";
import { type PreparedReading, prepareReadings } from "../prover/liabilities/reading.ts";
import { prepareTotal } from "../prover/liabilities/total.ts";
import type { WitnessInput } from "../prover/margin/witness.ts";
import type { Phases } from "./phases.ts";

/**
 * The proofs of an epoch of eight batches, phase by phase: eight batches, the fold that joins them, the steps of the table, the total. Keys are
 * prepared before, by a first proof of each circuit.
 */
export async function proveSmallEpoch(
  phases: Phases,
  work: WorkFolder,
  identity: EpochIdentity,
  backend: ProverBackend,
): Promise<void> {
  const { table, classes } = identity;
  const { drawn, sums, sumsBlind, net } = await commitEpoch(work, identity);
  const batches: PreparedBatch[] = [];
  let power = 1n as FieldElement;
  let accounts = 0;
  for await (const planned of plannedBatches(work, identity)) {
    const batch = await prepareBatch(await openPlanned(work, identity, planned), drawn, power);
    power = batch.subtree.end;
    batches.push(batch);
    accounts += planned.accounts.length;
  }
  if (batches.length !== FAN_IN) throw new RangeError(`${batches.length} batches: eight are measured`);
  const fold: PreparedFold = await prepareFold(batches.map(({ subtree }) => subtree));
  const readings: PreparedReading[] = [];
  for await (const reading of prepareReadings(
    table,
    sums,
    drawn,
    fold.commitment,
    () => 3n as FieldElement,
  )) {
    readings.push(reading);
  }
  const last = readings.at(-1);
  if (last === undefined) throw new RangeError("no table");
  const totalOf = totalCircuit(classes, net.length);
  const { rows } = totalOf;
  const total = await prepareTotal({
    subtree: fold.subtree,
    reading: last.reading,
    table,
    drawn,
    net,
    sumsBlind,
    rows,
  });

  const batchesOf = await ready(classes.narrow, backend, batches[0]?.input);
  const inputs = batches.map(({ input }) => input);
  const witnesses = await phases.run("witness", accounts, () => inOrder(inputs, batchesOf.witness));
  const proofs = await phases.run("prove", accounts, () => inOrder(witnesses, batchesOf.prove));
  await phases.run("verify", accounts, () => inOrder(proofs, batchesOf.verify));
  const once = async (name: string, circuit: LiabilityCircuit, all: readonly WitnessInput[]) => {
    const one = await ready(circuit, backend, all[0]);
    await phases.run(name, all.length, () =>
      inOrder(all, async (input) => one.verify(await one.prove(await one.witness(input)))),
    );
  };
  await once("fold", classes.fold, [fold.input, fold.input, fold.input, fold.input]);
  await once(
    "table",
    classes.table,
    readings.map(({ input }) => input),
  );
  await once("total", totalOf, [total.input]);
}

async function inOrder<A, B>(all: readonly A[], work: (one: A) => Promise<B>): Promise<B[]> {
  const done: B[] = [];
  for (const one of all) done.push(await work(one));
  return done;
}

/** A circuit whose key is prepared, by a proof that is not measured. */
async function ready(circuit: LiabilityCircuit, backend: ProverBackend, first: WitnessInput | undefined) {
  const key = await loadArtefacts(await developmentSetup(circuit));
  const calculator = await witnessCalculator(key.wasm);
  const prove = (witness: Uint8Array) => backend.prove(key.zkey, witness);
  type Proven = Awaited<ReturnType<typeof prove>>;
  if (first !== undefined) await prove(await calculator.wtns(first));
  return {
    witness: (input: WitnessInput) => calculator.wtns(input),
    prove,
    verify: async ({ proof, publicSignals }: Proven) => {
      if (await verifyProof(key.verificationKey, publicSignals, proof)) return;
      throw new Error(`a proof of ${circuit.id} does not hold`);
    },
  };
}
