/** A proving key made ready in shared memory: once per key, then any number of proofs. */

import { POINT_BYTES } from "../../core/group.ts";
import { compileCore, createMemory } from "../../core/instance.ts";
import { ELEMENT_BYTES } from "../../core/limbs.ts";
import { ENTRY_BYTES } from "../../core/rows.ts";
import { WORD_BYTES } from "../../core/words.ts";
import { EnvironmentError } from "../../domain/errors.ts";
import { type Layout, planLayout, SET_NAMES } from "./layout.ts";
import type { PointSet } from "./multi-exponentiation.ts";
import type { WorkerPool } from "./pool.ts";
import type { Session } from "./servant.ts";
import type { Run } from "./tasks.ts";
import { readZkey, type Zkey } from "./zkey.ts";

export interface ProvingKey {
  readonly session: Session;
  /** The header and the sections, as views into the file. */
  readonly zkey: Zkey;
  /** Pairs of runs of entries that share no row, one pair for each thread. */
  readonly rowTasks: readonly { readonly first: Run; readonly second: Run }[];
}

let module: WebAssembly.Module | undefined;
let sessions = 0;

/**
 * @param threads how many the pool has
 * @throws EnvironmentError for a damaged or foreign file, naming the section
 */
export async function openProvingKey(
  bytes: Uint8Array,
  pool: WorkerPool,
  threads: number,
): Promise<ProvingKey> {
  const zkey = readZkey(bytes);
  module ??= compileCore();
  const planned = planLayout(zkey, threads);
  const memory = createMemory(planned.secretsEnd);
  const layout = loadPoints(memory, planned, zkey);
  const rowTasks = loadEntries(memory, layout, zkey, threads);
  const session: Session = { id: ++sessions, module, memory, layout };
  const imports = SET_NAMES.map((name) => {
    const { points } = layout.sets[name];
    return pool.run(session, { kind: "import", address: points, count: zkey[name].length / WORD_BYTES });
  });
  await Promise.all([...imports, pool.run(session, { kind: "tables" })]);
  new Uint8Array(memory.buffer, layout.secrets, layout.secretsEnd - layout.secrets).fill(0);
  return { session, zkey, rowTasks };
}

/** Copies the points to where "import" wants them, and lists those that are not at infinity. */
function loadPoints(memory: WebAssembly.Memory, layout: Layout, zkey: Zkey): Layout {
  const bytes = new Uint8Array(memory.buffer);
  const load = (set: PointSet, source: Uint8Array): PointSet => {
    const fileBytes = (POINT_BYTES[set.group] / ELEMENT_BYTES) * WORD_BYTES;
    const count = source.length / fileBytes;
    const at = set.points + (source.length / WORD_BYTES) * (ELEMENT_BYTES - WORD_BYTES);
    bytes.set(source, at);
    const words = new Float64Array(memory.buffer, at, source.length / 8);
    const present = new Uint32Array(memory.buffer, set.present, count);
    let presentCount = 0;
    for (let i = 0; i < count; i++) {
      if (!isZero(words, (i * fileBytes) / 8, fileBytes / 8)) present[presentCount++] = i;
    }
    return { ...set, presentCount };
  };
  const sets = Object.fromEntries(SET_NAMES.map((name) => [name, load(layout.sets[name], zkey[name])]));
  return { ...layout, sets: sets as Layout["sets"] };
}

/** Whether all 64 bit patterns are 0; a negative zero, which is not, belongs to no coordinate below the modulus. */
function isZero(words: Float64Array, start: number, length: number): boolean {
  for (let i = start; i < start + length; i++) if (words[i] !== 0) return false;
  return true;
}

/** Copies section 4, checks that it names no place outside, and divides it by rows. */
function loadEntries(
  memory: WebAssembly.Memory,
  layout: Layout,
  zkey: Zkey,
  threads: number,
): ProvingKey["rowTasks"] {
  const { entryCount, nVars, logDomain } = zkey;
  const size = ENTRY_BYTES / 4;
  const words = new Uint32Array(memory.buffer, layout.entries, (entryCount + 1) * size);
  new Uint8Array(memory.buffer).set(zkey.entries, layout.entries);
  // The dummy: value 0 for a row after the last.
  words[entryCount * size + 1] = 2 ** logDomain;
  let sorted = true;
  let last = 0;
  for (let i = 0; i < entryCount; i++) {
    const at = i * size;
    const [matrix, row, wire] = [words[at] ?? 0, words[at + 1] ?? 0, words[at + 2] ?? 0];
    if (matrix > 1 || row >= 2 ** logDomain || wire >= nVars) {
      throw new EnvironmentError(`zkey file: section 4 (coefficients) has entry ${i} outside the matrices`);
    }
    if (row < last) sorted = false;
    last = row;
  }
  if (!sorted) return [{ first: { start: 0, count: entryCount }, second: { start: 0, count: 0 } }];
  const rowOf = (i: number): number => words[i * size + 1] ?? 0;
  const runs = 2 * threads;
  const starts = Array.from({ length: runs + 1 }, (_, k) => {
    let i = Math.floor((entryCount * k) / runs);
    while (i > 0 && i < entryCount && rowOf(i) === rowOf(i - 1)) i++;
    return i;
  });
  const run = (k: number): Run => {
    const start = starts[k] ?? 0;
    return { start, count: (starts[k + 1] ?? 0) - start };
  };
  return Array.from({ length: threads }, (_, t) => ({ first: run(2 * t), second: run(2 * t + 1) }));
}
