import { BrowserProvider, type Eip1193Provider } from "ethers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AttestationManifest } from "../../../prover/formats/attestation.ts";
import type { BundleReport } from "../../../prover/liabilities/bundle/verify-bundle.ts";
import { epochSignal } from "../../../prover/liabilities/epoch-signal.ts";
import {
  type ChainExpectation,
  compareWithChain,
} from "../../../verifier-contracts/client/bundle-on-chain.ts";
import type { Publication } from "../../../verifier-contracts/client/publication.ts";
import { SolvencyAttestations } from "../../../verifier-contracts/client/solvency-attestations.ts";
import { VenueRegistry } from "../../../verifier-contracts/client/venue-registry.ts";
import { signedMarket } from "../../support/batch-market.ts";
import { MARKET, UNKNOWN, VENUE } from "../../support/registries.ts";
import { AS_OF, PANEL, SolvencyWorld, USDT } from "../../support/solvency.ts";

const UNIT = 10n ** 8n;
let world: SolvencyWorld;
let provider: BrowserProvider;
let published: Publication;
let attestedAt: number;
const market = { ...signedMarket(), asOf: Number(AS_OF) };

beforeAll(async () => {
  world = await SolvencyWorld.open();
  const node: Eip1193Provider = {
    request: ({ method, params = [] }) => world.chain.request(method, ...(params as unknown[])),
  };
  provider = new BrowserProvider(node, undefined, { cacheTimeout: -1 });
  // 1,000 USDT more than the wallets have, said to be on another chain.
  const balance = 5_000_000_000n;
  await world.parts.tether.send("set", [world.hot.address, balance]);
  published = await world.publication({ statement: { attested: [{ row: USDT, amount: 1_030n * UNIT }] } });
  await world.attest(published);
  attestedAt = Number(await world.chain.now());
});
afterAll(async () => {
  provider.destroy();
  await world.chain.close();
});

/** What verifyBundle says of the bundle that was published, as far as the chain is compared with it. */
function report(more: Partial<AttestationManifest> = {}, reserves?: BundleReport["reserves"]): BundleReport {
  const { statement, accounts, table, market: prices } = published;
  const manifest = {
    venue: { name: VENUE, id: VENUE },
    epoch: 1,
    asOf: Number(AS_OF),
    accountsRoot: accounts.attestation.accountsRoot,
    marketRoot: prices.attestation.marketRoot,
    table: { kind: "flat" },
    net: market.rows.map(({ name }, k) => ({ row: name, quantity: statement.net[k] ?? 0n })),
    ...more,
  } as unknown as AttestationManifest;
  const totals = {
    accountsRoot: accounts.attestation.accountsRoot,
    epoch: epochSignal(VENUE, 1n),
    table: table.attestation.table,
    subtree: statement.subtree,
    net: statement.net,
  } as BundleReport["totals"];
  return {
    stages: [],
    holds: true,
    insecureKeys: false,
    manifest,
    market,
    totals,
    hash: statement.bundle,
    reserves,
  };
}

const shown = (verified: bigint, asOf = attestedAt): BundleReport["reserves"] => ({
  asOf,
  amounts: new Map([[1, { verified, unverified: 0n }]]),
  holdings: [],
  limits: [],
});

async function compared(of: BundleReport, more: Partial<ChainExpectation> = {}) {
  const attestations = new SolvencyAttestations(world.attestations.address, provider);
  const venues = new VenueRegistry(await attestations.venues(), provider);
  const { stages } = await compareWithChain(of, { attestations, venues, market: MARKET, ...more });
  return Object.fromEntries(stages.map(({ name, holds, detail }) => [name, holds === true ? true : detail]));
}

describe("a bundle and what the chain recorded of it", () => {
  it("holds with reserves elsewhere that are proven, to the unit", async () => {
    expect(await compared(report({}, shown(1_030n * UNIT)))).toEqual({
      recorded: true,
      rows: true,
      reserves: true,
      "solvent now": true,
    });
    const less = await compared(report({}, shown(1_030n * UNIT - 1n)));
    expect(less.reserves).toBe(
      "the venue recorded 1030 USDT on other chains, 1029.99999999 are proven to you",
    );
  });

  it("does not hold where what was recorded elsewhere is not proven at all", async () => {
    const found = await compared(report());
    expect(found.reserves).toBe("the venue recorded 1030 USDT on other chains, 0 are proven to you");
    expect(found["solvent now"]).toBe("the contract says: not solvent");
  });

  it("counts what was elsewhere within an hour of the attestation, to the second (T-61)", async () => {
    for (const distance of [3_600, -3_600]) {
      expect((await compared(report({}, shown(1_030n * UNIT, attestedAt + distance)))).reserves).toBe(true);
      const far = shown(1_030n * UNIT, attestedAt + distance + Math.sign(distance));
      expect((await compared(report({}, far))).reserves).toMatch(/more than an hour from the attestation's/);
    }
  });

  it.each<[string, Partial<AttestationManifest>, Partial<ChainExpectation>, RegExp]>([
    ["a market that was not named", {}, { market: UNKNOWN }, /whose signers you did not name/],
    ["another name of the venue", { venue: { name: "other", id: VENUE } }, {}, /calls the venue otherwise/],
    ["another root of the market", { marketRoot: 1n } as never, {}, /another root of the market/],
    ["another time", { asOf: Number(AS_OF) + 1 }, {}, /another time of this epoch/],
  ])("is refused for %s, and nothing else is looked at", async (_, manifest, expectation, why) => {
    const found = await compared(report(manifest, shown(1_030n * UNIT)), expectation);
    expect(found.recorded).toMatch(why);
    expect(Object.values(found).slice(1)).toEqual(Array(3).fill("nothing comparable is recorded"));
  });

  it("says whether the panel asked for has reviewed it, and what is too old", async () => {
    const of = report({}, shown(1_030n * UNIT));
    const panel = (await compared(of, { required: { panel: PANEL } })).panel;
    expect(panel).toMatch(/has not reviewed it$/);
    const old = await compared(of, { required: { maxAccountsAge: 0n } });
    expect(old["solvent now"]).toMatch(/^accounts are \d+ s old$/);
    const { statement } = await new SolvencyAttestations(world.attestations.address, provider).attestationOf(
      VENUE,
      1n,
    );
    await world.review({ panel: PANEL, statement, asOf: await world.chain.now() });
    expect((await compared(of, { required: { panel: PANEL } })).panel).toBe(true);
  });
});
