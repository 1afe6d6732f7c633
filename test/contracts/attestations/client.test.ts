import { BrowserProvider, type Eip1193Provider, ZeroHash } from "ethers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ReserveRegistry } from "../../../verifier-contracts/client/reserve-registry.ts";
import { ReviewRegistry } from "../../../verifier-contracts/client/review-registry.ts";
import { SolvencyAttestations } from "../../../verifier-contracts/client/solvency-attestations.ts";
import {
  signOwnership,
  signReview,
  signTable,
  statementDigest,
} from "../../../verifier-contracts/client/solvency-typed-data.ts";
import { TableRegistry } from "../../../verifier-contracts/client/table-registry.ts";
import { at } from "../../support/at.ts";
import { keyOf, MARKET, VENUE } from "../../support/registries.ts";
import { AS_OF, PANEL, REQUIREMENT, SolvencyWorld, USDT } from "../../support/solvency.ts";

let world: SolvencyWorld;
let provider: BrowserProvider;
let clients: {
  readonly attestations: SolvencyAttestations;
  readonly tables: TableRegistry;
  readonly reserves: ReserveRegistry;
  readonly reviews: ReviewRegistry;
};

beforeAll(async () => {
  world = await SolvencyWorld.open();
  const node: Eip1193Provider = {
    request: ({ method, params = [] }) => world.chain.request(method, ...(params as unknown[])),
  };
  provider = new BrowserProvider(node, undefined, { cacheTimeout: -1 });
  const signer = await provider.getSigner(0);
  const { tables, reserves, reviews, attestations } = world.parts;
  clients = {
    attestations: new SolvencyAttestations(attestations.address, signer),
    tables: new TableRegistry(tables.address, signer),
    reserves: new ReserveRegistry(reserves.address, signer),
    reviews: new ReviewRegistry(reviews.address, signer),
  };
});
afterAll(async () => {
  provider.destroy();
  await world.chain.close();
});

describe("the typed clients, from signatures to a verdict", () => {
  it("record a table that its signers signed one by one", async () => {
    const { attestation } = (await world.publication()).table;
    const place = world.place(world.parts.tables);
    const signers = world.parts.registries.signers.slice(0, 2);
    const parts = await Promise.all(signers.map((signer) => signTable(signer, place, attestation)));
    const signed = {
      attestation,
      signers: parts.flatMap((part) => part.signers),
      signatures: parts.flatMap((part) => part.signatures),
    };
    await clients.tables.record(signed);
    expect(await clients.tables.tableOf(MARKET, attestation.table)).toMatchObject({ rows: attestation.rows });
    expect(await clients.tables.markets()).toBe(world.parts.registries.markets.address);
  });

  it("record an ownership, and say whose it is", async () => {
    const owner = keyOf("third wallet");
    const place = world.place(world.parts.reserves);
    const ownership = { venue: VENUE, owner: owner.address, notAfter: (await world.chain.now()) + 1_000n };
    await clients.reserves.record([await signOwnership(owner, place, ownership)]);
    expect(await clients.reserves.isOwned(owner.address, VENUE)).toBe(true);
    expect(await clients.reserves.ownershipOf(owner.address)).toEqual({
      venue: VENUE,
      notAfter: ownership.notAfter,
    });
  });

  it("attest, and read what is recorded", async () => {
    const publication = await world.publication();
    expect(await clients.attestations.statementDigestOf(publication)).toBe(
      statementDigest(world.place(world.attestations), publication),
    );
    await clients.attestations.attest(publication);
    expect(await clients.attestations.latestEpochOf(VENUE)).toBe(1n);
    expect(await clients.attestations.isSolvent(VENUE, REQUIREMENT)).toBe(false);
    const { statement } = await clients.attestations.attestationOf(VENUE, 1n);
    expect(await clients.attestations.isSolvent(VENUE, { ...REQUIREMENT, statement })).toBe(true);
    const coverage = await clients.attestations.coverageOf(VENUE, 1n);
    expect(at(coverage, 0)).toMatchObject({ row: USDT, liability: 6_030n * 10n ** 8n });
    expect(await clients.attestations.coverageNow(VENUE, 1n)).toEqual(coverage);
    await expect(clients.attestations.attest(publication)).rejects.toMatchObject({
      errorName: "EpochAlreadyAttested",
      values: { venue: VENUE, epoch: 1n },
    });
  });

  it("record a review", async () => {
    const { statement } = await clients.attestations.attestationOf(VENUE, 1n);
    const review = { panel: PANEL, statement, asOf: await world.chain.now() };
    const place = world.place(world.parts.reviews);
    const signatures = await Promise.all(world.auditors.map((auditor) => signReview(auditor, place, review)));
    expect(await clients.attestations.isSolvent(VENUE, { ...REQUIREMENT, panel: PANEL })).toBe(false);
    await clients.reviews.record(
      review,
      world.auditors.map(({ address }) => address),
      signatures,
    );
    expect(await clients.reviews.isReviewed(PANEL, statement, AS_OF)).toBe(true);
    expect(await clients.reviews.isReviewed(ZeroHash, statement, AS_OF)).toBe(false);
    expect(await clients.attestations.isSolvent(VENUE, { ...REQUIREMENT, panel: PANEL })).toBe(true);
  });
});
