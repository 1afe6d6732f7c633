import {
  circuitById,
  formatFieldElement,
  InvalidProofError,
  readClaim,
  statementFromSignals,
  verifyClaim,
} from "../../prover/index.ts";
import { submissionOf, termsOf } from "../../verifier-contracts/client/submission.ts";
import { buildContracts } from "../chain/contracts.ts";
import { hardhatExecutable } from "../chain/hardhat.ts";
import { submitClaims } from "../chain/submit-claims.ts";
import { importAccounts } from "../commands/account-import.ts";
import { buildEpochFolder } from "../commands/epoch-build.ts";
import { setUpKey } from "../commands/keys-setup.ts";
import { buildMarketFile } from "../commands/market-build.ts";
import { type ProveMarginOptions, proveToFolder } from "../commands/prove-margin.ts";
import { provingKey } from "../keys.ts";
import { membershipFrom, ownerSecretFrom } from "../private-files.ts";
import { count, grouped } from "../screen/amounts.ts";
import type { Screen } from "../screen/screen.ts";
import { attest } from "./attest.ts";
import { openChain } from "./chain.ts";
import { freshFolder } from "./folder.ts";
import { tryForgeries } from "./forgeries.ts";
import { writeNeighbours } from "./neighbours.ts";
import { refusedAfterFall, refusedWhenChanged } from "./refusals.ts";
import { copySources, exampleVenue, FALLEN_BTC } from "./sources.ts";
import { Steps } from "./steps.ts";

const CIRCUIT = circuitById("margin-standard-8");
const NEIGHBOURS = 20;
const TAG = "1001";

export const STEP_NAMES = [
  "set-up",
  "chain",
  "market",
  "account",
  "epoch",
  "attest",
  "prove",
  "verify",
  "submit",
  "price falls",
  "forgeries",
  "changed claim",
] as const;

export type QuickstartRun = Awaited<ReturnType<typeof runQuickstart>>;

/** The main job with real parts only: real brackets, a real proof, a real node. */
export async function runQuickstart(screen: Screen, dir: string) {
  hardhatExecutable(); // better to fail now than after the set-up
  const steps = new Steps(screen, STEP_NAMES);
  const folder = await freshFolder(dir);

  const keyFolder = await steps.run(
    "set-up",
    async () => {
      const key = await setUpKey(CIRCUIT, screen.progress);
      screen.progress.show("building the contracts");
      await buildContracts();
      return key;
    },
    () => `${CIRCUIT.id}, development key, contracts`,
  );

  const key = await provingKey(CIRCUIT.id, keyFolder);
  const venue = await exampleVenue();
  const chain = await steps.run(
    "chain",
    () => openChain(folder, key, venue),
    ({ node }) => `node at ${node.url}, contracts deployed, venue and market registered`,
  );

  // Signatures of oracle signers count for times since their market was opened.
  const sources = await copySources(folder, chain.now);
  const market = await steps.run(
    "market",
    () => buildMarketFile({ source: sources.market, out: folder.at("market.json") }),
    ({ tree }) => `${count(tree.market.rows.length)} rows, ${count(tree.pieces.length)} pieces`,
  );

  const ownerSecretFile = folder.at("owner-secret.json");
  const imported = await steps.run(
    "account",
    () =>
      importAccounts({
        balance: sources.balance,
        positions: sources.positions,
        market: market.file,
        tag: TAG,
        ownerSecret: ownerSecretFile,
        out: folder.at("accounts"),
      }),
    ({ files }) =>
      files
        .map(({ account }) => `${account.tag} ${account.mode}, ${account.holdings.length} holdings`)
        .join("; "),
  );

  const epoch = await steps.run(
    "epoch",
    async () => {
      await writeNeighbours(folder.at("accounts"), imported.market, NEIGHBOURS);
      return buildEpochFolder({
        accounts: folder.at("accounts"),
        market: market.file,
        venue: sources.venue,
        epoch: "1",
        asOf: String(chain.now),
        out: folder.at("epoch"),
      });
    },
    ({ memberships }) => `${memberships.length} accounts in the venue's tree`,
  );

  const attested = await steps.run(
    "attest",
    () => attest(folder, chain, epoch.epoch, market.tree),
    ({ market: { signers } }) =>
      `signed by the venue and by ${signers.length} oracle signers, no transaction`,
  );

  const request: ProveMarginOptions = {
    membership: epoch.memberFile(BigInt(TAG)),
    market: market.file,
    ownerSecret: ownerSecretFile,
    scope: formatFieldElement(chain.scope),
    recipient: chain.account("trader").address,
    chainId: chain.node.chainId.toString(),
    contract: chain.contracts.claims.address,
    validFor: "1h",
    kind: "maintenance",
    ratio: "1",
    buffer: "0",
    out: folder.at("claim"),
  };
  const proven = await steps.run(
    "prove",
    () => proveToFolder(request, screen.progress),
    ({ claim }) => `${claim.publicSignals.length} public inputs, proof of 256 bytes`,
  );

  const claim = await readClaim(proven.files.claim);
  const roots = { accountsRoot: epoch.epoch.accountsRoot, marketRoot: market.tree.root };
  await steps.run(
    "verify",
    async () => {
      const verdict = await verifyClaim(claim, key, roots);
      if (!verdict.valid) throw new InvalidProofError("the fresh claim does not verify");
      return verdict;
    },
    ({ checks }) => `valid, ${checks.length} checks`,
  );

  const { claims } = chain.contracts;
  const statement = statementFromSignals(claim.publicSignals);
  const { predicates } = await claims.scopeOf(chain.scope);
  const terms = termsOf(claim, { predicates, ...attested });
  const submitted = await steps.run(
    "submit",
    () =>
      submitClaims(claims, terms, [{ claim, statement }], {
        provider: chain.node.provider,
        confirmations: 1,
        batch: false,
        onMined: () => {},
        onRetracted: () => {},
      }),
    ({ receipt }) => `mined, ${count(receipt.gasUsed)} gas, attestations carried along`,
  );

  const fallenMarket = await buildMarketFile({
    source: sources.fallenMarket,
    previous: [market.file],
    out: folder.at("market-after-fall.json"),
  });
  const fall = await steps.run(
    "price falls",
    () =>
      refusedAfterFall(
        { ...request, market: fallenMarket.file, out: folder.at("claim-after-fall") },
        screen.progress,
      ),
    ({ exitCode }) => `BTC at ${grouped(FALLEN_BTC)}: refused before any proving, exit code ${exitCode}`,
  );
  const membership = await membershipFrom(request.membership);
  const attempts = await steps.run(
    "forgeries",
    async () => {
      const ownerSecret = await ownerSecretFrom(ownerSecretFile);
      const { scope } = statement;
      const made = { market: fallenMarket.tree, membership, ownerSecret, predicate: proven.predicate, scope };
      const tried = await tryForgeries(key, made, claim);
      if (tried.some(({ refused }) => !refused))
        throw new InvalidProofError("the circuit took a forged witness");
      return tried;
    },
    (tried) => `${tried.length} doctored witnesses, all refused by the circuit`,
  );
  const changed = await steps.run(
    "changed claim",
    () => refusedWhenChanged(claim, key, claims, terms),
    () => "refused by verifier and contract",
  );

  return {
    folder,
    times: steps.times,
    proven,
    submitted,
    calldata: claims.submitCalldata(terms, submissionOf(claim)),
    fall,
    attempts,
    changed,
    chain,
    attested,
    request,
    prices: { before: sources.btc, after: FALLEN_BTC },
    marketRoot: formatFieldElement(market.tree.root),
  };
}
