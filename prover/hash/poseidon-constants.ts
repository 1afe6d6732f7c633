import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

/** Round constants and matrices of circomlib's Poseidon in its optimised form, one entry for each number of inputs. */
interface OptimisedConstants {
  /** Added after each S-box, and to the first state. */
  readonly C: readonly (readonly string[])[];
  /** Sparse matrices of the partial rounds: first column, then first row without its first entry. */
  readonly S: readonly (readonly string[])[];
  readonly M: readonly (readonly (readonly string[])[])[];
  /** In the place of M in the last full round before the partial ones. */
  readonly P: readonly (readonly (readonly string[])[])[];
}

/** What one permutation needs. */
export interface PoseidonConstants {
  readonly partialRounds: number;
  readonly added: readonly bigint[];
  readonly sparse: readonly bigint[];
  /** Rows: new state i is the sum of row i times the state. */
  readonly mix: readonly (readonly bigint[])[];
  readonly preSparseMix: readonly (readonly bigint[])[];
}

/** Table 2 of the Poseidon paper (https://eprint.iacr.org/2019/458), rounded up as circomlib does; 1 to 16 inputs. */
const PARTIAL_ROUNDS = [56, 57, 56, 60, 60, 63, 64, 63, 60, 66, 60, 65, 70, 60, 64, 68];
export const FULL_ROUNDS = 8;
export const MAX_INPUTS = PARTIAL_ROUNDS.length;

let tables: Promise<OptimisedConstants> | undefined;

/** @param inputs 1 to MAX_INPUTS */
export async function poseidonConstants(inputs: number): Promise<PoseidonConstants> {
  tables ??= load();
  const { C, S, M, P } = await tables;
  const [c, s, m, p] = [C[inputs - 1], S[inputs - 1], M[inputs - 1], P[inputs - 1]];
  const partialRounds = PARTIAL_ROUNDS[inputs - 1];
  if (!c || !s || !m || !p || partialRounds === undefined) {
    throw new RangeError(`Poseidon takes 1 to ${MAX_INPUTS} inputs, not ${inputs}`);
  }
  return {
    partialRounds,
    added: c.map(BigInt),
    sparse: s.map(BigInt),
    mix: transposed(m),
    preSparseMix: transposed(p),
  };
}

const transposed = (matrix: readonly (readonly string[])[]): bigint[][] =>
  matrix.map((_, i) => matrix.map((row) => BigInt(row[i] ?? 0)));

/** circomlibjs has the tables in a file that its package does not export. */
async function load(): Promise<OptimisedConstants> {
  const main = createRequire(import.meta.url).resolve("circomlibjs");
  const file = join(dirname(main), "..", "src", "poseidon_constants_opt.js");
  const { default: constants } = (await import(pathToFileURL(file).href)) as { default: OptimisedConstants };
  return constants;
}
