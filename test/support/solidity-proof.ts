import type { Groth16Proof } from "../../prover/groth16/backend.ts";
import { at } from "./at.ts";

export type Pair = readonly [bigint, bigint];

/** A proof as the precompiles read it: affine, the imaginary part of G2's coordinates first. */
export interface SolidityProof {
  readonly a: Pair;
  readonly b: readonly [Pair, Pair];
  readonly c: Pair;
}

/** From snarkjs's form, which has the imaginary part last. */
export function solidityProof(proof: Groth16Proof): SolidityProof {
  const number = (list: readonly string[] | undefined, index: number) => BigInt(at(list ?? [], index));
  const g1 = (point: readonly string[]): Pair => [number(point, 0), number(point, 1)];
  const swapped = (part: readonly string[] | undefined): Pair => [number(part, 1), number(part, 0)];
  return {
    a: g1(proof.pi_a),
    b: [swapped(proof.pi_b[0]), swapped(proof.pi_b[1])],
    c: g1(proof.pi_c),
  };
}

/** Back again. */
export function snarkjsProof({ a, b, c }: SolidityProof): Groth16Proof {
  const text = (pair: Pair) => pair.map(String);
  return {
    pi_a: [...text(a), "1"],
    pi_b: [text(b[0]).reverse(), text(b[1]).reverse(), ["1", "0"]],
    pi_c: [...text(c), "1"],
    protocol: "groth16",
    curve: "bn128",
  };
}
