import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, mkdtemp, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../../domain/errors.ts";
import {
  type AttestationManifest,
  attestationSchema,
  attestationToJson,
  type BundleFile,
} from "../../formats/attestation.ts";
import { readJson, writeJson } from "../../formats/json.ts";
import { marketToJson } from "../../formats/market.ts";
import { writeReserves } from "../../formats/reserves.ts";
import { MarketTree } from "../../market/tree.ts";
import type { ReserveEvidence } from "../../reserves/evidence.ts";
import type { EpochIdentity } from "../attest/epoch-identity.ts";
import type { ProvenEpoch } from "../attest/prove-epoch.ts";
import type { AttestationProver } from "../attest/prover.ts";
import { bundleHash } from "./bundle-hash.ts";

export interface WrittenBundle {
  readonly folder: string;
  readonly manifest: AttestationManifest;
  /** bytes32: what the venue signs. */
  readonly hash: string;
}

/**
 * Writes what a venue publishes of an epoch. It holds no salt, no quantity of an account and no blind.
 *
 * @param folder appears whole or not at all; where the same bundle is already, nothing changes
 * @throws InputError where something else is
 */
export async function writeBundle(
  folder: string,
  identity: EpochIdentity,
  proven: ProvenEpoch,
  prover: Pick<AttestationProver, "keyDigest">,
  more: { readonly leftOut: number; readonly reserves?: ReserveEvidence | undefined },
): Promise<WrittenBundle> {
  const { venue, epoch, asOf, table, classes } = identity;
  const work = await mkdtemp(`${folder}.tmp-`);
  try {
    await writeJson(join(work, "market.json"), marketToJson(table.market));
    await copyFile(proven.proofsFile, join(work, "proofs.ndjson"));
    await writeJson(join(work, "total.json"), proven.total);
    if (more.reserves !== undefined) await writeReserves(join(work, "reserves.json"), more.reserves);
    const entry = (name: BundleFile) => describeFile(join(work, name));
    const circuits = [classes.narrow, classes.wide, classes.fold, classes.table, ...classes.totals];
    const used = circuits.filter((circuit) => proven.circuits.has(circuit.id));
    const manifest: AttestationManifest = {
      format: "solvency-attestation/1",
      venue,
      epoch,
      asOf,
      accountsRoot: proven.totals.accountsRoot,
      marketRoot: (await MarketTree.build(table.market)).root,
      table: { kind: table.kind, cells: table.cells.length, digest: table.digest },
      subtree: proven.totals.subtree,
      net: table.market.rows.map(({ name }, k) => ({ row: name, quantity: proven.totals.net[k] ?? 0n })),
      keys: Object.fromEntries(
        await Promise.all(used.map(async (circuit) => [circuit.id, await prover.keyDigest(circuit)])),
      ),
      batches: proven.batches,
      folds: proven.folds,
      readings: proven.readings,
      leftOut: more.leftOut,
      files: {
        "market.json": await entry("market.json"),
        "proofs.ndjson": await entry("proofs.ndjson"),
        "total.json": await entry("total.json"),
        ...(more.reserves === undefined ? {} : { "reserves.json": await entry("reserves.json") }),
      },
    };
    await writeJson(join(work, "manifest.json"), attestationToJson(manifest));
    const hash = await bundleHash(work);
    if (!(await isThere(folder, hash))) await rename(work, folder);
    return { folder, manifest, hash };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

export async function describeFile(path: string): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return { sha256: hash.digest("hex"), bytes: (await stat(path)).size };
}

async function isThere(folder: string, hash: string): Promise<boolean> {
  if ((await stat(folder).catch(() => undefined)) === undefined) return false;
  const same = await bundleHash(folder).then(
    (found) => found === hash,
    () => false,
  );
  if (same) {
    await readJson(join(folder, "manifest.json"), attestationSchema);
    return true;
  }
  const rule = "holds something else already; nothing was written";
  throw new InputError({ field: "bundle folder", value: JSON.stringify(folder), rule });
}
