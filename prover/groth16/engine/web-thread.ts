import type { Answer, Request } from "./servant.ts";
import type { Thread } from "./thread.ts";

/** What is used of a Worker of the web. */
export interface WebWorker {
  postMessage(message: unknown): void;
  terminate(): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: "error", listener: (event: { readonly message?: string }) => void): void;
  addEventListener(type: "messageerror", listener: () => void): void;
}

/** A thread in a Worker that runs web-worker.ts. */
export function webThread(worker: WebWorker): Thread {
  return {
    post: (request: Request) => worker.postMessage(request),
    listen(onAnswer, onFailure) {
      let failed = false;
      const fail = (message: string): void => {
        if (!failed) onFailure(new Error(message));
        failed = true;
      };
      worker.addEventListener("message", ({ data }) => onAnswer(data as Answer));
      worker.addEventListener("error", ({ message }) =>
        fail(message || "the worker's script cannot be loaded"),
      );
      worker.addEventListener("messageerror", () => fail("a message cannot be read"));
    },
    async terminate() {
      worker.terminate();
    },
  };
}
