import { readFile } from "node:fs/promises";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { packageFolder } from "../prover/keys/cache.ts";

/** What the figures depend on beside the code. */
export interface Machine {
  readonly processor: string;
  readonly threads: number;
  readonly memory: number;
  readonly node: string;
  readonly v8: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Processes that wanted to run when the bench began: more than 0 means that it was not alone. */
  readonly load: number;
}

const PEERS = ["snarkjs", "ffjavascript", "circomlibjs", "circom_runtime", "mcl-wasm", "@noble/curves"];

export async function describeMachine(): Promise<Machine> {
  const versions: Record<string, string> = {};
  for (const name of PEERS) {
    const file = new URL(`node_modules/${name}/package.json`, `file://${packageFolder()}/`);
    versions[name] = (JSON.parse(await readFile(file, "utf8")) as { version: string }).version;
  }
  return {
    processor: cpus()[0]?.model.trim() ?? "unknown",
    threads: availableParallelism(),
    memory: totalmem(),
    node: process.version,
    v8: process.versions.v8,
    versions,
    load: Math.round(10 * (loadavg()[0] ?? 0)) / 10,
  };
}
