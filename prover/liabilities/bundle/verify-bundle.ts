import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type LiabilityCircuit, TOTAL_FAMILY } from "../../../circuits/liabilities/circuits.ts";
import { InvalidProofError } from "../../domain/errors.ts";
import { type AttestationManifest, attestationSchema, type BundleFile } from "../../formats/attestation.ts";
import { readJson } from "../../formats/json.ts";
import { readMarket } from "../../formats/market.ts";
import { provenStatementSchema } from "../../formats/proven-statement.ts";
import { readReserves } from "../../formats/reserves.ts";
import { CellTable } from "../../market/cells/table.ts";
import type { Market } from "../../market/row.ts";
import { MarketTree } from "../../market/tree.ts";
import { type ReserveReport, type VerifyOptions, verifyReserves } from "../../reserves/verify.ts";
import { epochSignal } from "../epoch-signal.ts";
import { areNear } from "../times.ts";
import { type AttestedTotals, totalSignals } from "../total.ts";
import { bundleHash } from "./bundle-hash.ts";
import type { OwnKey } from "./own-key.ts";
import { circuitOf, type Expected, verifyProofLines } from "./proof-lines.ts";
import { allHold, notLookedAt, type Stage, stage } from "./stage.ts";
import { describeFile } from "./write-bundle.ts";

