import { FIELD_MODULUS } from "../../domain/field.ts";
import {
  add,
  type G1,
  type GT,
  millerLoop,
  mul,
  oneGT,
  pointG1,
  pointG2,
  scalar,
  zeroG1,
} from "./pairing.ts";
import type { ProofCoordinates } from "./proof-points.ts";

/** What a weighted proof, or several of them together, contributes to the equation. */
export interface Term {
  /** prod e(w A, B), before the final exponentiation. */
  readonly left: GT;
  /** sum w C. */
  readonly c: G1;
  /** sum w, and sum w s_j for each public signal; below r. */
  readonly weights: readonly bigint[];
}

/** @throws Error when a point is not in its group */
export function pointsTerm({ a, b, c }: ProofCoordinates, weight: bigint): Pick<Term, "left" | "c"> {
  const w = scalar(weight);
  const [pointA, pointC] = [pointG1(a), pointG1(c)];
  const one = weight === 1n;
  return { left: millerLoop(one ? pointA : mul(pointA, w), pointG2(b)), c: one ? pointC : mul(pointC, w) };
}

export const weightsOf = (signals: readonly bigint[], weight: bigint): bigint[] =>
  [1n, ...signals].map((signal) => (signal * weight) % FIELD_MODULUS);

/** The product of terms; of none, the neutral one. */
export function combine(terms: readonly Term[], nPublic: number): Term {
  let [left, c] = [oneGT(), zeroG1()];
  const weights = new Array<bigint>(nPublic + 1).fill(0n);
  for (const term of terms) {
    left = mul(left, term.left);
    c = add(c, term.c);
    for (const [j, weight] of term.weights.entries()) weights[j] = (weights[j] ?? 0n) + weight;
  }
  return { left, c, weights: weights.map((weight) => weight % FIELD_MODULUS) };
}
