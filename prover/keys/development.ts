/**
 * Development keys: a Groth16 proving key in seconds instead of the minutes of a ceremony.
 *
 * INSECURE BY DESIGN. The secrets that a ceremony destroys are derived from a seed here, so whoever knows the
 * seed can forge proofs of anything. Good for tests and first runs; never for a verifier that guards value.
 */
import type { FixedBaseOptions } from "./fixed-base.ts";
import { INSECURE_PUBLIC_SEED, trapdoorFromSeed } from "./trapdoor.ts";
import { zkeyFromTrapdoor } from "./zkey.ts";

export { releaseCurve } from "./curve.ts";
export { exportVerificationKey, type VerificationKey } from "./verification-key.ts";
export { INSECURE_PUBLIC_SEED };

export interface DevelopmentKeyOptions extends FixedBaseOptions {
  /** Determines the key, byte for byte; default: INSECURE_PUBLIC_SEED. */
  readonly seed?: string;
}

/**
 * An insecure .zkey for a circuit, in snarkjs's format. All threads are gone when the promise settles.
 *
 * @param r1cs the bytes of circom's .r1cs file, over bn254, without custom gates
 * @throws EnvironmentError for a damaged or foreign file, RangeError for another field or too many constraints
 */
export async function developmentZkey(
  r1cs: Uint8Array,
  options: DevelopmentKeyOptions = {},
): Promise<Uint8Array> {
  return zkeyFromTrapdoor(r1cs, trapdoorFromSeed(options.seed ?? INSECURE_PUBLIC_SEED), options);
}
