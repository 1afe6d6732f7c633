import type { ProvenSignals } from "../../../prover/groth16/verify-batch.ts";
import type { SolidityKey } from "../../../prover/keys/solidity-key.ts";
import type { G2Point, VerificationKey } from "../../../prover/keys/verification-key.ts";
import { snarkjsProof } from "../../support/solidity-proof.ts";
import type { Proven } from "../../support/squares.ts";

export const provenOf = ({ proof, signals }: Proven): ProvenSignals => ({
  proof: snarkjsProof(proof),
  publicSignals: signals,
});

export function snarkjsKeyOf({ alpha, beta, gamma, delta, ic }: SolidityKey): VerificationKey {
  const g1 = ([x, y]: readonly bigint[]) => [String(x), String(y), "1"] as const;
  const g2 = ([x1, x0, y1, y0]: readonly bigint[]): G2Point => [
    [String(x0), String(x1)],
    [String(y0), String(y1)],
    ["1", "0"],
  ];
  return {
    protocol: "groth16",
    curve: "bn128",
    nPublic: ic.length - 1,
    vk_alpha_1: g1(alpha),
    vk_beta_2: g2(beta),
    vk_gamma_2: g2(gamma),
    vk_delta_2: g2(delta),
    IC: ic.map(g1),
  };
}
