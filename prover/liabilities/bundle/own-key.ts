import { verifyProof } from "../../groth16/verify.ts";
import type { VerifierArtefacts } from "../../keys/artefacts.ts";
import type { OwnKey } from "./verify-bundle.ts";

export const ownKey = ({ keyDigest, manifest, verificationKey }: VerifierArtefacts): OwnKey => ({
  keyDigest,
  insecure: manifest.setup.insecure,
  verify: (publicSignals, proof) => verifyProof(verificationKey, publicSignals, proof),
});
