import { availableParallelism } from "node:os";
import { randomFieldElement } from "../domain/field.ts";
import type { ProverBackend } from "./backend.ts";
import type { Blinding } from "./engine/assemble.ts";
import { type TaskListener, WorkerPool } from "./engine/pool.ts";
import { proveWith } from "./engine/prove.ts";
import { openProvingKey, type ProvingKey } from "./engine/proving-key.ts";
import { startNodeThread, type Thread } from "./engine/thread.ts";

export interface EngineOptions {
  /** Threads, at least 1; default: all cores. The proof does not depend on it. */
  readonly threads?: number;
  /** Blinding values of the next proof, for tests only: reused values reveal the witness. Default: random ones. */
  readonly blinding?: () => Blinding;
  /** How threads are started; default: threads of node. */
  readonly startThread?: () => Thread;
  /** For profiles: hears of every task that a thread has done. */
  readonly onTask?: TaskListener;
}

const randomBlinding = (): Blinding => ({ r: randomFieldElement(), s: randomFieldElement() });

/**
 * This project's own Groth16 prover: WebAssembly generated from prover/core, in threads that stay until close().
 * A key is converted when it is first used and kept as long as the caller keeps the array with its bytes, which must
 * not change. Proofs are made one after another.
 */
export function engineBackend(options: EngineOptions = {}): ProverBackend {
  const threads = Math.max(1, Math.floor(options.threads ?? availableParallelism()));
  const blinding = options.blinding ?? randomBlinding;
  const keys = new WeakMap<Uint8Array, Promise<ProvingKey>>();
  let pool: WorkerPool | undefined;
  // Threads hold on to a key's memory until they are told that nobody else does.
  const collected = new FinalizationRegistry<number>((session) => pool?.forget(session));
  let last: Promise<unknown> = Promise.resolve();

  const keyFor = (zkey: Uint8Array, workers: WorkerPool): Promise<ProvingKey> => {
    const found = keys.get(zkey);
    if (found !== undefined) return found;
    const opened = openProvingKey(zkey, workers, threads);
    keys.set(zkey, opened);
    opened.then(
      ({ session }) => collected.register(zkey, session.id),
      () => keys.delete(zkey),
    );
    return opened;
  };

  return {
    name: "engine",
    prove(zkey, wtns) {
      const proof = last.then(async () => {
        if (pool === undefined || pool.ended)
          pool = new WorkerPool(threads, options.startThread ?? startNodeThread, options.onTask);
        return proveWith(await keyFor(zkey, pool), wtns, pool, threads, blinding());
      });
      last = proof.catch(() => {});
      return proof;
    },
    async close() {
      const workers = pool;
      pool = undefined;
      await workers?.close();
    },
  };
}
