import { randomFieldElement } from "../../domain/field.ts";
import type { ProverBackend } from "../backend.ts";
import type { Blinding } from "./assemble.ts";
import { type TaskListener, WorkerPool } from "./pool.ts";
import { proveWith } from "./prove.ts";
import { openProvingKey, type ProvingKey } from "./proving-key.ts";
import type { Thread } from "./thread.ts";

export interface ProofEngineOptions {
  /** At least 1. The proof does not depend on it. */
  readonly threads: number;
  readonly startThread: () => Thread;
  /** Blinding values of the next proof, for tests only: reused values reveal the witness. Default: random ones. */
  readonly blinding?: () => Blinding;
  /** For profiles: hears of every task that a thread has done. */
  readonly onTask?: TaskListener;
}

const randomBlinding = (): Blinding => ({ r: randomFieldElement(), s: randomFieldElement() });

/** The engine, apart from where its threads come from: see ../engine.ts for node, ../web-engine.ts for browsers. */
export function proofEngine(options: ProofEngineOptions): ProverBackend {
  const { threads, startThread, onTask } = options;
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
        if (pool === undefined || pool.ended) pool = new WorkerPool(threads, startThread, onTask);
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
