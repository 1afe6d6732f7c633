import { groth16 } from "snarkjs";
import { FIELD_MODULUS } from "../domain/field.ts";
import type { VerificationKey } from "../keys/verification-key.ts";
import type { Groth16Proof } from "./backend.ts";

/**
 * Checks a proof against a key and public signals. Anything malformed is simply not a proof.
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
  if (!coordinates.every((coordinate) => /^(?:0|[1-9]\d*)$/.test(coordinate))) return false;
  try {
    return await groth16.verify(key as never, publicSignals.map(String), proof as never);
  } catch {
    return false; // a coordinate outside the field or a point of the wrong shape
  }
}
