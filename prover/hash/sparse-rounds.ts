/**
 * Poseidon's partial rounds with sparse matrices: 2 t - 1 multiplications each instead of t^2.
 *
 * The power map of a partial round touches element 0 only, so everything linear that leaves element 0 alone may be done
 * before it. Write the matrix as M = [[m, v], [w, N]]: a number, a row, a column, the rest. Then
 * M = [[m, v N^-1], [w, 1]] * diag(1, N), and diag(1, N) moves into the matrix of the round before, which becomes
 * [[m, v], [N w, N^2]], and so on: k rounds before the end it is [[m, v N^-k], [N^(k-1) w, 1]]. The round constants of
 * the elements beside 0 move the other way, through M into the next round.
 * Source: the same paper, appendix B; the closed form with powers of N is ours.
 */
import { FIELD_MODULUS } from "../domain/field.ts";
import { inverse, reduce } from "../keys/scalar-field.ts";
import { FULL_ROUNDS, type PoseidonParameters } from "./poseidon-parameters.ts";

type Vector = readonly bigint[];
type Matrix = readonly Vector[];

/** Add `constants`, raise every element to the fifth power, multiply by `matrix`. */
export interface FullRound {
  readonly constants: Vector;
  readonly matrix: Matrix;
}

/** x = (s_0 + constant)^5; then s_0 = row[0] x + row[1] s_1 + ..., and s_i += column[i - 1] x. */
export interface PartialRound {
  readonly constant: bigint;
  readonly row: Vector;
  readonly column: Vector;
}

export interface Schedule {
  readonly width: number;
  readonly before: readonly FullRound[];
  readonly partial: readonly PartialRound[];
  readonly after: readonly FullRound[];
}

/** The same permutation as that of the parameters. */
export function sparseSchedule({ width, partialRounds, constants, matrix }: PoseidonParameters): Schedule {
  const half = FULL_ROUNDS / 2;
  const [[corner = 0n, ...v] = [], ...rest] = matrix;
  const w = rest.map(([first = 0n]) => first);
  const n = rest.map(([, ...others]) => others);
  const nInverse = invertMatrix(n);

  const rows: Vector[] = [];
  const columns: Vector[] = [];
  let [row, column]: [Vector, Vector] = [rowTimes(v, nInverse), w];
  for (let k = 0; k < partialRounds; k++) {
    rows.unshift([corner, ...row]);
    columns.unshift(column);
    [row, column] = [rowTimes(row, nInverse), timesColumn(n, column)];
  }
  const collected = matrixPower(n, partialRounds);
  const entry: Matrix = [matrix[0] ?? [], ...multiply(collected, rest)];

  let moved: Vector = new Array<bigint>(width).fill(0n);
  const partial = rows.map((_, k): PartialRound => {
    const sum = (constants[half + k] ?? []).map((value, i) => reduce(value + (moved[i] ?? 0n)));
    const [constant = 0n, ...others] = sum;
    moved = timesColumn(matrix, [0n, ...others]);
    return { constant, row: rows[k] ?? [], column: columns[k] ?? [] };
  });
  const full = (index: number): FullRound => ({ constants: constants[index] ?? [], matrix });
  const before = Array.from({ length: half }, (_, i) => full(i));
  const after = Array.from({ length: half }, (_, i) => full(half + partialRounds + i));
  before[half - 1] = { constants: constants[half - 1] ?? [], matrix: entry };
  const [first] = after;
  after[0] = {
    constants: (first?.constants ?? []).map((value, i) => reduce(value + (moved[i] ?? 0n))),
    matrix,
  };
  return { width, before, partial, after };
}

const dot = (a: Vector, b: Vector): bigint =>
  a.reduce((sum, x, i) => sum + x * (b[i] ?? 0n), 0n) % FIELD_MODULUS;
const timesColumn = (a: Matrix, column: Vector): Vector => a.map((row) => dot(row, column));
const transpose = (a: Matrix): Matrix => (a[0] ?? []).map((_, j) => a.map((row) => row[j] ?? 0n));
const rowTimes = (row: Vector, a: Matrix): Vector => timesColumn(transpose(a), row);

function multiply(a: Matrix, b: Matrix): Matrix {
  const columns = transpose(b);
  return a.map((row) => columns.map((column) => dot(row, column)));
}

/** exponent >= 1 */
function matrixPower(a: Matrix, exponent: number): Matrix {
  if (exponent === 1) return a;
  const root = matrixPower(a, exponent >> 1);
  const square = multiply(root, root);
  return exponent % 2 === 0 ? square : multiply(square, a);
}

/** By Gauss and Jordan. @throws RangeError when there is no inverse */
function invertMatrix(a: Matrix): Matrix {
  const size = a.length;
  const rows = a.map((row, i) => [...row, ...Array.from({ length: size }, (_, j) => (i === j ? 1n : 0n))]);
  for (let k = 0; k < size; k++) {
    const found = rows.findIndex((row, i) => i >= k && row[k] !== 0n);
    const pivot = rows[found];
    if (pivot === undefined) throw new RangeError("the matrix has no inverse");
    rows[found] = rows[k] ?? [];
    const scale = inverse(pivot[k] ?? 0n);
    const scaled = pivot.map((value) => reduce(value * scale));
    for (const [i, row] of rows.entries()) {
      const factor = row[k] ?? 0n;
      rows[i] = i === k ? scaled : row.map((value, j) => reduce(value - factor * (scaled[j] ?? 0n)));
    }
  }
  return rows.map((row) => row.slice(size));
}
