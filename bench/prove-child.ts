/** Child process of prove.ts: one prover, told when to prove, so that memory and CPU time are its own. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { engineBackend } from "../prover/groth16/engine.ts";
import { snarkjsBackend } from "../prover/groth16/snarkjs.ts";
import { verifyProof } from "../prover/groth16/verify.ts";
import type { VerificationKey } from "../prover/keys/verification-key.ts";

/** One proof. Times in milliseconds, of all threads of the process for `cpu`; memory in bytes. */
export interface Sample {
  readonly wall: number;
  readonly cpu: number;
  readonly peakMemory: number;
  readonly valid: boolean;
}

const [name, folder = ""] = process.argv.slice(2);
const backend = name === "engine" ? engineBackend() : snarkjsBackend();
const zkey = new Uint8Array(await readFile(join(folder, "circuit.zkey")));
const key = JSON.parse(await readFile(join(folder, "verification_key.json"), "utf8")) as VerificationKey;

process.on("message", async (command: "prove" | "end") => {
  if (command === "end") {
    await backend.close();
    process.exit(0);
  }
  const wtns = new Uint8Array(await readFile(join(folder, "witness.wtns")));
  const [start, before] = [performance.now(), process.cpuUsage()];
  const { proof, publicSignals } = await backend.prove(zkey, wtns);
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  const peakMemory = process.resourceUsage().maxRSS * 1024;
  // After the figures: the verification belongs to neither prover. It only is done where it starts no threads.
  const valid = name !== "engine" || (await verifyProof(key, publicSignals, proof));
  process.send?.({ wall, cpu: (user + system) / 1000, peakMemory, valid } satisfies Sample);
});
process.send?.("ready");