export interface VerifyBundleOptions {
  /** @throws EnvironmentError when there is no key for the circuit */
  readonly keyOf: (circuit: LiabilityCircuit) => Promise<OwnKey>;
  /** What counts as reserves on other chains; without it their evidence is not looked at. */
  readonly reserves?: VerifyOptions;
  /** @param total of proofs but the total's */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface BundleReport {
  readonly stages: readonly Stage[];
  readonly holds: boolean;
  readonly insecureKeys: boolean;
  /** Undefined where it could not be read. */
  readonly manifest: AttestationManifest | undefined;
  readonly market: Market | undefined;
  readonly totals: AttestedTotals | undefined;
  readonly hash: string | undefined;
  readonly reserves: ReserveReport | undefined;
}

/**
 * Checks everything a bundle says by itself: files, market, every proof, how they hang together, the total, reserves elsewhere. It trusts
 * nothing in the bundle, and goes on after a failure only with what does not depend on it.
 */
export async function verifyBundle(folder: string, options: VerifyBundleOptions): Promise<BundleReport> {
  const stages: Stage[] = [];
  let insecureKeys = false;
  const keys = new Map<string, Promise<OwnKey>>();
  const keyOf = async (circuit: LiabilityCircuit): Promise<OwnKey> => {
    const found = keys.get(circuit.id) ?? options.keyOf(circuit);
    keys.set(circuit.id, found);
    const key = await found;
    insecureKeys ||= key.insecure;
    return key;
  };

  const read = await stage(stages, "files", async () => {
    const manifest = await readJson(join(folder, "manifest.json"), attestationSchema);
    const hash = await bundleHash(folder);
    await assertFiles(folder, manifest);
    return [
      `${Object.keys(manifest.files).length} files have the hashes of the manifest`,
      { manifest, hash },
    ] as const;
  });
  const { manifest, hash } = read ?? {};
  const nothing = { holds: false, manifest, market: undefined, totals: undefined, hash, reserves: undefined };
  if (manifest === undefined) {
    for (const name of ["market", "proofs", "total", "reserves elsewhere"]) {
      notLookedAt(stages, name, "the bundle's files are not what they should be");
    }
    return { ...nothing, stages, insecureKeys };
  }

  const table = await stage(stages, "market", async () => {
    const table = await checkedTable(folder, manifest);
    return [`root and table of its ${table.market.rows.length} rows are the attested ones`, table] as const;
  });
  const totals: AttestedTotals = {
    accountsRoot: manifest.accountsRoot,
    epoch: epochSignal(manifest.venue.id, BigInt(manifest.epoch)),
    table: manifest.table.digest,
    subtree: manifest.subtree,
    net: manifest.net.map(({ quantity }) => quantity),
  };
  const expected: Expected = { manifest, keyOf };
  await stage(stages, "proofs", async () => {
    await verifyProofLines(join(folder, "proofs.ndjson"), expected, options.onProgress ?? (() => {}));
    const { batches, folds, readings } = manifest;
    const what = `${batches} batches and ${folds} folds hold and make one subtree of all accounts`;
    return [
      `${what}; the table is read against it in ${readings} step${readings === 1 ? "" : "s"}`,
      true,
    ] as const;
  });
  await stage(stages, "total", async () => {
    await verifyTotal(folder, totals, expected);
    return ["the published sums are those of all accounts, and of no other table or epoch", true] as const;
  });
  let reserves: ReserveReport | undefined;
  if (manifest.files["reserves.json"] !== undefined) {
    if (options.reserves === undefined) {
      notLookedAt(
        stages,
        "reserves elsewhere",
        "evidence is there; say which assets count to have it checked",
      );
    } else {
      const rules = options.reserves;
      reserves = await stage(stages, "reserves elsewhere", async () => {
        const evidence = await readReserves(join(folder, "reserves.json"));
        if (evidence.venue !== manifest.venue.id || evidence.epoch !== BigInt(manifest.epoch)) {
          throw new InvalidProofError("the evidence is of another venue or epoch");
        }
        if (evidence.asOf < manifest.asOf) {
          throw new InvalidProofError("the evidence is of a time before the accounts");
        }
        const report = await verifyReserves(evidence, rules);
        const open = report.holdings.find(({ unchecked }) => unchecked.length > 0);
        if (open !== undefined) {
          throw new InvalidProofError(
            `${open.address} on ${open.chain}: nobody was asked ${open.unchecked[0]}`,
          );
        }
        return [`${report.holdings.length} holdings are owned and proven`, report] as const;
      });
    }
  }
  const market = table?.market;
  return { stages, holds: allHold(stages), insecureKeys, manifest, market, totals, hash, reserves };
}

/** Every file is there, whole and unchanged, and none that the manifest does not name, but what comes from the chain. */
async function assertFiles(folder: string, { files }: AttestationManifest): Promise<void> {
  for (const [name, expected] of Object.entries(files) as [BundleFile, (typeof files)["market.json"]][]) {
    const found = await describeFile(join(folder, name));
    if (found.bytes === expected.bytes && found.sha256 === expected.sha256) continue;
    throw new InvalidProofError(`${name} is not the file of the manifest`);
  }
  const known = new Set<string>([...Object.keys(files), "manifest.json", "publication.json"]);
  const other = (await readdir(folder)).find((name) => !known.has(name));
  if (other !== undefined) throw new InvalidProofError(`the manifest does not name ${other}`);
}

async function checkedTable(folder: string, manifest: AttestationManifest): Promise<CellTable> {
  const file: BundleFile = "market.json";
  const market = await readMarket(join(folder, file));
  if ((await MarketTree.build(market)).root !== manifest.marketRoot) {
    throw new InvalidProofError("the market's root is not that of its rows");
  }
  if (!areNear(manifest.asOf, market.asOf)) {
    throw new InvalidProofError("accounts and prices are of times more than an hour apart");
  }
  const { kind, cells, digest } = manifest.table;
  const table = await CellTable.build(market, kind);
  if (table.digest !== digest || table.cells.length !== cells)
    throw new InvalidProofError("the table's digest is not that of the market's rows");
  const names = market.rows.map(({ name }) => name).join("\n");
  if (manifest.net.map(({ row }) => row).join("\n") !== names) {
    throw new InvalidProofError("the published sums are not those of the market's rows, one each");
  }
  return table;
}

async function verifyTotal(folder: string, totals: AttestedTotals, expected: Expected): Promise<void> {
  const {
    circuit: id,
    publicSignals,
    proof,
  } = await readJson(join(folder, "total.json"), provenStatementSchema);
  const circuit = circuitOf(id, [TOTAL_FAMILY], expected.manifest);
  const signals = totalSignals(totals);
  if (publicSignals.join() !== signals.join()) {
    throw new InvalidProofError("the total is of other sums, another root, epoch, table or subtree");
  }
  const key = await expected.keyOf(circuit);
  if (key.keyDigest !== expected.manifest.keys[id])
    throw new InvalidProofError(`made with another key of ${id} than yours`);
  if ((await key.invalid([{ publicSignals: signals, proof }])).length > 0)
    throw new InvalidProofError("the proof of the total does not hold");
}
