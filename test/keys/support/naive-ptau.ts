import type { Bn128, WasmCurveGroup } from "ffjavascript";
import { writeSections } from "../../../prover/keys/iden3-file.ts";
import { toWords } from "../../../prover/keys/little-endian.ts";

export interface PtauSecrets {
  readonly tau: bigint;
  readonly alpha: bigint;
  readonly beta: bigint;
}

/**
 * A prepared powers-of-tau file for domains of up to 2^logSize points, in the slowest and plainest way: the
 * Lagrange basis by its defining products, every point by double-and-add. Shares no arithmetic with prover/keys.
 */
export function naivePtau(curve: Bn128, logSize: number, { tau, alpha, beta }: PtauSecrets): Uint8Array {
  const { r } = curve;
  const n = 2 ** logSize;
  const powers = [1n];
  while (powers.length < 2 * n - 1) powers.push(((powers.at(-1) ?? 0n) * tau) % r);
  const bases = Array.from({ length: logSize + 2 }, (_, k) => naiveLagrange(curve, k, tau));
  const small = bases.slice(0, logSize + 1).flat();
  const times = (group: WasmCurveGroup, scalars: readonly bigint[], factor = 1n): Uint8Array[] =>
    scalars.map((scalar) => group.toAffine(group.timesScalar(group.g, (scalar * factor) % r)));
  const { G1, G2 } = curve;
  return writeSections("ptau", 1, [
    [1, [uint32(32), toWords([curve.q]), uint32(logSize), uint32(logSize)]],
    [2, times(G1, powers)],
    [3, times(G2, powers.slice(0, n))],
    [4, times(G1, powers.slice(0, n), alpha)],
    [5, times(G1, powers.slice(0, n), beta)],
    [6, times(G2, [beta])],
    [7, [uint32(0)]],
    [12, times(G1, bases.flat())],
    [13, times(G2, small)],
    [14, times(G1, small, alpha)],
    [15, times(G1, small, beta)],
  ]);
}

/** L_i(x) = product over j != i of (x - w^j) / (w^i - w^j), in ffjavascript's domain of 2^logOrder points. */
export function naiveLagrange(curve: Bn128, logOrder: number, x: bigint): bigint[] {
  const { r } = curve;
  const mod = (value: bigint): bigint => ((value % r) + r) % r;
  const root = BigInt(curve.Fr.toObject(curve.Fr.w[logOrder] ?? curve.Fr.zero) as bigint);
  const roots = [1n];
  while (roots.length < 2 ** logOrder) roots.push(mod((roots.at(-1) ?? 0n) * root));
  return roots.map((wi, i) => {
    let [numerator, denominator] = [1n, 1n];
    for (const [j, wj] of roots.entries()) {
      if (j === i) continue;
      numerator = mod(numerator * (x - wj));
      denominator = mod(denominator * (wi - wj));
    }
    return mod(numerator * naiveInverse(denominator, r));
  });
}

/** By the extended Euclidean algorithm. */
export function naiveInverse(value: bigint, modulus: bigint): bigint {
  let [r0, r1, s0, s1] = [modulus, value, 0n, 1n];
  while (r1 !== 0n) [r0, r1, s0, s1] = [r1, r0 % r1, s1, s0 - (r0 / r1) * s1];
  return ((s0 % modulus) + modulus) % modulus;
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}
