import { availableParallelism } from "node:os";
import { compileCore } from "../core/instance.ts";
import { NodeThreads, type Piece, workerFile } from "../threads/node-threads.ts";
import { type Group, MAX_SCALARS, POINT_BYTES } from "./fixed-base-engine.ts";
import type { FixedBaseRequest, FixedBaseWorkerData } from "./fixed-base-worker.ts";
import { WORD_BYTES } from "./little-endian.ts";

export interface FixedBaseOptions {
  /** Worker threads, at least 1; default: all cores. The result does not depend on it. */
  readonly threads?: number;
  /** Called after each batch with the number of points finished and their total. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Below this many scalars a further thread costs more to start than it saves. */
const MIN_SCALARS_PER_THREAD = 512;

/** Scalars of one group that go to a worker together, and where their points belong. */
interface Batch extends Piece<FixedBaseRequest> {
  readonly positions: number[];
}

/**
 * Multiplies the generators of G1 and G2 by many scalars, in worker threads that are gone on return.
 *
 * @param scalars per group, 32 bytes each, little-endian, below the group order
 * @returns per group, the affine points in the form of files (see POINT_BYTES); zero scalars give infinity
 */
export async function fixedBaseMultiples(
  scalars: Readonly<Record<Group, Uint8Array>>,
  options: FixedBaseOptions = {},
): Promise<Record<Group, Uint8Array>> {
  const results = {
    g1: new Uint8Array((scalars.g1.length / WORD_BYTES) * POINT_BYTES.g1),
    g2: new Uint8Array((scalars.g2.length / WORD_BYTES) * POINT_BYTES.g2),
  };
  // G2 first: its batches are the slow ones, and short ones at the end let all threads finish together.
  const batches = { g2: split("g2", scalars.g2), g1: split("g1", scalars.g1) };
  const queue = [...batches.g2, ...batches.g1];
  const total = count(queue);
  if (total === 0) return results;

  const wanted = Math.max(1, Math.floor(options.threads ?? availableParallelism()));
  const threads = Math.min(wanted, queue.length, Math.ceil(total / MIN_SCALARS_PER_THREAD));
  const workerData: FixedBaseWorkerData = {
    module: compileCore(),
    expected: { g1: count(batches.g1) / threads, g2: count(batches.g2) / threads },
  };
  const pool = new NodeThreads<FixedBaseRequest, Uint8Array>(
    workerFile(import.meta.url, "fixed-base-worker"),
    threads,
    workerData,
  );
  let done = 0;
  try {
    await pool.each(queue, (points, { request, positions }) => {
      scatter(points, positions, POINT_BYTES[request.group], results[request.group]);
      done += positions.length;
      options.onProgress?.(done, total);
    });
  } finally {
    await pool.close();
  }
  return results;
}

/** Batches of the scalars that are not zero: in a circuit, most signals do not occur in all three matrices. */
function split(group: Group, scalars: Uint8Array): Batch[] {
  const isSet: number[] = [];
  for (let i = 0; i * WORD_BYTES < scalars.length; i++) {
    if (scalars.subarray(i * WORD_BYTES, (i + 1) * WORD_BYTES).some((byte) => byte !== 0)) isSet.push(i);
  }
  const batches: Batch[] = [];
  for (let start = 0; start < isSet.length; start += MAX_SCALARS) {
    const positions = isSet.slice(start, start + MAX_SCALARS);
    const packed = new Uint8Array(positions.length * WORD_BYTES);
    for (const [k, i] of positions.entries()) {
      packed.set(scalars.subarray(i * WORD_BYTES, (i + 1) * WORD_BYTES), k * WORD_BYTES);
    }
    batches.push({ request: { group, scalars: packed }, positions });
  }
  return batches;
}

function scatter(points: Uint8Array, positions: readonly number[], size: number, into: Uint8Array): void {
  for (const [k, i] of positions.entries()) into.set(points.subarray(k * size, (k + 1) * size), i * size);
}

function count(batches: readonly Batch[]): number {
  return batches.reduce((sum, { positions }) => sum + positions.length, 0);
}
