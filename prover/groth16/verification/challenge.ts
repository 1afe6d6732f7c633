/** The weights of a batch: the same as the contract's, see docs/decisions/006-batch-verification.md. */
import { id, keccak256 } from "ethers";
import { FIELD_MODULUS } from "../../domain/field.ts";
import type { G2Point, VerificationKey } from "../../keys/verification-key.ts";
import type { ProofCoordinates } from "./proof-points.ts";

const TYPE = "solvency.Groth16ProofVerifier/1 batch challenge";
const WORD_BYTES = 32;

/** A proof that was read, and its signals. */
export interface Row {
  readonly coordinates: ProofCoordinates;
  readonly signals: readonly bigint[];
}

/** Powers of a hash of the key and of every word of every row: 1, t, t^2, ..., t below 2^253. */
export function batchWeights(key: VerificationKey, rows: readonly Row[]): bigint[] {
  const challenge = batchChallenge(key, rows);
  const weights: bigint[] = [];
  let weight = 1n;
  for (const _ of rows) {
    weights.push(weight);
    weight = (weight * challenge) % FIELD_MODULUS;
  }
  return weights;
}

/** The challenge t alone. */
export function batchChallenge(key: VerificationKey, rows: readonly Row[]): bigint {
  const words = [BigInt(id(TYPE)), BigInt(keccak256(pack(wordsOfKey(key)))), ...rows.flatMap(wordsOf)];
  return BigInt(keccak256(pack(words))) >> 3n;
}

/** As calldata has them: in G2, c1 before c0. */
function wordsOf({ coordinates: { a, b, c }, signals }: Row): bigint[] {
  const [x0, x1, y0, y1] = b;
  return [...[...a, x1, x0, y1, y0, ...c].map(BigInt), ...signals];
}

function wordsOfKey(key: VerificationKey): bigint[] {
  const g2 = ([[x0, x1], [y0, y1]]: G2Point): string[] => [x1, x0, y1, y0];
  const points = [key.vk_beta_2, key.vk_gamma_2, key.vk_delta_2].flatMap(g2);
  const g1 = [key.vk_alpha_1, ...key.IC].map(([x, y]) => [x, y] as const);
  const [alpha = [], ...ic] = g1;
  return [BigInt(key.nPublic), ...[...alpha, ...points, ...ic.flat()].map(BigInt)];
}

/** 32 bytes each, most significant first. */
function pack(words: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(words.length * WORD_BYTES);
  const view = new DataView(bytes.buffer);
  for (const [i, word] of words.entries()) {
    for (let k = 0; k < 4; k++) view.setBigUint64(i * WORD_BYTES + 8 * k, word >> BigInt(192 - 64 * k));
  }
  return bytes;
}
