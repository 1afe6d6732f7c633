import type { LiabilityCircuit } from "../../../circuits/liabilities/circuits.ts";
import { EnvironmentError } from "../../domain/errors.ts";
import type { Groth16Proof, ProverBackend } from "../../groth16/backend.ts";
import { verifyProof } from "../../groth16/verify.ts";
import { type WitnessCalculator, witnessCalculator } from "../../groth16/witness-calculator.ts";
import type { Artefacts } from "../../keys/artefacts.ts";
import type { WitnessInput } from "../../margin/witness.ts";

/** What proves the statements of an attestation. It is not trusted: each proof is verified before it is kept (T-36). */
export interface AttestationProver {
  prove(circuit: LiabilityCircuit, input: WitnessInput): Promise<Groth16Proof>;
  verify(circuit: LiabilityCircuit, publicSignals: readonly bigint[], proof: Groth16Proof): Promise<boolean>;
  /** The name of the key: proofs by another key are other proofs. */
  keyDigest(circuit: LiabilityCircuit): Promise<string>;
}

/** Durations in seconds. */
export interface ProverTimes {
  witness: number;
  prove: number;
  verify: number;
}

export interface LocalProver extends AttestationProver {
  /** Since the prover was made. */
  readonly times: Readonly<ProverTimes>;
}

/**
 * Proves on this machine.
 * @param artefacts loads a circuit's key; each is loaded once, when it is first needed
 */
export function localProver(
  backend: ProverBackend,
  artefacts: (circuit: LiabilityCircuit) => Promise<Artefacts>,
): LocalProver {
  const loaded = new Map<
    string,
    Promise<{ readonly key: Artefacts; readonly calculator: WitnessCalculator }>
  >();
  const load = (circuit: LiabilityCircuit) => {
    const found =
      loaded.get(circuit.id) ??
      artefacts(circuit).then(async (key) => {
        if (key.circuit.id === circuit.id) return { key, calculator: await witnessCalculator(key.wasm) };
        throw new EnvironmentError(`${key.folder} is a key of ${key.circuit.id}; ${circuit.id} is needed`);
      });
    loaded.set(circuit.id, found);
    return found;
  };
  const times: ProverTimes = { witness: 0, prove: 0, verify: 0 };
  const timed = async <T>(phase: keyof ProverTimes, work: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    try {
      return await work();
    } finally {
      times[phase] += (performance.now() - start) / 1000;
    }
  };
  return {
    times,
    async prove(circuit, input) {
      const { key, calculator } = await load(circuit);
      const wtns = await timed("witness", () => calculator.wtns(input));
      return (await timed("prove", () => backend.prove(key.zkey, wtns))).proof;
    },
    async verify(circuit, publicSignals, proof) {
      const { key } = await load(circuit);
      return timed("verify", () => verifyProof(key.verificationKey, publicSignals, proof));
    },
    keyDigest: async (circuit) => (await load(circuit)).key.keyDigest,
  };
}
