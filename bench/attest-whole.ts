/**
 * A whole attestation of made-up accounts, with real proofs: built, its bundle verified, a random hundred customers' inclusion checked.
 *
 *   npm run attest:whole                                  10,000 accounts of the flat class: some minutes
 *   npm run attest:whole -- --accounts 300 --size small   fewer, smaller
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { cpuUsage } from "node:process";
import { parseArgs } from "node:util";
import type { LiabilityCircuit } from "../circuits/liabilities/circuits.ts";
import { checkInclusion } from "../prover/accounts/inclusion.ts";
import { readMembership } from "../prover/formats/epoch.ts";
import { engineBackend } from "../prover/groth16/engine.ts";
import { loadArtefacts, loadVerifierArtefacts } from "../prover/keys/artefacts.ts";
import { developmentSetup } from "../prover/keys/setup.ts";
import { buildAttestation } from "../prover/liabilities/attest/build.ts";
import { localProver } from "../prover/liabilities/attest/prover.ts";
import { SIZE_CLASSES, totalCircuit } from "../prover/liabilities/attest/size-classes.ts";
import { ownKey } from "../prover/liabilities/bundle/own-key.ts";
import { verifyBundle } from "../prover/liabilities/bundle/verify-bundle.ts";
import { accountsFromCsv } from "../prover/liabilities/ledger/accounts-csv.ts";
import { CellTable } from "../prover/market/cells/table.ts";
import { benchLedger, benchMarket } from "./attest-ledger.ts";

const { values } = parseArgs({
  options: {
    accounts: { type: "string", default: "10000" },
    size: { type: "string", default: "flat" },
  },
});
const count = Number(values.accounts);
const classes = SIZE_CLASSES[values.size as keyof typeof SIZE_CLASSES];
if (classes === undefined)
  throw new RangeError(`--size must be one of ${Object.keys(SIZE_CLASSES).join(", ")}`);

async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
  const [start, before] = [performance.now(), cpuUsage()];
  const result = await work();
  const { user, system } = cpuUsage(before);
  const [wall, cores] = [(performance.now() - start) / 1000, (user + system) / 1e6];
  console.log(
    `${name.padEnd(12)} ${wall.toFixed(1).padStart(8)} s   ${cores.toFixed(1).padStart(8)} core-seconds   ${(count / cores).toFixed(1).padStart(9)} accounts a core-second`,
  );
  return result;
}

const folder = await mkdtemp(join(tmpdir(), "solvency-whole-"));
const backend = engineBackend();
const prover = localProver(backend, async (circuit) => loadArtefacts(await developmentSetup(circuit)));
try {
  const table = await CellTable.build(benchMarket(), classes.kind);
  const circuits: readonly LiabilityCircuit[] = [
    classes.narrow,
    classes.fold,
    classes.table,
    totalCircuit(classes, table.market.rows.length),
  ];
  console.log(
    `${count} accounts, ${classes.narrow.id}, ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)}\n`,
  );
  for (const circuit of circuits) await developmentSetup(circuit);
  await writeFile(join(folder, "ledger.csv"), benchLedger(count));
  const built = await timed("build", () =>
    buildAttestation({
      identity: {
        venue: { name: "bench", id: `0x${"be".repeat(32)}` },
        epoch: 1,
        asOf: table.market.asOf,
        table,
        classes,
      },
      ledgerName: "bench",
      ledger: accountsFromCsv(join(folder, "ledger.csv"), table.market),
      workFolder: join(folder, "work"),
      bundleFolder: join(folder, "bundle"),
      prover,
    }),
  );
  const { times } = prover;
  console.log(
    `             of it ${Object.entries(times)
      .map(([name, seconds]) => `${name} ${seconds.toFixed(1)} s`)
      .join(", ")} (witnesses are made beside proofs)`,
  );
  const report = await timed("verify", () =>
    verifyBundle(built.folder, {
      keyOf: async (circuit) => ownKey(await loadVerifierArtefacts(await developmentSetup(circuit))),
    }),
  );
  for (const { name, holds, detail } of report.stages)
    console.log(`             ${holds ? "holds" : "DOES NOT HOLD"}   ${name}: ${detail}`);
  if (!report.holds) throw new Error("the bundle does not hold");
  const checked = new Set<number>();
  while (checked.size < Math.min(100, count)) checked.add(1 + Math.floor(Math.random() * count));
  await timed("inclusion", async () => {
    for (const tag of checked) {
      const membership = await readMembership(join(built.usersFolder, `${tag}.json`));
      await checkInclusion(membership, built.manifest.accountsRoot, membership.account);
    }
  });
  console.log(
    `\n${built.batches} batches, ${built.folds} folds, ${built.readings} for the table, one total; ${checked.size} customers at random are in`,
  );
} finally {
  await Promise.all([prover.close(), backend.close()]);
  await rm(folder, { recursive: true, force: true });
}
