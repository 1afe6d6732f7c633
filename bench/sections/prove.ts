/** Proofs, by the engine, snarkjs and, where its path is given, rapidsnark: same keys, same witnesses. */
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { BATCH_FAMILY, LIABILITY_CIRCUITS } from "../../circuits/liabilities/circuits.ts";
import { circuitById } from "../../circuits/registry.ts";
import type { ProverBackend } from "../../prover/groth16/backend.ts";
import type { Task } from "../../prover/groth16/engine/tasks.ts";
import { engineBackend } from "../../prover/groth16/engine.ts";
import { rapidsnarkBackend } from "../../prover/groth16/rapidsnark.ts";
import { snarkjsBackend } from "../../prover/groth16/snarkjs.ts";
import { verifyProof } from "../../prover/groth16/verify.ts";
import { witnessCalculator } from "../../prover/groth16/witness-calculator.ts";
import { loadArtefacts } from "../../prover/keys/artefacts.ts";
import { developmentZkey, exportVerificationKey } from "../../prover/keys/development.ts";
import { developmentSetup } from "../../prover/keys/setup.ts";
import type { VerificationKey } from "../../prover/keys/verification-key.ts";
import { prepareClaim } from "../../prover/margin/witness.ts";
import { testRequest } from "../../test/support/request.ts";
import type { BenchOptions, Contender, Section } from "../contender.ts";
import { denseCircuit } from "../dense-circuit.ts";
import { fullBatchInput } from "../full-batch.ts";

export const section: Section = {
  async prepare(folder, { circuits }) {
    for (const circuit of circuits) await prepareCircuit(circuit, (name) => fileOf(folder, circuit, name));
  },
  cases: (folder, options) =>
    options.circuits.map((circuit) => {
      const prover = (backend: () => ProverBackend) => () =>
        contender(backend(), (name) => fileOf(folder, circuit, name));
      const { rapidsnark } = options;
      return {
        name: circuit,
        unit: "proof",
        peer: "snarkjs",
        contenders: {
          engine: () => engine((name) => fileOf(folder, circuit, name), options),
          ...(rapidsnark === undefined
            ? {}
            : { rapidsnark: prover(() => rapidsnarkBackend({ executable: rapidsnark })) }),
          snarkjs: prover(snarkjsBackend),
        },
      };
    }),
};

const fileOf = (folder: string, circuit: string, name: string): string => join(folder, `${circuit}.${name}`);

async function prepareCircuit(circuit: string, file: (name: string) => string): Promise<void> {
  const dense = /^dense-(\d+)$/.exec(circuit);
  if (dense !== null) {
    const { r1cs, wtns } = denseCircuit(Number(dense[1]));
    const zkey = await developmentZkey(r1cs);
    await writeFile(file("zkey"), zkey);
    await writeFile(file("key.json"), JSON.stringify(await exportVerificationKey(zkey)));
    await writeFile(file("wtns"), wtns);
    return;
  }
  const batch = LIABILITY_CIRCUITS.find(({ id }) => id === circuit);
  if (batch !== undefined && batch.family !== BATCH_FAMILY) throw new RangeError(`${circuit} is no batch`);
  const setup = await developmentSetup(batch ?? circuitById(circuit));
  const { wasm } = await loadArtefacts(setup);
  const input =
    batch === undefined ? (await prepareClaim(await testRequest())).input : await fullBatchInput(batch);
  await copyFile(join(setup, "circuit.zkey"), file("zkey"));
  await copyFile(join(setup, "verification_key.json"), file("key.json"));
  await writeFile(file("wtns"), await (await witnessCalculator(wasm)).wtns(input));
}

async function engine(file: (name: string) => string, options: BenchOptions): Promise<Contender> {
  let times: Record<string, number> = {};
  const phase = (task: Task): string => (task.kind === "sum" ? `sum ${task.set}` : task.kind);
  const backend = engineBackend({
    threads: options.threads,
    onTask: (task, elapsed) => {
      times[phase(task)] = (times[phase(task)] ?? 0) + elapsed;
    },
  });
  const proving = await contender(backend, file);
  return {
    ...proving,
    profile: () => {
      const taken = times;
      times = {};
      return taken;
    },
  };
}

/** The first proof is verified, so that no figure is one of a prover that is wrong. */
async function contender(backend: ProverBackend, file: (name: string) => string): Promise<Contender> {
  const zkey = new Uint8Array(await readFile(file("zkey")));
  const wtns = new Uint8Array(await readFile(file("wtns")));
  const key = JSON.parse(await readFile(file("key.json"), "utf8")) as VerificationKey;
  let verified = false;
  return {
    units: 1,
    async run() {
      const { proof, publicSignals } = await backend.prove(zkey, wtns);
      if (verified) return;
      if (!(await verifyProof(key, publicSignals, proof))) throw new Error("a proof does not verify");
      verified = true;
    },
    close: () => backend.close(),
  };
}
