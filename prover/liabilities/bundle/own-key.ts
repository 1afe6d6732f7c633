import { type ProvenSignals, verifyProofs } from "../../groth16/verify-batch.ts";
import type { VerifierArtefacts } from "../../keys/artefacts.ts";

/** A key of the verifier's own (T-16). */
export interface OwnKey {
  readonly keyDigest: string;
  /** Its trapdoor is public: whoever wants to forges proofs. */
  readonly insecure: boolean;
  /** Indexes of those that do not hold, ascending. */
  invalid(proofs: readonly ProvenSignals[]): Promise<readonly number[]>;
}

export const ownKey = ({ keyDigest, manifest, verificationKey }: VerifierArtefacts): OwnKey => ({
  keyDigest,
  insecure: manifest.setup.insecure,
  async invalid(proofs) {
    const { valid, invalid } = await verifyProofs(verificationKey, proofs);
    if (valid || invalid.length > 0) return invalid;
    throw new Error("the verifier refuses the proofs and names none");
  },
});
