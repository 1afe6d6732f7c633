/**
 * What attesting a venue costs, by phase, at a fixed shape of accounts (8 holdings on a flat table), and what it would cost for more.
 *
 *   npm run bench:attest                         1,000 accounts of the small class: minutes
 *   npm run bench:attest -- --accounts 1000000   ingest and tree are measured in full; proving is measured on --proofs batches
 *   npm run bench:attest -- --size flat          another size class (its keys are made first)
 *
 * Core-seconds are those of this process and its threads, so figures of a busy machine are comparable; wall time is not.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ACCOUNT_ARITIES } from "../circuits/registry.ts";
import { accountLeaf } from "../prover/accounts/leaf.ts";
import type { FieldElement } from "../prover/domain/field.ts";
import { engineBackend } from "../prover/groth16/engine.ts";
import { verifyProof } from "../prover/groth16/verify.ts";
import { witnessCalculator } from "../prover/groth16/witness-calculator.ts";
import { poseidon } from "../prover/hash/poseidon.ts";
import { loadArtefacts } from "../prover/keys/artefacts.ts";
import { developmentSetup } from "../prover/keys/setup.ts";
import { checkAccount } from "../prover/liabilities/attest/check-account.ts";
import { EpochSecret } from "../prover/liabilities/attest/epoch-secret.ts";
import { planBatches } from "../prover/liabilities/attest/plan.ts";
import { SIZE_CLASSES } from "../prover/liabilities/attest/size-classes.ts";
import { type BatchAccount, prepareBatch } from "../prover/liabilities/batch.ts";
import { accountsFromCsv } from "../prover/liabilities/ledger/accounts-csv.ts";
import { accountRecord, readRecords } from "../prover/liabilities/ledger/record.ts";
import { sortedByTag } from "../prover/liabilities/ledger/sort.ts";
import { writePrivateLines } from "../prover/liabilities/ledger/write-lines.ts";
import { CellTable } from "../prover/market/cells/table.ts";
import { Tree } from "../prover/tree/tree.ts";
import { benchLedger, benchMarket } from "./attest-ledger.ts";

const { values } = parseArgs({
  options: {
    accounts: { type: "string", default: "1000" },
    proofs: { type: "string", default: "4" },
    size: { type: "string", default: "small" },
  },
});
const count = Number(values.accounts);
const classes = SIZE_CLASSES[values.size as keyof typeof SIZE_CLASSES];
if (classes === undefined || classes.kind !== "flat") throw new RangeError("--size must be small or flat");

interface Phase {
  readonly name: string;
  readonly accounts: number;
  readonly coreSeconds: number;
}
const phases: Phase[] = [];
async function phase<T>(name: string, accounts: number, work: () => Promise<T>): Promise<T> {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  phases.push({ name, accounts, coreSeconds: (user + system) / 1e6 });
  return result;
}

const folder = await mkdtemp(join(tmpdir(), "solvency-bench-"));
const backend = engineBackend();
try {
  const table = await CellTable.build(benchMarket(), "flat", classes.cells);
  const key = await loadArtefacts(await developmentSetup(classes.narrow));
  const calculator = await witnessCalculator(key.wasm);
  const hash = await poseidon();
  const secret = EpochSecret.random();
  await writeFile(join(folder, "ledger.csv"), benchLedger(count));

  await phase("ingest", count, async () => {
    async function* accounts() {
      for await (const entry of accountsFromCsv(join(folder, "ledger.csv"), table.market)) {
        if ("refused" in entry) throw entry.refused.error;
        checkAccount(classes, table, entry.account);
        yield entry.account;
      }
    }
    async function* lines() {
      for await (const account of sortedByTag(accounts(), folder)) yield accountRecord(account);
    }
    await writePrivateLines(join(folder, "ledger"), lines());
  });
  await phase("tree", count, async () => {
    const leaves: FieldElement[] = [];
    for await (const account of readRecords(join(folder, "ledger"))) {
      leaves.push(accountLeaf(hash, account, secret.salt(account.tag), classes.narrow.holdings));
    }
    Tree.build(hash, ACCOUNT_ARITIES, leaves);
  });

  const batches: BatchAccount[][] = [];
  for await (const { accounts } of planBatches(readRecords(join(folder, "ledger")), classes)) {
    batches.push(accounts.map((account) => ({ account, salt: secret.salt(account.tag) })));
    if (batches.length === Number(values.proofs) + 1) break;
  }
  const prove = async (accounts: readonly BatchAccount[]) => {
    const prepared = await prepareBatch({ size: classes.narrow, table, epoch: 1n as FieldElement, accounts });
    return calculator.wtns(prepared.input);
  };
  // The first proof prepares the key: not a batch's cost.
  const [first = [], ...rest] = batches;
  await backend.prove(key.zkey, await prove(first));
  const measured = rest.length > 0 ? rest : [first];
  const provenAccounts = measured.reduce((sum, accounts) => sum + accounts.length, 0);
  const witnesses = await phase("witness", provenAccounts, async () => {
    const all: Uint8Array[] = [];
    for (const accounts of measured) all.push(await prove(accounts));
    return all;
  });
  const proofs = await phase("prove", provenAccounts, async () => {
    const all = [];
    for (const witness of witnesses) all.push(await backend.prove(key.zkey, witness));
    return all;
  });
  await phase("verify", provenAccounts, async () => {
    for (const { proof, publicSignals } of proofs) {
      if (!(await verifyProof(key.verificationKey, publicSignals, proof)))
        throw new Error("a proof does not hold");
    }
  });

  console.log(`${classes.narrow.id}, ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)}\n`);
  console.log("phase     accounts   core-seconds   accounts per core-second");
  for (const { name, accounts, coreSeconds } of phases) {
    const rate = (accounts / coreSeconds).toFixed(accounts / coreSeconds < 100 ? 1 : 0);
    console.log(
      `${name.padEnd(8)}  ${String(accounts).padStart(8)}   ${coreSeconds.toFixed(2).padStart(12)}   ${rate.padStart(24)}`,
    );
  }
  const perAccount = phases.reduce((sum, { accounts, coreSeconds }) => sum + coreSeconds / accounts, 0);
  console.log(
    "\naccounts     core-hours (extrapolated from the rates above; folds and total are a few percent more)",
  );
  for (const many of [1_000, 10_000, 100_000, 1_000_000]) {
    console.log(`${String(many).padStart(9)}   ${((many * perAccount) / 3600).toFixed(2).padStart(9)}`);
  }
} finally {
  await backend.close();
  await rm(folder, { recursive: true, force: true });
}
