import { RuleError } from "../../prover/domain/errors.ts";
import type { Groth16Proof } from "../../prover/groth16/backend.ts";

/**
 * A proof as the contracts take it: A.x, A.y, B.x.imaginary, B.x.real, B.y.imaginary, B.y.real, C.x, C.y. snarkjs has
 * imaginary parts last, and a third coordinate that is 1.
 */
export function proofWords({ pi_a, pi_b, pi_c }: Groth16Proof): bigint[] {
  const pair = (point: readonly string[]): readonly string[] => point.slice(0, 2);
  const words = [
    ...pair(pi_a),
    ...pi_b.slice(0, 2).flatMap((part) => [...pair(part)].reverse()),
    ...pair(pi_c),
  ];
  if (words.length !== 8) throw new RuleError(`a proof has eight words, not ${words.length}`);
  return words.map(BigInt);
}

/** Back again. */
export function proofFromWords(words: readonly bigint[]): Groth16Proof {
  if (words.length !== 8) throw new RuleError(`a proof has eight words, not ${words.length}`);
  const [ax, ay, bxImaginary, bxReal, byImaginary, byReal, cx, cy] = words.map(String) as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  return {
    pi_a: [ax, ay, "1"],
    pi_b: [
      [bxReal, bxImaginary],
      [byReal, byImaginary],
      ["1", "0"],
    ],
    pi_c: [cx, cy, "1"],
    protocol: "groth16",
    curve: "bn128",
  };
}
