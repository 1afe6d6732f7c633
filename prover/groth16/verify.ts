import type { VerificationKey } from "../keys/verification-key.ts";
import type { Groth16Proof } from "./backend.ts";
import { preparedKey } from "./verification/key.ts";
import { preparePairing } from "./verification/pairing.ts";
import { readProof } from "./verification/proof-points.ts";
import { pointsTerm, weightsOf } from "./verification/term.ts";

/**
 * Checks a proof against a key and public signals, in this thread. Anything malformed is simply not a proof: a point off
 * its curve or outside its group, or in another spelling than the contract takes (see readProof).
 *
 * @param key one that passed assertSoundKey
 * @param publicSignals canonical field elements
 */
export async function verifyProof(
  key: VerificationKey,
  publicSignals: readonly bigint[],
  proof: Groth16Proof,
): Promise<boolean> {
  const coordinates = readProof(key.nPublic, { proof, publicSignals });
  if (coordinates === undefined) return false;
  await preparePairing();
  try {
    return preparedKey(key).holds({ ...pointsTerm(coordinates, 1n), weights: weightsOf(publicSignals, 1n) });
  } catch {
    return false; // a point that is not in its group
  }
}
