import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ACCOUNT_ARITIES, type CircuitId, circuitById } from "../../circuits/registry.ts";
import type { Account } from "../../prover/accounts/account.ts";
import { capacityFor, type Membership } from "../../prover/accounts/epoch.ts";
import { accountLeaf } from "../../prover/accounts/leaf.ts";
import type { FieldElement } from "../../prover/domain/field.ts";
import { type Claim, claimToJson, readClaim } from "../../prover/formats/claim.ts";
import { writeJson } from "../../prover/formats/json.ts";
import { engineBackend } from "../../prover/groth16/engine.ts";
import { poseidon } from "../../prover/hash/poseidon.ts";
import {
  type Artefacts,
  loadArtefacts,
  loadVerifierArtefacts,
  sha256,
  type VerifierArtefacts,
} from "../../prover/keys/artefacts.ts";
import { cacheFolder, completeFolder } from "../../prover/keys/cache.ts";
import { withoutCurveWorkers } from "../../prover/keys/curve.ts";
import { developmentZkey, exportVerificationKey } from "../../prover/keys/development.ts";
import { developmentSetup } from "../../prover/keys/setup.ts";
import { keyDigestOf } from "../../prover/keys/solidity-key.ts";
import { type ClaimContext, contextSignal } from "../../prover/margin/context.ts";
import { type Predicate, parsePredicate } from "../../prover/margin/predicate.ts";
import { proveMargin } from "../../prover/margin/prove.ts";
import { statementSignals } from "../../prover/margin/statement.ts";
import { verifyClaim } from "../../prover/margin/verify.ts";
import { type MarginRequest, prepareClaim } from "../../prover/margin/witness.ts";
import { MarketTree } from "../../prover/market/tree.ts";
import { Tree } from "../../prover/tree/tree.ts";
import { at } from "./at.ts";
import { testMarket } from "./market.ts";
import { OWNER_SECRET, testAccount } from "./request.ts";

/**
 * Real proofs for tests, made once: a claim is kept in the cache folder under a hash of all that a proof depends on,
 * its statement and the key. Change the circuit, and the key and with it the name is another. A claim from the cache
 * is verified before it is handed out.
 *
 * Two accounts at one venue, three epochs, three markets; everything in them is fixed, salts included.
 */
export const CIRCUIT_ID = "margin-standard-8" satisfies CircuitId;

export const OWNERS = {
  first: { tag: 42n, secret: OWNER_SECRET },
  second: { tag: 43n, secret: 0x5ec0d5ec0d5ec0d5ec0d5ec0dn as FieldElement },
} as const;

/** equity >= 1.2 * maintenance + 100 USD. */
export const PREDICATE: Predicate = parsePredicate("maintenance", "1.2", "100");

export interface ClaimSpec {
  readonly context: ClaimContext;
  readonly owner?: keyof typeof OWNERS;
  /** Index of the epoch's accounts root. */
  readonly accounts?: 0 | 1 | 2;
  /** Index of the market. */
  readonly market?: 0 | 1 | 2;
  readonly predicate?: Predicate;
  readonly scope: FieldElement;
}

const MARKET_PRICES = ["65000.1", "65100.2", "64900.3"] as const;

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
};

const markets = once(() => Promise.all(MARKET_PRICES.map((btc) => MarketTree.build(testMarket({ btc })))));
const epochs = once(() => Promise.all([0, 1, 2].map(fixedEpoch)));

/** The roots that the specs' indexes stand for. */
export async function rootsOf(): Promise<{ accounts: FieldElement[]; markets: FieldElement[] }> {
  return {
    accounts: (await epochs()).map((memberships) => at(memberships, 0).epoch.accountsRoot),
    markets: (await markets()).map((market) => market.root),
  };
}

