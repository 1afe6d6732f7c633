import { Worker } from "node:worker_threads";
import { workerFile } from "../../threads/node-threads.ts";
import type { Thread } from "./thread.ts";

/** Starts a thread of node. */
export function startNodeThread(): Thread {
  // Flags of the main thread are not for a worker's file: --input-type would keep it from starting.
  const worker = new Worker(workerFile(import.meta.url, "node-worker"), { execArgv: [] });
  return {
    post: (request) => worker.postMessage(request),
    listen(onAnswer, onFailure) {
      let failed = false;
      const fail = (error: Error): void => {
        if (!failed) onFailure(error);
        failed = true;
      };
      worker.on("message", onAnswer);
      worker.on("error", (error) => fail(error instanceof Error ? error : new Error(String(error))));
      worker.on("exit", (code) => fail(new Error(`a prover thread exited with code ${code}`)));
    },
    async terminate() {
      await worker.terminate();
    },
  };
}
