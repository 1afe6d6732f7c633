/**
 * What attesting a venue costs, by phase, at a fixed shape of accounts (8 holdings), and what it would cost for more.
 *
 *   npm run bench:attest                         1,000 accounts of the small class: a minute or two
 *   npm run bench:attest -- --accounts 1000000   ingest, tree and commit are measured in full; proofs on eight batches
 *   npm run bench:attest -- --size flat          another size class (its keys are made first)
 *
 * Core-seconds are those of this process and its threads, so figures of a busy machine are comparable; wall time is not.
 */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ACCOUNT_ARITIES } from "../circuits/registry.ts";
import { accountLeaf } from "../prover/accounts/leaf.ts";
import type { FieldElement } from "../prover/domain/field.ts";
import { engineBackend } from "../prover/groth16/engine.ts";
import { poseidon } from "../prover/hash/poseidon.ts";
import { checkAccount } from "../prover/liabilities/attest/check-account.ts";
import { commitEpoch } from "../prover/liabilities/attest/commit-epoch.ts";
import type { EpochIdentity } from "../prover/liabilities/attest/epoch-identity.ts";
import { SIZE_CLASSES } from "../prover/liabilities/attest/size-classes.ts";
import { WorkFolder } from "../prover/liabilities/attest/work-folder.ts";
import { accountsFromCsv } from "../prover/liabilities/ledger/accounts-csv.ts";
import { accountRecord, readRecords } from "../prover/liabilities/ledger/record.ts";
import { sortedByTag } from "../prover/liabilities/ledger/sort.ts";
import { writePrivateLines } from "../prover/liabilities/ledger/write-lines.ts";
import { CellTable } from "../prover/market/cells/table.ts";
import { Tree } from "../prover/tree/tree.ts";
import { proveSmallEpoch } from "./attest-epoch.ts";
import { benchLedger, benchMarket } from "./attest-ledger.ts";
import { Phases } from "./phases.ts";

const { values } = parseArgs({
  options: {
    accounts: { type: "string", default: "1000" },
    size: { type: "string", default: "small" },
  },
});
const count = Number(values.accounts);
const classes = SIZE_CLASSES[values.size as keyof typeof SIZE_CLASSES];
if (classes === undefined)
  throw new RangeError(`--size must be one of ${Object.keys(SIZE_CLASSES).join(", ")}`);
const eightBatches = 8 * classes.narrow.accounts;

const folder = await mkdtemp(join(tmpdir(), "solvency-bench-"));
const backend = engineBackend();
const phases = new Phases();
try {
  const table = await CellTable.build(benchMarket(), classes.kind);
  const hash = await poseidon();
  const identity: EpochIdentity = {
    venue: { name: "bench", id: `0x${"be".repeat(32)}` },
    epoch: 1,
    asOf: table.market.asOf,
    table,
    classes,
  };
  const workOf = async (name: string, accounts: number) => {
    await mkdir(join(folder, name));
    const work = await WorkFolder.open(join(folder, name), identity);
    await writeFile(work.at("ledger.csv"), benchLedger(accounts));
    return work;
  };
  const ingest = async (work: WorkFolder): Promise<void> => {
    async function* accounts() {
      for await (const entry of accountsFromCsv(work.at("ledger.csv"), table.market)) {
        if ("refused" in entry) throw entry.refused.error;
        checkAccount(identity.classes, table, entry.account);
        yield entry.account;
      }
    }
    async function* lines() {
      for await (const account of sortedByTag(accounts(), folder)) yield accountRecord(account);
    }
    await writePrivateLines(work.at("ledger"), lines());
  };

  const work = await workOf("all", count);
  await phases.run("ingest", count, () => ingest(work));
  await phases.run("tree", count, async () => {
    const leaves: FieldElement[] = [];
    for await (const account of readRecords(work.at("ledger"))) {
      leaves.push(accountLeaf(hash, account, work.secret.salt(account.tag), classes.narrow.holdings));
    }
    Tree.build(hash, ACCOUNT_ARITIES, leaves);
  });
  await phases.run("commit", count, () => commitEpoch(work, identity));
  const eight = await workOf("eight", eightBatches);
  await ingest(eight);
  await proveSmallEpoch(phases, eight, identity, backend);

  const cores = availableParallelism();
  console.log(
    `${classes.narrow.id}, ${cores} cores, load ${loadavg()[0]?.toFixed(1)}, ${table.cells.length} cells\n`,
  );
  console.log("phase          count   core-seconds   a core-second");
  for (const { name, count: times, coreSeconds } of phases.all) {
    const rate = times / coreSeconds;
    const shown = rate < 100 ? rate.toFixed(2) : rate.toFixed(0);
    console.log(
      `${name.padEnd(8)}  ${String(times).padStart(10)}   ${coreSeconds.toFixed(2).padStart(12)}   ${shown.padStart(13)}`,
    );
  }
  const perAccount =
    ["ingest", "tree", "commit", "witness", "prove", "verify"].reduce(
      (sum, name) => sum + phases.each(name),
      0,
    ) +
    phases.each("fold") / (7 * classes.narrow.accounts);
  const perEpoch = phases.each("table") * table.steps.length + phases.each("total");
  console.log("\naccounts     core-hours (extrapolated from the rates above)");
  for (const many of [1_000, 10_000, 100_000, 1_000_000]) {
    const hours = (many * perAccount + perEpoch) / 3600;
    console.log(`${String(many).padStart(9)}   ${hours.toFixed(2).padStart(9)}`);
  }
} finally {
  await backend.close();
  await rm(folder, { recursive: true, force: true });
}
