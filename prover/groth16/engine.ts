import { availableParallelism } from "node:os";
import type { ProverBackend } from "./backend.ts";
import { startNodeThread } from "./engine/node-thread.ts";
import { type ProofEngineOptions, proofEngine } from "./engine/proof-engine.ts";

/** `threads`: default all cores. `startThread`: default threads of node. */
export type EngineOptions = Partial<ProofEngineOptions>;

/**
 * This project's own Groth16 prover: WebAssembly generated from prover/core, in threads that stay until close().
 * A key is converted when it is first used and kept as long as the caller keeps the array with its bytes, which must
 * not change. Proofs are made one after another.
 */
export function engineBackend(options: EngineOptions = {}): ProverBackend {
  const threads = Math.max(1, Math.floor(options.threads ?? availableParallelism()));
  return proofEngine({ startThread: startNodeThread, ...options, threads });
}
