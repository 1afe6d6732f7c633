import { FIELD_MODULUS } from "../../domain/field.ts";
import { BASE_FIELD_MODULUS } from "../../keys/base-field.ts";
import type { Groth16Proof } from "../backend.ts";

/** A proof and what it is a proof of. */
export interface ProvenSignals {
  readonly proof: Groth16Proof;
  readonly publicSignals: readonly bigint[];
}

/** The coordinates of A, B and C, all below the base field's modulus: B's c0 before c1, x before y. */
export interface ProofCoordinates {
  readonly a: readonly [string, string];
  readonly b: readonly [string, string, string, string];
  readonly c: readonly [string, string];
}

/**
 * Reads a proof of a statement of `nPublic` signals; undefined when it is none. Each point has one spelling, the one that
 * the contract takes: affine, with coordinates below q. Signals must be canonical: value + r is refused, although
 * it would satisfy the equation (T-06). Whether the points lie in their groups is not examined here.
 */
export function readProof(
  nPublic: number,
  { proof, publicSignals }: ProvenSignals,
): ProofCoordinates | undefined {
  if (publicSignals.length !== nPublic) return undefined;
  if (publicSignals.some((signal) => signal < 0n || signal >= FIELD_MODULUS)) return undefined;
  const a = affine(proof.pi_a);
  const c = affine(proof.pi_c);
  if (proof.pi_b.length !== 3 || proof.pi_b.some((pair) => pair.length !== 2)) return undefined;
  const [b0 = "", b1 = "", b2 = "", b3 = "", ...z] = proof.pi_b.flat();
  if (z.join() !== "1,0" || ![b0, b1, b2, b3].every(isCoordinate)) return undefined;
  return a === undefined || c === undefined ? undefined : { a, b: [b0, b1, b2, b3], c };
}

function affine(point: readonly string[]): [string, string] | undefined {
  const [x = "", y = "", z] = point;
  return point.length === 3 && z === "1" && isCoordinate(x) && isCoordinate(y) ? [x, y] : undefined;
}

const isCoordinate = (text: string): boolean =>
  /^(?:0|[1-9]\d{0,76})$/.test(text) && BigInt(text) < BASE_FIELD_MODULUS;
