/**
 * Times our Groth16 engine and snarkjs on the same keys and witnesses, in turn, so that both meet the same machine.
 * Usage: node bench/prove.ts [--json] [--rounds N] [--only dense-12,dense-16,margin-standard-8]
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import Table from "cli-table3";
import { circuitById } from "../circuits/registry.ts";
import { witnessCalculator } from "../prover/groth16/witness-calculator.ts";
import { loadArtefacts } from "../prover/keys/artefacts.ts";
import { withoutCurveWorkers } from "../prover/keys/curve.ts";
import { developmentZkey, exportVerificationKey } from "../prover/keys/development.ts";
import { developmentSetup } from "../prover/keys/setup.ts";
import { prepareClaim } from "../prover/margin/witness.ts";
import { testRequest } from "../test/support/request.ts";
import { denseCircuit } from "./dense-circuit.ts";
import type { Sample } from "./prove-child.ts";

const PROVERS = ["engine", "snarkjs"] as const;
type Prover = (typeof PROVERS)[number];

const NOT_SHOWN = [
  "The first proof includes making the key ready and warming up; medians are of the later ones.",
  "Reading the files, computing the witness and verifying the proof are not included.",
  "Peak memory is the process's, with the key's bytes, at the end of the last proof.",
  "Other work on the machine disturbs both provers; the ratios suffer less than the times.",
];

interface Result {
  readonly circuit: string;
  readonly prover: Prover;
  readonly first: Sample;
  /** Medians over the later proofs. */
  readonly wall: number;
  readonly cpu: number;
  readonly peakMemory: number;
}

const { values: options } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    rounds: { type: "string", default: "5" },
    only: { type: "string", default: "dense-12,dense-16,margin-standard-8" },
  },
});
const rounds = Math.max(2, Number(options.rounds));

/** Puts circuit.zkey, verification_key.json and witness.wtns into the folder. */
async function prepare(circuit: string, folder: string): Promise<void> {
  const dense = /^dense-(\d+)$/.exec(circuit);
  if (dense !== null) {
    const { r1cs, wtns } = denseCircuit(Number(dense[1]));
    const zkey = await developmentZkey(r1cs);
    const key = await exportVerificationKey(zkey);
    await writeFile(join(folder, "circuit.zkey"), zkey);
    await writeFile(join(folder, "verification_key.json"), JSON.stringify(key));
    await writeFile(join(folder, "witness.wtns"), wtns);
    return;
  }
  const setup = await developmentSetup(circuitById(circuit));
  const { wasm } = await loadArtefacts(setup);
  const { input } = await withoutCurveWorkers(async () => prepareClaim(await testRequest()));
  for (const name of ["circuit.zkey", "verification_key.json"])
    await copyFile(join(setup, name), join(folder, name));
  await writeFile(join(folder, "witness.wtns"), await (await witnessCalculator(wasm)).wtns(input));
}

async function ask(child: ChildProcess): Promise<Sample> {
  child.send("prove");
  const [sample] = (await Promise.race([
    once(child, "message"),
    once(child, "exit").then(([code]) => {
      throw new Error(`a prover exited with code ${code}`);
    }),
  ])) as [Sample];
  if (!sample.valid) throw new Error("a proof does not verify");
  return sample;
}

async function measure(circuit: string, folder: string): Promise<Result[]> {
  const children = PROVERS.map((prover) => {
    const child = fork(new URL("./prove-child.ts", import.meta.url), [prover, folder]);
    return { prover, child, samples: [] as Sample[] };
  });
  for (const { child } of children) await once(child, "message");
  for (let round = 0; round < rounds; round++) {
    for (const { child, samples } of children) samples.push(await ask(child));
  }
  for (const { child } of children) child.send("end");
  return children.flatMap(({ prover, samples: [first, ...later] }) => {
    if (first === undefined) return [];
    const wall = median(later.map((sample) => sample.wall));
    const cpu = median(later.map((sample) => sample.cpu));
    return [{ circuit, prover, first, wall, cpu, peakMemory: later.at(-1)?.peakMemory ?? first.peakMemory }];
  });
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}

const results: Result[] = [];
for (const circuit of options.only.split(",")) {
  const folder = await mkdtemp(join(tmpdir(), "bench-prove-"));
  try {
    await prepare(circuit, folder);
    results.push(...(await measure(circuit, folder)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const machine = {
  processor: cpus()[0]?.model.trim() ?? "unknown",
  threads: availableParallelism(),
  node: process.version,
  v8: process.versions.v8,
};
if (options.json) {
  console.log(JSON.stringify({ machine, rounds, results, notShown: NOT_SHOWN }, null, 1));
} else {
  const head = ["circuit", "prover", "first s", "wall s", "CPU s", "peak MB", "wall ratio", "CPU ratio"];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const { circuit, prover, first, wall, cpu, peakMemory } of results) {
    const other = results.find((each) => each.circuit === circuit && each.prover === "snarkjs");
    const ratio = (value: number | undefined, ours: number): string => ((value ?? 0) / ours).toFixed(2);
    const seconds = [first.wall, wall, cpu].map((time) => (time / 1000).toFixed(2));
    table.push([
      ...[circuit, prover, ...seconds, (peakMemory / 1e6).toFixed(0)],
      ...[ratio(other?.wall, wall), ratio(other?.cpu, cpu)],
    ]);
  }
  const { processor, threads, node, v8 } = machine;
  console.log(
    `${processor}, ${threads} threads, node ${node}, V8 ${v8}; medians of ${rounds - 1} proofs each`,
  );
  console.log(table.toString());
  for (const line of NOT_SHOWN) console.log(`- ${line}`);
}
process.exit(0);
