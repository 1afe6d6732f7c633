/**
 * The engine in a browser. This module and what it imports use nothing of node, and neither does verify.ts.
 *
 * Threads share memory, which browsers allow in pages that are isolated from other origins (headers
 * Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp). Elsewhere the engine works in the
 * thread that calls it, which is blocked for seconds: call it from a worker there.
 */
import type { ProverBackend } from "./backend.ts";
import { startInlineThread } from "./engine/inline-thread.ts";
import { type ProofEngineOptions, proofEngine } from "./engine/proof-engine.ts";
import { type WebWorker, webThread } from "./engine/web-thread.ts";

export interface WebEngineOptions extends Omit<Partial<ProofEngineOptions>, "startThread"> {
  /** Starts a Worker that runs engine/web-worker.ts, bundled. Without it there is one thread. */
  readonly startWorker?: () => WebWorker;
}

/** As engineBackend; `threads`: default all cores where threads are possible, and 1 elsewhere. */
export function webEngineBackend({ startWorker, ...options }: WebEngineOptions = {}): ProverBackend {
  if (startWorker === undefined || !canShareMemory()) {
    return proofEngine({ ...options, threads: 1, startThread: startInlineThread });
  }
  const threads = Math.max(1, Math.floor(options.threads ?? navigator.hardwareConcurrency));
  return proofEngine({ ...options, threads, startThread: () => webThread(startWorker()) });
}

/** Whether memory can be sent to workers. */
export const canShareMemory = (): boolean =>
  (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated === true;
