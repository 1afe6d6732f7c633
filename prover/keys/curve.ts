/**
 * Access to ffjavascript's bn254 without its worker threads. ffjavascript keeps the curve built last in the
 * global `curve_bn128`, with one worker per core that nobody stops; a process that used it never exits.
 */
import { type Bn128, buildBn128 } from "ffjavascript";

const globals = globalThis as typeof globalThis & { curve_bn128?: Bn128 | null };

let single: Promise<Bn128> | undefined;
let guests = 0;

/** The curve with all arithmetic in this thread; built once, holds no worker. */
export function singleThreadCurve(): Promise<Bn128> {
  single ??= buildBn128(true);
  return single;
}

/**
 * Runs `work`, which uses snarkjs, without starting curve workers: snarkjs finds a single-threaded curve in
 * the global and takes it. A curve that the caller already holds is left in place and used.
 */
export async function withoutCurveWorkers<T>(work: () => Promise<T>): Promise<T> {
  const curve = await singleThreadCurve();
  if (globals.curve_bn128 && globals.curve_bn128 !== curve) return work();
  globals.curve_bn128 = curve;
  guests++;
  try {
    return await work();
  } finally {
    guests--;
    if (guests === 0 && globals.curve_bn128 === curve) globals.curve_bn128 = null;
  }
}

/** Stops the workers that snarkjs started in this process, if any; call it when all proving is done. */
export async function releaseCurve(): Promise<void> {
  const curve = globals.curve_bn128;
  globals.curve_bn128 = null;
  await curve?.terminate();
}
