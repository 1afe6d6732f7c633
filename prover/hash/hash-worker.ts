/** Worker thread of hash-threads.ts: hashes the words it is sent. */
import { parentPort, workerData } from "node:worker_threads";
import { BatchHasher } from "./batch-hasher.ts";

/** Answered by the hashes, as a Uint8Array. */
export interface HashRequest {
  readonly arity: number;
  readonly words: Uint8Array<ArrayBuffer>;
}

const port = parentPort;
if (port === null) throw new Error("this file only runs as a worker thread");
const hasher = new BatchHasher(workerData as WebAssembly.Module);

port.on("message", ({ arity, words }: HashRequest) => {
  const results = new Uint8Array(words.length / arity);
  hasher.hash(arity, words, results);
  words.fill(0); // they may be secret, and the memory will be used again
  port.postMessage(results, [results.buffer]);
});
