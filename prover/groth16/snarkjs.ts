import { groth16 } from "snarkjs";
import { releaseCurve } from "../keys/curve.ts";
import type { Groth16Proof, ProverBackend } from "./backend.ts";

/**
 * The embedded default: snarkjs in this process. Its curve, with a worker per core, is built at the first proof and
 * kept for the next ones until close().
 */
export function snarkjsBackend(): ProverBackend {
  return {
    name: "snarkjs",
    async prove(zkey, wtns) {
      const { proof, publicSignals } = await groth16.prove(zkey, wtns);
      return { proof: proof as unknown as Groth16Proof, publicSignals: publicSignals.map(BigInt) };
    },
    close: releaseCurve,
  };
}
