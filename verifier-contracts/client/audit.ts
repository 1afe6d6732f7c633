import type { Claim } from "../../prover/formats/claim.ts";
import type { VerifierArtefacts } from "../../prover/keys/artefacts.ts";
import { contextSignal } from "../../prover/margin/context.ts";
import { type Verdict, verifyClaim } from "../../prover/margin/verify.ts";
import type { AuditRecord } from "./audit-record.ts";
import { proofFromWords } from "./proof-words.ts";

/**
 * The claim that a record tells of, as its maker once wrote it.
 * @param circuit the id of the key's circuit, which the chain does not say
 */
export function claimOfRecord(record: AuditRecord, circuit: string): Claim {
  const { chainId, claims, submitter, deadline, recipient } = record;
  const context = { chainId, claims, submitter, deadline, recipient };
  const { accountsRoot, marketRoot, predicate, scope, nullifier } = record;
  return {
    circuit,
    keyDigest: record.keyDigest,
    proof: proofFromWords(record.proof),
    publicSignals: [accountsRoot, marketRoot, predicate, scope, nullifier, contextSignal(context)],
    context,
  };
}

/** Verifies a past claim again, from its logs and a key of the auditor's own. Needs no node. */
export const auditClaim = (record: AuditRecord, key: VerifierArtefacts): Promise<Verdict> =>
  verifyClaim(claimOfRecord(record, key.circuit.id), key, {
    accountsRoot: record.accountsRoot,
    marketRoot: record.marketRoot,
  });
