import { join } from "node:path";
import type { LiabilityCircuit } from "../../circuits/liabilities/circuits.ts";
import { customerOwner } from "../../prover/accounts/customer.ts";
import { checkInclusion } from "../../prover/accounts/inclusion.ts";
import { readMembership } from "../../prover/formats/epoch.ts";
import { readJson, writeJson } from "../../prover/formats/json.ts";
import { marketToJson } from "../../prover/formats/market.ts";
import { provenStatementSchema } from "../../prover/formats/proven-statement.ts";
import type { Groth16Proof } from "../../prover/groth16/backend.ts";
import {
  EnvironmentError,
  engineBackend,
  type FieldElement,
  InvalidProofError,
  loadArtefacts,
  loadVerifierArtefacts,
} from "../../prover/index.ts";
import { compileAll } from "../../prover/keys/compile-all.ts";
import { developmentSetup } from "../../prover/keys/setup.ts";
import { type BuiltAttestation, buildAttestation } from "../../prover/liabilities/attest/build.ts";
import { localProver } from "../../prover/liabilities/attest/prover.ts";
import { SIZE_CLASSES, totalCircuit } from "../../prover/liabilities/attest/size-classes.ts";
import { ownKey } from "../../prover/liabilities/bundle/own-key.ts";
import type { Stage } from "../../prover/liabilities/bundle/stage.ts";
import { type BundleReport, verifyBundle } from "../../prover/liabilities/bundle/verify-bundle.ts";
import { accountsFromCsv } from "../../prover/liabilities/ledger/accounts-csv.ts";
import { CellTable } from "../../prover/market/cells/table.ts";
import { type ChainReport, compareWithChain } from "../../verifier-contracts/client/bundle-on-chain.ts";
import type { LocalNode } from "../chain/node.ts";
import { freshFolder } from "../quickstart/folder.ts";
import { Steps, type StepTime } from "../quickstart/steps.ts";
import { showBuild } from "../screen/build-progress.ts";
import type { Screen } from "../screen/screen.ts";
import { type ExchangeChain, openExchangeChain } from "./chain.ts";
import { customerId, writeLedger } from "./ledger.ts";
import { exchangeMarket } from "./market.ts";
import { type Published, publish } from "./publish.ts";

const VENUE = "exchange-example";
const CLASSES = SIZE_CLASSES.small;
/** Of a market of six rows. */
const TOTAL = totalCircuit(CLASSES, 6);

const STEPS = {
  keys: "circuits and keys",
  chain: "chain with contracts",
  ledger: "ledger",
  attest: "attestation",
  publish: "published, reserves read",
  users: "three customers check",
  verify: "everything verified",
  remove: "one coin removed",
} as const;

export interface ExchangeRun {
  readonly folder: string;
  readonly times: readonly StepTime[];
  readonly built: BuiltAttestation;
  readonly published: Published;
  /** Tags of the customers that checked. */
  readonly users: readonly bigint[];
  /** With all reserves, and after a coin was moved away. */
  readonly before: readonly Stage[];
  readonly after: readonly Stage[];
  readonly node: LocalNode;
  readonly addresses: { readonly attestations: string; readonly venues: string };
}

/** The whole way of an exchange's attestation, on one machine. The node runs on until it is stopped. */
export async function runExchange(screen: Screen, path: string, accounts: number): Promise<ExchangeRun> {
  const folder = await freshFolder(path);
  const steps = new Steps(screen, Object.values(STEPS));
  const keyFolders = await steps.run(
    STEPS.keys,
    () => setUpKeys(screen),
    (keys) => `${keys.size}, INSECURE development keys`,
  );
  const folderOf = (circuit: LiabilityCircuit): string => {
    const found = keyFolders.get(circuit.id);
    if (found === undefined) throw new EnvironmentError(`no key for ${circuit.id}`);
    return found;
  };
  const keyOf = async (circuit: LiabilityCircuit) => ownKey(await loadVerifierArtefacts(folderOf(circuit)));

  const totalKey = await loadVerifierArtefacts(folderOf(TOTAL));
  const chain = await steps.run(
    STEPS.chain,
    () => openExchangeChain(VENUE, totalKey),
    ({ node }) => node.url,
  );
  const market = exchangeMarket(VENUE, chain.now);
  const table = await CellTable.build(market, CLASSES.kind);
  await steps.run(
    STEPS.ledger,
    async () => {
      await writeJson(folder.at("market.json"), marketToJson(market));
      await writeLedger(folder.at("ledger.csv"), accounts);
    },
    () => `${accounts} accounts, and two that cannot be attested`,
  );

  const built = await steps.run(
    STEPS.attest,
    () => attest(screen, chain, table, folder.path, folderOf),
    (made) =>
      `${made.batches} batches, ${made.folds} folds, the table, a total; refused: ${made.summary.refused.map(({ who }) => who).join(", ")}`,
  );
  const { proof } = await readJson(join(built.folder, "total.json"), provenStatementSchema);
  const published = await steps.run(
    STEPS.publish,
    () => publish(chain, table, built, proof as unknown as Groth16Proof, folder.at("assets.json")),
    ({ gasUsed }) => `${gasUsed} gas`,
  );
  const users = await steps.run(
    STEPS.users,
    () => checkUsers(chain, built),
    (tags) => tags.join(", "),
  );
  const everything = () => verifyAll(chain, built.folder, keyOf);
  const before = await steps.run(STEPS.verify, everything, ({ verdict }) => verdictWord(verdict));
  const after = await steps.run(
    STEPS.remove,
    async () => {
      await published.moveAway(10n ** BigInt(published.decimals));
      return compareWithChain(before.report, expectation(chain));
    },
    ({ stages }) => stages.find(({ holds }) => holds === false)?.detail ?? "NOT NOTICED",
  );
  if (!before.verdict)
    throw new InvalidProofError("the attestation does not hold", {
      details: before.stages.map(({ name, detail }) => `${name}: ${detail}`),
    });
  if (after.stages.every(({ holds }) => holds === true)) {
    throw new InvalidProofError("the contract did not notice that reserves are short");
  }
  const { attestations, venues } = chain.contracts;
  return {
    folder: folder.path,
    times: steps.times,
    built,
    published,
    users,
    before: before.stages,
    after: after.stages,
    node: chain.node,
    addresses: { attestations: attestations.address, venues: venues.address },
  };
}

