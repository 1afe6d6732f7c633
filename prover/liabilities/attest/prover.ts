import type { LiabilityCircuit } from "../../../circuits/liabilities/circuits.ts";
import { EnvironmentError } from "../../domain/errors.ts";
import type { Groth16Proof, ProverBackend } from "../../groth16/backend.ts";
import { verifyProof } from "../../groth16/verify.ts";
import { WitnessThread } from "../../groth16/witness-thread.ts";
import type { Artefacts } from "../../keys/artefacts.ts";
import type { WitnessInput } from "../../margin/witness.ts";

/** What proves the statements of an attestation. It is not trusted: each proof is verified before it is kept (T-36). */
export interface AttestationProver {
  prove(circuit: LiabilityCircuit, input: WitnessInput): Promise<Groth16Proof>;
  verify(circuit: LiabilityCircuit, publicSignals: readonly bigint[], proof: Groth16Proof): Promise<boolean>;
  /** The name of the key: proofs by another key are other proofs. */
  keyDigest(circuit: LiabilityCircuit): Promise<string>;
}

/** Durations in seconds; of a witness, waiting for the one before it included. */
export interface ProverTimes {
  witness: number;
  prove: number;
  verify: number;
}

export interface LocalProver extends AttestationProver {
  /** Since the prover was made. */
  readonly times: Readonly<ProverTimes>;
  close(): Promise<void>;
}

/**
 * Proves on this machine. Asked for two proofs at once, it computes the witness of one while it proves the other.
 *
 * @param backend is not closed with it
 * @param artefacts loads a circuit's key; each is loaded once, when it is first needed
 */
export function localProver(
  backend: ProverBackend,
  artefacts: (circuit: LiabilityCircuit) => Promise<Artefacts>,
): LocalProver {
  const loaded = new Map<string, Promise<Artefacts>>();
  const load = (circuit: LiabilityCircuit): Promise<Artefacts> => {
    const found =
      loaded.get(circuit.id) ??
      artefacts(circuit).then((key) => {
        if (key.circuit.id === circuit.id) return key;
        throw new EnvironmentError(`${key.folder} is a key of ${key.circuit.id}; ${circuit.id} is needed`);
      });
    loaded.set(circuit.id, found);
    return found;
  };
  const witnesses = new WitnessThread();
  const times: ProverTimes = { witness: 0, prove: 0, verify: 0 };
  const timed = async <T>(phase: keyof ProverTimes, work: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    try {
      return await work();
    } finally {
      times[phase] += (performance.now() - start) / 1000;
    }
  };
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => {});
    return mine;
  };
  return {
    times,
    async prove(circuit, input) {
      const { id, wasm, zkey } = { id: circuit.id, ...(await load(circuit)) };
      const wtns = await timed("witness", () => witnesses.wtns(id, wasm, input));
      return inTurn(async () => (await timed("prove", () => backend.prove(zkey, wtns))).proof);
    },
    async verify(circuit, publicSignals, proof) {
      const { verificationKey } = await load(circuit);
      return timed("verify", () => verifyProof(verificationKey, publicSignals, proof));
    },
    keyDigest: async (circuit) => (await load(circuit)).keyDigest,
    close: () => witnesses.close(),
  };
}
