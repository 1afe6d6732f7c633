import { Worker } from "node:worker_threads";
import type { Answer, Request } from "./servant.ts";

/** A place that serves requests, on its own thread; behind it may be a thread of node or a Worker of a browser. */
export interface Thread {
  post(request: Request): void;
  /** Sets the listeners; `onFailure` is called at most once, when the thread is no more. */
  listen(onAnswer: (answer: Answer) => void, onFailure: (error: Error) => void): void;
  terminate(): Promise<void>;
}

/** Starts a thread of node. It does not keep the process alive while it has nothing to do. */
export function startNodeThread(): Thread {
  // This file is .ts in the repository and .js in dist; the worker lies beside it either way.
  const extension = import.meta.url.endsWith(".ts") ? ".ts" : ".js";
  const file = new URL(`./worker${extension}`, import.meta.url);
  // Flags of the main thread are not for a worker's file: --input-type would keep it from starting.
  const worker = new Worker(file, { execArgv: [] });
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
