import { groth16 } from "snarkjs";
import { FIELD_MODULUS } from "../domain/field.ts";
import { BASE_FIELD_MODULUS } from "../keys/base-field.ts";
import { withoutCurveWorkers } from "../keys/curve.ts";
import type { VerificationKey } from "../keys/verification-key.ts";
import type { Groth16Proof } from "./backend.ts";

const AFFINE = { g1: "1", g2: "1,0" } as const;

/**
 * Checks a proof against a key and public signals. Anything malformed is simply not a proof.
 *
 * Each point has one spelling here, the one that the contract takes: snarkjs alone would also accept coordinates of q
 * and more, and projective ones.
 *
 * @param key one that passed assertSoundKey
 * @param publicSignals canonical field elements; value + r is refused, although it would satisfy the equation (T-06)
 */
export async function verifyProof(
  key: VerificationKey,
  publicSignals: readonly bigint[],
  proof: Groth16Proof,
): Promise<boolean> {
  if (publicSignals.length !== key.nPublic) return false;
  if (publicSignals.some((signal) => signal < 0n || signal >= FIELD_MODULUS)) return false;
  const coordinates = [...proof.pi_a, ...proof.pi_b.flat(), ...proof.pi_c];
  const canonical = (text: string): boolean =>
    /^(?:0|[1-9]\d{0,76})$/.test(text) && BigInt(text) < BASE_FIELD_MODULUS;
  if (!coordinates.every(canonical)) return false;
  if (proof.pi_a[2] !== AFFINE.g1 || proof.pi_c[2] !== AFFINE.g1) return false;
  if (proof.pi_b[2]?.join() !== AFFINE.g2) return false;
  try {
    // Without snarkjs's workers: nobody would stop them, and a process that only verifies would never exit.
    return await withoutCurveWorkers(() =>
      groth16.verify(key as never, publicSignals.map(String), proof as never),
    );
  } catch {
    return false; // a coordinate outside the field or a point of the wrong shape
  }
}
