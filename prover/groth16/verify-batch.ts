import { availableParallelism } from "node:os";
import type { VerificationKey } from "../keys/verification-key.ts";
import { NodeThreads, workerFile } from "../threads/node-threads.ts";
import { batchWeights, type Row } from "./verification/challenge.ts";
import { type PreparedKey, preparedKey } from "./verification/key.ts";
import { preparePairing, readG1, readGT } from "./verification/pairing.ts";
import { type ProvenSignals, readProof } from "./verification/proof-points.ts";
import { combine, pointsTerm, type Term, weightsOf } from "./verification/term.ts";
import type { SerialisedTerm, WeightedProof } from "./verification/verify-worker.ts";

export type { ProvenSignals };

export interface BatchOptions {
  /** Threads, at least 1; default: all cores. The verdict does not depend on it. */
  readonly threads?: number;
  /** Called as work advances, with the number of proofs weighed. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface BatchVerdict {
  readonly valid: boolean;
  /** Indexes of the proofs that do not hold, ascending. */
  readonly invalid: readonly number[];
}

/** A term and the proof that it is of. */
interface Indexed {
  readonly index: number;
  readonly term: Term;
}

/** Below this many proofs, threads take longer to start than they save. */
const MANY_PROOFS = 100;
const PROOFS_PER_REQUEST = 32;

/**
 * Checks proofs of one circuit together: N + 3 pairings instead of 4 N, with weights that nobody can foresee (T-15). A
 * proof is judged as verifyProof judges it. Bad ones are found by halving, at the cost of three pairings for each
 * half that is looked at.
 *
 * @param key one that passed assertSoundKey
 */
export async function verifyProofs(
  key: VerificationKey,
  proofs: readonly ProvenSignals[],
  options: BatchOptions = {},
): Promise<BatchVerdict> {
  const read = proofs.map((proven, index) => ({ index, coordinates: readProof(key.nPublic, proven) }));
  const rows = read.flatMap(({ index, coordinates }) => {
    const signals = proofs[index]?.publicSignals;
    return coordinates === undefined || signals === undefined ? [] : [{ index, coordinates, signals }];
  });
  await preparePairing();
  const weights = batchWeights(key, rows);
  const terms = await termsOf(rows, weights, options);
  const whole = new Set(terms.map(({ index }) => index));
  const malformed = [...proofs.keys()].filter((index) => !whole.has(index));
  const invalid = [...malformed, ...findInvalid(preparedKey(key), terms)].sort((a, b) => a - b);
  return { valid: invalid.length === 0, invalid };
}

/**
 * The proofs of a segment that do not hold. A segment's equation is that of the batch with fewer terms: it is as hard to
 * satisfy wrongly, and exact for a single proof, as no weight is 0.
 */
function findInvalid(key: PreparedKey, segment: readonly Indexed[]): number[] {
  const terms = segment.map(({ term }) => term);
  if (segment.length === 0 || key.holds(combine(terms, key.nPublic))) return [];
  if (segment.length === 1) return segment.map(({ index }) => index);
  const middle = segment.length >> 1;
  return [...findInvalid(key, segment.slice(0, middle)), ...findInvalid(key, segment.slice(middle))];
}

/** The terms of those rows whose points are in their groups. */
async function termsOf(
  rows: readonly (Row & { index: number })[],
  weights: readonly bigint[],
  options: BatchOptions,
): Promise<Indexed[]> {
  const terms = new Array<Indexed | undefined>(rows.length);
  let done = 0;
  const put = (at: number, points: Pick<Term, "left" | "c"> | undefined): void => {
    const row = rows[at];
    if (row !== undefined && points !== undefined) {
      terms[at] = {
        index: row.index,
        term: { ...points, weights: weightsOf(row.signals, weights[at] ?? 0n) },
      };
    }
    options.onProgress?.(++done, rows.length);
  };
  const weighted = rows.map(
    ({ coordinates }, at): WeightedProof => ({ coordinates, weight: weights[at] ?? 0n }),
  );
  const threads = Math.max(1, Math.floor(options.threads ?? availableParallelism()));
  if (threads === 1 || rows.length < MANY_PROOFS) {
    for (const [at, each] of weighted.entries()) put(at, pointsOf(each));
  } else {
    const pool = new NodeThreads<readonly WeightedProof[], readonly SerialisedTerm[]>(
      workerFile(import.meta.url, "verification/verify-worker"),
      threads,
      undefined,
    );
    try {
      await pool.each(requests(weighted), (answers, { start }) => {
        for (const [i, each] of answers.entries()) {
          put(start + i, each && { left: readGT(each.left), c: readG1(each.c) });
        }
      });
    } finally {
      await pool.close();
    }
  }
  return terms.filter((each) => each !== undefined);
}

function* requests(all: readonly WeightedProof[]) {
  for (let start = 0; start < all.length; start += PROOFS_PER_REQUEST) {
    yield { start, request: all.slice(start, start + PROOFS_PER_REQUEST) };
  }
}

function pointsOf({ coordinates, weight }: WeightedProof): Pick<Term, "left" | "c"> | undefined {
  try {
    return pointsTerm(coordinates, weight);
  } catch {
    return undefined; // a point that is not in its group
  }
}
