import { RuleError } from "../../prover/domain/errors.ts";
import type { SignedMarket } from "./attestations.ts";

/**
 * Puts the signatures of one attestation together, in the order that the registry wants: by address, each once.
 * @throws RuleError when they are not of the same attestation
 */
export function mergeMarkets(parts: readonly SignedMarket[]): SignedMarket {
  const [first] = parts;
  if (first === undefined) throw new RuleError("nothing to merge");
  const signatures = new Map<string, string>();
  for (const { attestation, signers, signatures: given } of parts) {
    for (const field of ["market", "marketRoot", "asOf"] as const) {
      if (attestation[field] === first.attestation[field]) continue;
      throw new RuleError(`signatures of different attestations: they differ in ${field}`);
    }
    signers.forEach((signer, k) => {
      signatures.set(signer, given[k] ?? "0x");
    });
  }
  const signers = [...signatures.keys()].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  return {
    attestation: first.attestation,
    signers,
    signatures: signers.map((signer) => signatures.get(signer) ?? "0x"),
  };
}
