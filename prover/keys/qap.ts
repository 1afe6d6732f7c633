/**
 * A constraint system as a quadratic arithmetic program, evaluated at one secret point.
 * Constraint i becomes the i-th point of a domain of 2^k-th roots of unity; A_s(tau) is then the sum over the
 * constraints i of A[i][s] * L_i(tau), with L_i the Lagrange basis.
 * Source: J. Groth, "On the Size of Pairing-based Non-interactive Arguments", 2016; snarkjs 0.7.6 zkey_new.js.
 */
import { FIELD_MODULUS } from "../domain/field.ts";
import type { R1cs, SparseMatrix } from "./r1cs.ts";
import { inverse, inverses, power, reduce, rootOfUnity, TWO_ADICITY } from "./scalar-field.ts";

/** The program at tau; all values are field elements. */
export interface QapAtTau {
  /** log2 of the number of points of the domain. */
  readonly logDomain: number;
  /** A_s(tau), B_s(tau), C_s(tau) for every signal s; nVars values each. */
  readonly a: bigint[];
  readonly b: bigint[];
  readonly c: bigint[];
  /**
   * The odd half of the Lagrange basis of the doubled domain, L^{2n}_{2i+1}(tau) for i < n. The prover
   * evaluates A*B - C at the odd points only, because it vanishes at the even ones.
   */
  readonly h: bigint[];
}

/**
 * k of snarkjs's domain of 2^k points: one point per constraint and one per public signal, the constant 1
 * included; at least two points.
 * @throws RangeError when the field has no domain of 2^(k+1) points, which the quotient needs
 */
export function logDomainOf(nConstraints: number, nPublic: number): number {
  const points = nConstraints + nPublic + 1;
  let logDomain = 1;
  while (2 ** logDomain < points) logDomain++;
  if (logDomain + 1 > TWO_ADICITY) throw new RangeError(`${points} constraints are too many for bn254`);
  return logDomain;
}

/**
 * Lagrange basis polynomials of the 2^logOrder-th roots of unity at `point`: those of the indexes
 * first, first + step, ... in the order of the powers of the root.
 * @throws RangeError when `point` lies in the domain
 */
export function lagrangeBasisAt(point: bigint, logOrder: number, first = 0, step = 1): bigint[] {
  const order = 2 ** logOrder;
  const vanishing = reduce(power(point, BigInt(order)) - 1n);
  if (vanishing === 0n) throw new RangeError("the point is a root of unity of the domain");
  const scale = reduce(vanishing * inverse(BigInt(order)));
  const root = rootOfUnity(logOrder);
  const stride = power(root, BigInt(step));
  const roots: bigint[] = [];
  let current = power(root, BigInt(first));
  for (let i = first; i < order; i += step) {
    roots.push(current);
    current = (current * stride) % FIELD_MODULUS;
  }
  // L_i(x) = (x^n - 1) / n * w^i / (x - w^i)
  const reciprocals = inverses(roots.map((w) => reduce(point - w)));
  return roots.map((w, i) => (((w * scale) % FIELD_MODULUS) * (reciprocals[i] ?? 0n)) % FIELD_MODULUS);
}

/**
 * Evaluates the program of `r1cs` at `tau`.
 * As in snarkjs, row nConstraints + s of A holds signal s alone for s = 0 .. nPublic: these rows make the
 * public polynomials linearly independent, without which public inputs would be malleable.
 *
 * @throws RangeError when the system is not over bn254's scalar field, is too large, or tau is in the domain
 */
export function evaluateQap(r1cs: R1cs, tau: bigint): QapAtTau {
  if (r1cs.prime !== FIELD_MODULUS) {
    throw new RangeError(`the circuit is over the prime ${r1cs.prime}, not the scalar field of bn254`);
  }
  const logDomain = logDomainOf(r1cs.nConstraints, r1cs.nPublic);
  const lagrange = lagrangeBasisAt(tau, logDomain);
  // Centred coefficients: -1 and its like stay small numbers, whose products are cheap.
  const centred = r1cs.coefficients.map((value) =>
    value > FIELD_MODULUS >> 1n ? value - FIELD_MODULUS : value,
  );
  const a = columnSums(r1cs.a, r1cs, centred, lagrange);
  for (let s = 0; s <= r1cs.nPublic; s++) a[s] = (a[s] ?? 0n) + (lagrange[r1cs.nConstraints + s] ?? 0n);
  return {
    logDomain,
    a: a.map(reduce),
    b: columnSums(r1cs.b, r1cs, centred, lagrange).map(reduce),
    c: columnSums(r1cs.c, r1cs, centred, lagrange).map(reduce),
    h: lagrangeBasisAt(tau, logDomain + 1, 1, 2),
  };
}

/** Sum over the rows of entry * L_row(tau), per signal, not reduced: one reduction at the end is enough. */
function columnSums(
  matrix: SparseMatrix,
  { nVars, nConstraints }: R1cs,
  coefficients: readonly bigint[],
  lagrange: readonly bigint[],
): bigint[] {
  const sums = new Array<bigint>(nVars).fill(0n);
  for (let row = 0; row < nConstraints; row++) {
    const weight = lagrange[row] ?? 0n;
    const end = matrix.rowStarts[row + 1] ?? 0;
    for (let i = matrix.rowStarts[row] ?? 0; i < end; i++) {
      const signal = matrix.signals[i] ?? 0;
      sums[signal] = (sums[signal] ?? 0n) + (coefficients[matrix.values[i] ?? 0] ?? 0n) * weight;
    }
  }
  return sums;
}