/** buildEpoch with salts that repeat, so that a statement does. */
async function fixedEpoch(index: number): Promise<readonly Membership[]> {
  const hash = await poseidon();
  const accounts = await Promise.all(
    Object.values(OWNERS).map(({ tag, secret }) => testAccount({ tag, ownerSecret: secret })),
  );
  const entries = accounts.map((account: Account) => {
    const salt = (BigInt(`0x${sha256(`salt ${index} ${account.tag}`)}`) >> 3n) as FieldElement;
    const capacity = capacityFor(account);
    return { account, salt, capacity, leaf: accountLeaf(hash, account, salt, capacity) };
  });
  const tree = Tree.build(
    hash,
    ACCOUNT_ARITIES,
    entries.map(({ leaf }) => leaf),
  );
  const { venue, asOf } = testMarket();
  const epoch = { venue, number: index + 1, asOf, accountsRoot: tree.root };
  return entries.map(({ account, salt, capacity }, place) => ({
    epoch,
    account,
    capacity,
    salt,
    path: tree.path(place),
  }));
}

async function requestOf(spec: ClaimSpec): Promise<Omit<MarginRequest, "context">> {
  const owner = OWNERS[spec.owner ?? "first"];
  const memberships = at(await epochs(), spec.accounts ?? 0);
  const membership = memberships.find(({ account }) => account.tag === owner.tag);
  if (membership === undefined) throw new Error(`account ${owner.tag} is in no epoch`);
  return {
    market: at(await markets(), spec.market ?? 0),
    membership,
    ownerSecret: owner.secret,
    predicate: spec.predicate ?? PREDICATE,
    scope: spec.scope,
  };
}

const setup = once(() => developmentSetup(circuitById(CIRCUIT_ID)));
const provingKey = once(async () => loadArtefacts(await setup()));

/** The key that the project's development verifier has. */
export const verifierArtefacts = once(
  async (): Promise<VerifierArtefacts> => loadVerifierArtefacts(await setup()),
);

const backend = engineBackend();

/** Ends the workers of proving and verifying, if there are any. For afterAll. */
export const closeProver = (): Promise<void> => backend.close();

/** A claim with a proof of the real circuit under the development key. */
export async function provenClaim(spec: ClaimSpec): Promise<Claim> {
  return cachedClaim(spec, await verifierArtefacts(), provingKey);
}

async function cachedClaim(
  spec: ClaimSpec,
  key: VerifierArtefacts,
  artefacts: () => Promise<Artefacts>,
): Promise<Claim> {
  const request = await requestOf(spec);
  const { statement } = await prepareClaim({ ...request, context: contextSignal(spec.context) });
  const signals = statementSignals(statement);
  const name = sha256(JSON.stringify([key.keyDigest, ...signals.map(String)]));
  const file = join(cacheFolder(), "test-proofs", `${name}.json`);
  const kept = await readClaim(file).catch(() => undefined);
  if (kept !== undefined) {
    const same = kept.publicSignals.every((signal, i) => signal === signals[i]);
    if (same && (await withoutCurveWorkers(() => verifyClaim(kept, key))).valid) return kept;
  }
  const { claim } = await proveMargin(request, { backend, artefacts, context: spec.context });
  await mkdir(join(cacheFolder(), "test-proofs"), { recursive: true });
  await writeJson(file, claimToJson(claim));
  return claim;
}

/** A key of the same circuit from another seed: what a prover would make who cannot forge under ours. */
export interface ForeignKey {
  readonly key: VerifierArtefacts;
  prove(spec: ClaimSpec): Promise<Claim>;
}

export const foreignKey = once(async (): Promise<ForeignKey> => {
  const folder = await setup();
  const r1cs = await readFile(join(folder, "circuit.r1cs"));
  const seed = "another seed, for tests";
  const own = join(cacheFolder(), "test-keys", sha256(`${seed}\0${sha256(r1cs)}`).slice(0, 32));
  const zkeyOf = once(() => developmentZkey(r1cs, { seed }));
  await completeFolder(own, async (work) => {
    await writeFile(join(work, "key.json"), JSON.stringify(await exportVerificationKey(await zkeyOf())));
  });
  const text = await readFile(join(own, "key.json"), "utf8");
  const verificationKey = JSON.parse(text) as VerifierArtefacts["verificationKey"];
  const key: VerifierArtefacts = {
    ...(await verifierArtefacts()),
    verificationKey,
    keyDigest: keyDigestOf(verificationKey),
  };
  const artefacts = async (): Promise<Artefacts> => ({
    ...(await provingKey()),
    ...key,
    zkey: await zkeyOf(),
  });
  return {
    key,
    prove: (spec) => cachedClaim(spec, key, artefacts),
  };
});
