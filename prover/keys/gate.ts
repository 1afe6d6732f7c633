/**
 * The gate every verification key passes before it is used, published or put into a contract.
 *
 * It catches keys that are broken for everyone, above all those of an unfinished phase 2. A fresh key of
 * snarkjs has gamma = delta = the generator of G2. The verifier's equation
 *   e(A, B) = e(alpha, beta) * e(V, gamma) * e(C, delta),   V = IC[0] + sum input_i * IC[i],
 * then holds for A = alpha, B = beta, C = -V and any inputs, with no witness. Live protocols were drained so.
 *
 * It cannot tell whether somebody kept the secrets of the setup: a development key passes.
 */
import { SolvencyError } from "../domain/errors.ts";
import { BASE_FIELD_MODULUS } from "./base-field.ts";
import { type Fq2, isInG1, isInG2, isOnTwist } from "./curve-points.ts";
import type { VerificationKey } from "./verification-key.ts";

/** Stable code of why a key was refused. */
export type UnsafeKeyReason =
  | "malformed"
  | "wrong-protocol"
  | "wrong-curve"
  | "wrong-input-count"
  | "point-at-infinity"
  | "point-off-curve"
  | "point-outside-subgroup"
  | "gamma-equals-delta"
  | "delta-is-generator";

/** A verification key with which proofs could be forged, or which no verifier can use. */
export class UnsafeKeyError extends SolvencyError {
  readonly code = "unsafe-key";
  readonly reason: UnsafeKeyReason;

  constructor(reason: UnsafeKeyReason, message: string, details: readonly string[] = []) {
    super(`unsafe verification key: ${message}`, { details });
    this.reason = reason;
  }
}

/** Generator of G2, EIP-197; snarkjs uses the same. */
const G2_GENERATOR_X: Fq2 = [
  10857046999023057135944570762232829481370756359578518086990519993285655852781n,
  11559732032986387107991004021392285783925812861821192530917403151452391805634n,
];

/**
 * Refuses a Groth16 verification key that anybody could abuse. Points at infinity are refused everywhere: at
 * infinity, IC[i] would leave public input i without effect, and gamma or delta would drop out of the equation.
 * `vk_alphabeta_12` is not examined: it follows from alpha and beta, and snarkjs's verifier ignores it.
 *
 * @param verificationKey what JSON.parse made of a verification_key.json
 * @throws UnsafeKeyError, `reason` says why
 */
export function assertSoundKey(verificationKey: unknown): asserts verificationKey is VerificationKey {
  if (typeof verificationKey !== "object" || verificationKey === null || Array.isArray(verificationKey)) {
    throw new UnsafeKeyError("malformed", "it is not an object");
  }
  const key = verificationKey as Readonly<Record<string, unknown>>;
  if (key.protocol !== "groth16") {
    throw new UnsafeKeyError("wrong-protocol", `protocol is ${JSON.stringify(key.protocol)}, not "groth16"`);
  }
  if (key.curve !== "bn128") {
    throw new UnsafeKeyError("wrong-curve", `curve is ${JSON.stringify(key.curve)}, not "bn128"`);
  }
  checkInputPoints(key.nPublic, key.IC);
  checkG1("vk_alpha_1", key.vk_alpha_1);
  checkG2("vk_beta_2", key.vk_beta_2);
  const gammaX = checkG2("vk_gamma_2", key.vk_gamma_2);
  const deltaX = checkG2("vk_delta_2", key.vk_delta_2);

  // Equal x means equal or opposite points, and gamma = -delta is forged in the same way, with C = V.
  if (sameCoordinate(gammaX, deltaX)) {
    throw new UnsafeKeyError("gamma-equals-delta", "vk_gamma_2 and vk_delta_2 are the same up to sign", [
      "Phase 2 of the setup was not finished: anyone can forge proofs for any public inputs.",
    ]);
  }
  if (sameCoordinate(deltaX, G2_GENERATOR_X)) {
    throw new UnsafeKeyError("delta-is-generator", "vk_delta_2 is the generator of G2 up to sign", [
      "Phase 2 of the setup was not finished: the secret delta is known to be 1 or -1.",
    ]);
  }
}

function checkInputPoints(nPublic: unknown, points: unknown): void {
  if (typeof nPublic !== "number" || !Number.isSafeInteger(nPublic) || nPublic < 0) {
    throw new UnsafeKeyError("malformed", "nPublic is not a count");
  }
  if (!Array.isArray(points)) throw new UnsafeKeyError("malformed", "IC is not a list of points");
  if (points.length !== nPublic + 1) {
    throw new UnsafeKeyError(
      "wrong-input-count",
      `IC has ${points.length} points, nPublic = ${nPublic} needs ${nPublic + 1}`,
    );
  }
  for (const [i, point] of points.entries()) checkG1(`IC[${i}]`, point);
}

function checkG1(name: string, point: unknown): void {
  const [x, y, z] = triple(name, point).map((coordinate) => baseFieldElement(name, coordinate));
  if (x === undefined || y === undefined) throw notAPoint(name);
  if (z === 0n) throw atInfinity(name);
  if (z !== 1n) throw notAPoint(name);
  if (!isInG1(x, y)) throw new UnsafeKeyError("point-off-curve", `${name} is not on the curve`);
}

/** Returns the point's x. */
function checkG2(name: string, point: unknown): Fq2 {
  const [x, y, z] = triple(name, point).map((coordinate) => extensionElement(name, coordinate));
  if (x === undefined || y === undefined || z === undefined) throw notAPoint(name);
  if (sameCoordinate(z, [0n, 0n])) throw atInfinity(name);
  if (!sameCoordinate(z, [1n, 0n])) throw notAPoint(name);
  if (!isOnTwist(x, y)) throw new UnsafeKeyError("point-off-curve", `${name} is not on the curve`);
  if (!isInG2(x, y)) {
    throw new UnsafeKeyError("point-outside-subgroup", `${name} is not in the subgroup of prime order`);
  }
  return x;
}

function triple(name: string, value: unknown): unknown[] {
  if (!Array.isArray(value) || value.length !== 3) throw notAPoint(name);
  return value;
}

function extensionElement(name: string, value: unknown): Fq2 {
  if (!Array.isArray(value) || value.length !== 2) throw notAPoint(name);
  return [baseFieldElement(name, value[0]), baseFieldElement(name, value[1])];
}

function baseFieldElement(name: string, value: unknown): bigint {
  // One spelling per number: readers that differ on "01" or on unreduced numbers must not see different keys.
  if (typeof value !== "string" || !/^(0|[1-9][0-9]{0,76})$/.test(value)) throw notAPoint(name);
  const number = BigInt(value);
  if (number >= BASE_FIELD_MODULUS) throw notAPoint(name);
  return number;
}

const notAPoint = (name: string): UnsafeKeyError =>
  new UnsafeKeyError("malformed", `${name} is not an affine point in canonical decimal coordinates`);

const atInfinity = (name: string): UnsafeKeyError =>
  new UnsafeKeyError("point-at-infinity", `${name} is the point at infinity`);

function sameCoordinate(a: Fq2, b: Fq2): boolean {
  return a[0] === b[0] && a[1] === b[1];
}
