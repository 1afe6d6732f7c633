import type { R1cs, SparseMatrix } from "./r1cs.ts";

/**
 * The first constraint `(A w) * (B w) = C w` that a witness breaks, or null when it satisfies all of them.
 *
 * @param witness nVars field elements, reduced modulo the prime here
 * @throws RangeError when the length differs from nVars or the witness does not start with 1
 */
export function violatedConstraint(r1cs: R1cs, witness: readonly bigint[]): number | null {
  if (witness.length !== r1cs.nVars) {
    throw new RangeError(`witness has ${witness.length} signals, the circuit ${r1cs.nVars}`);
  }
  if (witness[0] !== 1n) throw new RangeError("witness does not start with 1");
  for (let row = 0; row < r1cs.nConstraints; row++) {
    const product = rowTimes(r1cs, r1cs.a, row, witness) * rowTimes(r1cs, r1cs.b, row, witness);
    if ((product - rowTimes(r1cs, r1cs.c, row, witness)) % r1cs.prime !== 0n) return row;
  }
  return null;
}

function rowTimes(r1cs: R1cs, matrix: SparseMatrix, row: number, witness: readonly bigint[]): bigint {
  let sum = 0n;
  const end = matrix.rowStarts[row + 1] ?? 0;
  for (let i = matrix.rowStarts[row] ?? 0; i < end; i++) {
    sum += (r1cs.coefficients[matrix.values[i] ?? 0] ?? 0n) * (witness[matrix.signals[i] ?? 0] ?? 0n);
  }
  return sum % r1cs.prime;
}
