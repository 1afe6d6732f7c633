/** The order of a proof's tasks. */

import type { Groth16Proof } from "../backend.ts";
import { assembleProof, type Blinding } from "./assemble.ts";
import type { SetName } from "./layout.ts";
import type { WorkerPool } from "./pool.ts";
import type { ProvingKey } from "./proving-key.ts";
import type { PartialSum } from "./tasks.ts";
import { readWtns, signalsOf } from "./wtns.ts";

/** G2 first, its tasks are the longest; H comes when the quotient is there. */
const WITNESS_SETS = ["b2", "a", "b1", "c"] as const;

/**
 * Proves. One proof at a time per key: it works in the key's memory, which is cleared of everything that depends on the
 * witness before the promise settles.
 */
export async function proveWith(
  key: ProvingKey,
  wtns: Uint8Array,
  pool: WorkerPool,
  threads: number,
  blinding: Blinding,
): Promise<{ proof: Groth16Proof; publicSignals: readonly bigint[] }> {
  const { session, zkey } = key;
  const { layout, memory } = session;
  const witness = readWtns(wtns, zkey.nVars);
  try {
    new Uint8Array(memory.buffer).set(witness, layout.witnessWords);
    const sums = await computeSums(key, pool, threads);
    const proof = assembleProof(session, zkey, sums, blinding);
    return { proof, publicSignals: signalsOf(witness, zkey.nPublic) };
  } finally {
    pool.cancel(session);
    await pool.idle();
    new Uint8Array(memory.buffer, layout.secrets, layout.secretsEnd - layout.secrets).fill(0);
  }
}

async function computeSums(
  { session, rowTasks }: ProvingKey,
  pool: WorkerPool,
  threads: number,
): Promise<Record<SetName, PartialSum[]>> {
  const { layout } = session;
  const n = 2 ** layout.logDomain;
  const sum = async (set: SetName): Promise<PartialSum[]> => {
    const { windows } = set === "h" ? layout.quotientDigits : layout.witnessDigits;
    const shares = Array.from({ length: threads }, (_, t) =>
      Array.from({ length: windows }, (_, w) => w).filter((w) => w % threads === t),
    );
    return (
      await Promise.all(shares.map((share) => pool.run(session, { kind: "sum", set, windows: share })))
    ).flat();
  };

  await Promise.all(
    evenRanges(layout.nVars, threads).map((range) => pool.run(session, { kind: "witness", ...range }, true)),
  );
  const rows = rowTasks.map((task) => pool.run(session, { kind: "rows", ...task }, true));
  const sums = Promise.all(WITNESS_SETS.map(sum));
  const quotient = (async () => {
    await Promise.all(rows);
    await Promise.all(
      evenRanges(n, threads).map((range) => pool.run(session, { kind: "product", ...range }, true)),
    );
    const names = ["a", "b", "c"] as const;
    await Promise.all(names.map((which) => pool.run(session, { kind: "shift", which }, true)));
    await Promise.all(
      evenRanges(n, threads).map((range) => pool.run(session, { kind: "quotient", ...range }, true)),
    );
    return sum("h");
  })();
  const [[b2 = [], a = [], b1 = [], c = []], h] = await Promise.all([sums, quotient]);
  return { a, b1, b2, c, h };
}

/** 0 .. count - 1 in `parts` ranges that start at even numbers. */
function evenRanges(count: number, parts: number): { start: number; end: number }[] {
  const size = 2 * Math.ceil(count / (2 * parts));
  return Array.from({ length: Math.ceil(count / size) }, (_, i) => ({
    start: i * size,
    end: Math.min(count, (i + 1) * size),
  }));
}
