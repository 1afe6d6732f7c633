import { keccak256, solidityPacked } from "ethers";
import type { G1Point, G2Point, VerificationKey } from "./verification-key.ts";

/**
 * A verification key as the constructor of Groth16ProofVerifier takes it: affine coordinates, and the imaginary part
 * of each coordinate of G2 first, as the precompiles read them (snarkjs has it last).
 */
export interface SolidityKey {
  readonly alpha: readonly bigint[];
  readonly beta: readonly bigint[];
  readonly gamma: readonly bigint[];
  readonly delta: readonly bigint[];
  readonly ic: readonly (readonly bigint[])[];
}

export function solidityKey(key: VerificationKey): SolidityKey {
  const g1 = ([x, y]: G1Point): bigint[] => [BigInt(x), BigInt(y)];
  const g2 = ([x, y]: G2Point): bigint[] =>
    [x, y].flatMap(([real, imaginary]) => [BigInt(imaginary), BigInt(real)]);
  return {
    alpha: g1(key.vk_alpha_1),
    beta: g2(key.vk_beta_2),
    gamma: g2(key.vk_gamma_2),
    delta: g2(key.vk_delta_2),
    ic: key.IC.map(g1),
  };
}

/**
 * The one name of a key, on the chain and off it (IProofVerifier.keyDigest): keccak256 of, in words of 32 bytes, the
 * number of public signals, alpha, beta, gamma, delta and the IC points.
 *
 * @returns 0x and 64 hexadecimal digits
 */
export function keyDigestOf(key: VerificationKey): string {
  const { alpha, beta, gamma, delta, ic } = solidityKey(key);
  const words = [BigInt(ic.length - 1), ...alpha, ...beta, ...gamma, ...delta, ...ic.flat()];
  return keccak256(
    solidityPacked(
      words.map(() => "uint256"),
      words,
    ),
  );
}
