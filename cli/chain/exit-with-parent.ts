import { isMainThread } from "node:worker_threads";

/**
 * Preloaded into child processes: stdin is a pipe from the parent, so its end is the parent's end, even by a kill
 * that no handler sees.
 */
if (isMainThread) {
  process.stdin.resume();
  process.stdin.on("end", () => process.exit());
  process.stdin.on("error", () => process.exit());
  process.stdin.unref?.();
}