const verdictWord = (holds: boolean): string => (holds ? "SOLVENT, and every stage holds" : "does NOT hold");

/** The wide class is not needed by this ledger. */
async function setUpKeys({ progress }: Screen): Promise<ReadonlyMap<string, string>> {
  const folders = new Map<string, string>();
  // The one that takes longest first.
  const circuits = [CLASSES.table, CLASSES.narrow, TOTAL, CLASSES.fold];
  progress.show("compiling circuits", 0, circuits.length);
  await compileAll(circuits, (_, __, done) => progress.show("compiling circuits", done, circuits.length));
  for (const circuit of circuits) {
    const folder = await developmentSetup(circuit, {
      onProgress: (stage, done, total) =>
        progress.show(
          stage === "compile" ? `compiling ${circuit.id}` : `development key of ${circuit.id}`,
          done,
          total,
        ),
    });
    folders.set(circuit.id, folder);
  }
  return folders;
}

async function attest(
  screen: Screen,
  chain: ExchangeChain,
  table: CellTable,
  folder: string,
  folderOf: (circuit: LiabilityCircuit) => string,
): Promise<BuiltAttestation> {
  const backend = engineBackend();
  const prover = localProver(backend, async (circuit) => loadArtefacts(folderOf(circuit)));
  try {
    return await buildAttestation({
      identity: {
        venue: { name: VENUE, id: chain.name },
        epoch: 1,
        asOf: chain.now,
        table,
        classes: CLASSES,
      },
      ledger: accountsFromCsv(join(folder, "ledger.csv"), table.market),
      ledgerName: "the quickstart's",
      workFolder: join(folder, "private"),
      bundleFolder: join(folder, "bundle"),
      prover,
      leaveOut: true,
      onProgress: showBuild(screen.progress),
    });
  } finally {
    await Promise.all([prover.close(), backend.close()]);
  }
}

/** The first, one in the middle and the last: each from its own file, the root from the chain. */
async function checkUsers(
  { contracts, name }: ExchangeChain,
  built: BuiltAttestation,
): Promise<readonly bigint[]> {
  const { attested } = built.summary;
  const tags = [...new Set([0, Math.floor(attested / 2), attested - 1])].map((k) => BigInt(1_001 + k));
  const { root } = await contracts.venues.accountsRootOf(name, BigInt(built.manifest.epoch));
  for (const tag of tags) {
    const membership = await readMembership(join(built.usersFolder, `${tag}.json`));
    await checkInclusion(membership, root as FieldElement);
    if (membership.account.owner !== customerOwner(customerId(tag))) {
      throw new InvalidProofError(`account ${tag} is not that of ${customerId(tag)}`);
    }
  }
  return tags;
}

const expectation = ({ contracts, name }: ExchangeChain) => ({
  attestations: contracts.attestations,
  venues: contracts.venues,
  market: name,
});

async function verifyAll(
  chain: ExchangeChain,
  folder: string,
  keyOf: Parameters<typeof verifyBundle>[1]["keyOf"],
): Promise<{ readonly report: BundleReport; readonly stages: readonly Stage[]; readonly verdict: boolean }> {
  const report = await verifyBundle(folder, { keyOf });
  const onChain: ChainReport = await compareWithChain(report, expectation(chain));
  const stages = [...report.stages, ...onChain.stages];
  return { report, stages, verdict: stages.every(({ holds }) => holds === true) };
}
