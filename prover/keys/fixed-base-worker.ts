/** Worker thread of fixed-base.ts: multiplies the scalars it is sent, one message at a time. */
import { parentPort, workerData } from "node:worker_threads";
import { createFixedBaseEngine, type FixedBaseEngine, type Group } from "./fixed-base-engine.ts";

/** What the worker is started with. */
export interface FixedBaseWorkerData {
  readonly module: WebAssembly.Module;
  /** Scalars this worker is likely to get, per group. */
  readonly expected: Readonly<Record<Group, number>>;
}

/** Answered by the points, as a Uint8Array. */
export interface FixedBaseRequest {
  readonly group: Group;
  readonly scalars: Uint8Array;
}

const port = parentPort;
if (port === null) throw new Error("this file only runs as a worker thread");
const { module, expected } = workerData as FixedBaseWorkerData;
const engines = new Map<Group, FixedBaseEngine>();

port.on("message", ({ group, scalars }: FixedBaseRequest) => {
  const engine = engines.get(group) ?? createFixedBaseEngine(module, group, expected[group]);
  engines.set(group, engine);
  const points = engine.multiply(scalars);
  port.postMessage(points, [points.buffer]);
});
