import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../../domain/errors.ts";
import type { LedgerSummary } from "../../formats/ledger-summary.ts";
import type { ReserveEvidence } from "../../reserves/evidence.ts";
import { type WrittenBundle, writeBundle } from "../bundle/write-bundle.ts";
import type { LedgerEntry } from "../ledger/entry.ts";
import { areNear } from "../times.ts";
import { commitEpoch } from "./commit-epoch.ts";
import type { EpochIdentity } from "./epoch-identity.ts";
import { prepareLedger } from "./prepare-ledger.ts";
import { ProofStore } from "./proof-store.ts";
import { proveEpoch } from "./prove-epoch.ts";
import type { AttestationProver } from "./prover.ts";
import { totalCircuit } from "./size-classes.ts";
import { WorkFolder } from "./work-folder.ts";
import { lockFolder } from "./work-lock.ts";
import { writeUsers } from "./write-users.ts";

export type BuildPhase = "ingest" | "commit" | "prove" | "users";

export interface BuildRequest {
  readonly identity: EpochIdentity;
  /** Read once: what was read before an interruption is kept. */
  readonly ledger: AsyncIterable<LedgerEntry>;
  /** Which ledger it is, such as fileFingerprint gives it: the work folder of another one is refused. */
  readonly ledgerName: string;
  /** Private, for this epoch alone. An interrupted build goes on in it. */
  readonly workFolder: string;
  /** What is published. */
  readonly bundleFolder: string;
  readonly prover: AttestationProver;
  readonly leaveOut?: boolean;
  /** Evidence of reserves on other chains. */
  readonly reserves?: ReserveEvidence;
  /** Whose inclusion files are written; all where absent. */
  readonly users?: ReadonlySet<bigint>;
  /** @param total 0 where it is not known yet */
  readonly onProgress?: (phase: BuildPhase, done: number, total: number) => void;
}

export interface BuiltAttestation extends WrittenBundle {
  readonly summary: LedgerSummary;
  readonly batches: number;
  readonly folds: number;
  /** Steps in which the table was read. */
  readonly readings: number;
  /** Proofs made now; the others were there. */
  readonly made: number;
  /** Inclusion files written. */
  readonly users: number;
  readonly usersFolder: string;
}

/**
 * Attests an epoch: reads the ledger, proves, writes each customer's inclusion file and the bundle. It can be killed at any point: run
 * again with the same folders it goes on, and makes no proof twice.
 *
 * @throws InputError for accounts that cannot be attested, unless they are left out, and for folders of something else
 * @throws EnvironmentError when another process works in the folder
 */
export async function buildAttestation(request: BuildRequest): Promise<BuiltAttestation> {
  const { identity, prover, onProgress = () => {} } = request;
  assertIdentity(identity);
  if (request.reserves !== undefined) assertReserves(identity, request.reserves);
  await mkdir(request.workFolder, { recursive: true, mode: 0o700 });
  const unlock = await lockFolder(join(request.workFolder, "lock"));
  try {
    const work = await WorkFolder.open(request.workFolder, identity);
    const summary = await prepareLedger(work, identity, request.ledger, {
      name: request.ledgerName,
      leaveOut: request.leaveOut ?? false,
      onProgress: (accounts) => onProgress("ingest", accounts, 0),
    });
    const accounts = summary.attested + summary.padding;
    const committed = await commitEpoch(work, identity, (done) => onProgress("commit", done, accounts));
    onProgress("prove", 0, accounts);
    const store = await ProofStore.open(work.at("proofs"), prover);
    const proven = await proveEpoch(work, identity, committed, store, (done) =>
      onProgress("prove", done, accounts),
    );
    const users = await writeUsers(work, identity, proven.totals.accountsRoot, {
      attested: summary.attested,
      onProgress: (files) => onProgress("users", files, request.users?.size ?? summary.attested),
      ...(request.users === undefined ? {} : { tags: request.users }),
    });
    const bundle = await writeBundle(request.bundleFolder, identity, proven, prover, {
      leftOut: summary.refused.length,
      reserves: request.reserves,
    });
    const { batches, folds, readings } = proven;
    return {
      ...bundle,
      summary,
      batches,
      folds,
      readings,
      made: store.made,
      users,
      usersFolder: join(work.path, "users"),
    };
  } finally {
    await unlock();
  }
}

function assertReserves({ venue, epoch, asOf }: EpochIdentity, evidence: ReserveEvidence): void {
  const wanted = { venue: venue.id, epoch: BigInt(epoch) };
  for (const field of ["venue", "epoch"] as const) {
    if (evidence[field] === wanted[field]) continue;
    const rule = `must be the attestation's, ${wanted[field]}`;
    throw new InputError({ field: `reserves: ${field}`, value: String(evidence[field]), rule });
  }
  if (evidence.asOf >= asOf) return;
  const rule = `must not be before the accounts, which are of ${asOf}`;
  throw new InputError({ field: "reserves: asOf", value: String(evidence.asOf), rule });
}

function assertIdentity({ epoch, asOf, table, classes }: EpochIdentity): void {
  if (!Number.isSafeInteger(epoch) || epoch < 1) {
    throw new InputError({ field: "epoch", value: String(epoch), rule: "epochs are whole numbers from 1" });
  }
  if (!areNear(asOf, table.market.asOf)) {
    const rule = `must be at most an hour from the market's time, ${table.market.asOf}: give --as-of, or prices of that time`;
    throw new InputError({ field: "asOf", value: String(asOf), rule });
  }
  totalCircuit(classes, table.market.rows.length);
  if (table.kind === classes.kind) return;
  throw new InputError({
    field: "table",
    value: table.kind,
    rule: `the circuits read a table of kind ${classes.kind}`,
  });
}
