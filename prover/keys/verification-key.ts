import { zKey } from "snarkjs";
import { withoutCurveWorkers } from "./curve.ts";
import { readSections } from "./iden3-file.ts";

/** x, y and z as decimal strings; z is "1", or "0" for the point at infinity. */
export type G1Point = readonly [x: string, y: string, z: string];
/** The same over the quadratic extension; c0 + c1 * u is written [c0, c1]. */
export type G2Point = readonly [x: G2Coordinate, y: G2Coordinate, z: G2Coordinate];
export type G2Coordinate = readonly [c0: string, c1: string];

/** A Groth16 verification key as snarkjs writes it to verification_key.json. */
export interface VerificationKey {
  readonly protocol: "groth16";
  readonly curve: "bn128";
  readonly nPublic: number;
  readonly vk_alpha_1: G1Point;
  readonly vk_beta_2: G2Point;
  readonly vk_gamma_2: G2Point;
  readonly vk_delta_2: G2Point;
  /** e(alpha, beta), for verifiers that want it ready; snarkjs's own verifier does not read it. */
  readonly vk_alphabeta_12?: readonly (readonly G2Coordinate[])[];
  /** nPublic + 1 points: the constant's, then one for each public signal. */
  readonly IC: readonly G1Point[];
}

/**
 * The verification key of a proving key, by snarkjs; starts no threads.
 *
 * @param zkey the bytes of a .zkey file
 * @throws EnvironmentError for a truncated or foreign file, Error from snarkjs for a key of another kind
 */
export async function exportVerificationKey(zkey: Uint8Array): Promise<VerificationKey> {
  // snarkjs reports a damaged file as an out-of-bounds read; this says what is wrong with it.
  readSections(zkey, "zkey", 1);
  return withoutCurveWorkers(() => zKey.exportVerificationKey({ type: "mem", data: zkey }));
}
