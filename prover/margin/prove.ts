import { EnvironmentError, InvalidProofError } from "../domain/errors.ts";
import type { Claim } from "../formats/claim.ts";
import type { ProverBackend } from "../groth16/backend.ts";
import { verifyProof } from "../groth16/verify.ts";
import { witnessCalculator } from "../groth16/witness-calculator.ts";
import type { Artefacts } from "../keys/artefacts.ts";
import { type ClaimContext, contextSignal } from "./context.ts";
import { statementSignals } from "./statement.ts";
import { type MarginRequest, type PreparedClaim, prepareClaim } from "./witness.ts";

export type ProvingStage = "check" | "witness" | "prove" | "verify";

export interface ProveOptions {
  readonly backend: ProverBackend;
  /** Artefacts of the circuit that fits the account; called once the account is known to be provable. */
  readonly artefacts: (circuitId: string) => Promise<Artefacts>;
  readonly context: ClaimContext;
  readonly onStage?: (stage: ProvingStage) => void;
}

/**
 * Proves a margin claim: model first, then witness, proof, and the proof's own verification, so that no broken
 * backend or key ever hands out a claim.
 *
 * @throws NotProvableError, InputError as prepareClaim; InvalidProofError when the backend's proof does not verify
 */
export async function proveMargin(
  request: Omit<MarginRequest, "context">,
  options: ProveOptions,
): Promise<{ claim: Claim; prepared: PreparedClaim }> {
  const { backend, context, onStage } = options;
  onStage?.("check");
  const prepared = await prepareClaim({ ...request, context: contextSignal(context) });
  const artefacts = await options.artefacts(prepared.circuit.id);
  if (artefacts.circuit.id !== prepared.circuit.id) {
    throw new EnvironmentError(
      `the account needs ${prepared.circuit.id}, the key given is of ${artefacts.circuit.id}`,
    );
  }

  onStage?.("witness");
  const wtns = await (await witnessCalculator(artefacts.wasm)).wtns(prepared.input);

  onStage?.("prove");
  const { proof, publicSignals } = await backend.prove(artefacts.zkey, wtns).finally(() => {
    wtns.fill(0); // the witness holds the owner secret
  });

  onStage?.("verify");
  const expected = statementSignals(prepared.statement);
  const same =
    publicSignals.length === expected.length && publicSignals.every((signal, i) => signal === expected[i]);
  if (!same || !(await verifyProof(artefacts.verificationKey, expected, proof))) {
    throw new InvalidProofError(
      `prover ${backend.name} returned a proof that does not verify; it was thrown away`,
    );
  }
  const { circuit, keyDigest } = artefacts;
  return { claim: { circuit: circuit.id, keyDigest, proof, publicSignals: expected, context }, prepared };
}
