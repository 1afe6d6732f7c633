import type { Bn128 } from "ffjavascript";
import { FIELD_MODULUS } from "../../prover/domain/field.ts";
import { BASE_FIELD_MODULUS } from "../../prover/keys/base-field.ts";
import { singleThreadCurve } from "../../prover/keys/curve.ts";
import { isInG2, isOnTwist } from "../../prover/keys/curve-points.ts";
import { inverse } from "../../prover/keys/scalar-field.ts";
import { twistPoint } from "../keys/support/twist-point.ts";
import type { Pair, SolidityProof } from "./solidity-proof.ts";

/** Proofs derived from a valid one: those that stay valid, and those that must be refused. */
export interface Variant {
  readonly name: string;
  readonly proof: SolidityProof;
}

const Q = BASE_FIELD_MODULUS;
const INFINITY: Pair = [0n, 0n];
const WORD = 2n ** 256n;

/** Where each of the eight coordinates is, in the order of the ABI. */
export const COORDINATES = ["a.x", "a.y", "b.x.im", "b.x.re", "b.y.im", "b.y.re", "c.x", "c.y"] as const;

export const coordinatesOf = ({ a, b, c }: SolidityProof): readonly bigint[] => [...a, ...b.flat(), ...c];

export function fromCoordinates(list: readonly bigint[]): SolidityProof {
  const pair = (index: number): Pair => [list[index] ?? 0n, list[index + 1] ?? 0n];
  return { a: pair(0), b: [pair(2), pair(4)], c: pair(6) };
}

export function withCoordinate(proof: SolidityProof, index: number, value: bigint): SolidityProof {
  return fromCoordinates(coordinatesOf(proof).with(index, value));
}

/**
 * Other proofs of the same statement that anybody makes from one they have seen: Groth16 is malleable (T-07).
 * The last needs only the pairing's bilinearity: e(A / k, B * k) = e(A, B).
 */
export async function malleated(proof: SolidityProof): Promise<readonly Variant[]> {
  const negated: SolidityProof = {
    a: [proof.a[0], Q - proof.a[1]],
    b: [proof.b[0], [Q - proof.b[1][0], Q - proof.b[1][1]]],
    c: proof.c,
  };
  const curve = await singleThreadCurve();
  const scaled = (k: bigint): SolidityProof => ({
    a: timesG1(curve, proof.a, inverse(k)),
    b: timesG2(curve, proof.b, k),
    c: proof.c,
  });
  return [
    { name: "(-A, -B, C)", proof: negated },
    { name: "(A / 2, 2B, C)", proof: scaled(2n) },
    { name: "(A / k, kB, C) for a large k", proof: scaled(FIELD_MODULUS - 12_345n) },
  ];
}

/** Points that are none, or not of the group, or not of a proof (T-18). */
export async function malformed(proof: SolidityProof): Promise<readonly Variant[]> {
  const { a, b, c } = proof;
  const outside = await outsideSubgroup();
  return [
    { name: "all zero", proof: { a: INFINITY, b: [INFINITY, INFINITY], c: INFINITY } },
    { name: "A at infinity", proof: { ...proof, a: INFINITY } },
    { name: "B at infinity", proof: { ...proof, b: [INFINITY, INFINITY] } },
    { name: "C at infinity", proof: { ...proof, c: INFINITY } },
    { name: "A off the curve", proof: { ...proof, a: [a[0], (a[1] + 1n) % Q] } },
    { name: "B off the twist", proof: { ...proof, b: [b[0], [b[1][0], (b[1][1] + 1n) % Q]] } },
    { name: "B on the twist, outside the subgroup", proof: { ...proof, b: outside } },
    { name: "C off the curve", proof: { ...proof, c: [(c[0] + 1n) % Q, c[1]] } },
    { name: "A negated alone", proof: { ...proof, a: [a[0], Q - a[1]] } },
    { name: "C negated", proof: { ...proof, c: [c[0], Q - c[1]] } },
    { name: "A and C exchanged", proof: { a: c, b, c: a } },
    { name: "the generator as A", proof: { ...proof, a: [1n, 2n] } },
    { name: "the generator as C", proof: { ...proof, c: [1n, 2n] } },
    {
      name: "B with real and imaginary parts exchanged, as snarkjs has them",
      proof: {
        ...proof,
        b: [
          [b[0][1], b[0][0]],
          [b[1][1], b[1][0]],
        ],
      },
    },
  ];
}

/** Numbers that are not reduced modulo q, of every kind, for each coordinate. */
export const unreduced = (proof: SolidityProof): readonly (Variant & { index: number; value: bigint })[] =>
  coordinatesOf(proof).flatMap((coordinate, index) =>
    [Q, coordinate + Q, WORD - 1n].map((value) => ({
      name: `${COORDINATES[index]} = ${value === Q ? "q" : value === WORD - 1n ? "2^256 - 1" : "itself + q"}`,
      proof: withCoordinate(proof, index, value),
      index,
      value,
    })),
  );

async function outsideSubgroup(): Promise<SolidityProof["b"]> {
  const curve = await singleThreadCurve();
  const [x, y] = curve.G2.toObject(twistPoint(curve, 7n)) as [Pair, Pair];
  if (!isOnTwist(x, y) || isInG2(x, y)) throw new Error("not the point that was wanted");
  return [swap(x), swap(y)];
}

const swap = ([re, im]: Pair): Pair => [im, re];

function timesG1(curve: Bn128, point: Pair, k: bigint): Pair {
  const { G1 } = curve;
  const [x, y] = G1.toObject(G1.toAffine(G1.timesScalar(G1.fromObject([...point, 1n]), k))) as [
    bigint,
    bigint,
  ];
  return [x, y];
}

function timesG2(curve: Bn128, [x, y]: SolidityProof["b"], k: bigint): SolidityProof["b"] {
  const { G2 } = curve;
  const point = G2.fromObject([swap(x), swap(y), [1n, 0n]]);
  const [X, Y] = G2.toObject(G2.toAffine(G2.timesScalar(point, k))) as [Pair, Pair];
  return [swap(X), swap(Y)];
}
