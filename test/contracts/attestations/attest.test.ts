import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { MARKET, VENUE } from "../../support/registries.ts";
import { AS_OF, BTC, BUNDLE, OKB, SolvencyWorld, USDT } from "../../support/solvency.ts";

let world: SolvencyWorld;
let restore: () => Promise<void>;

beforeAll(async () => {
  world = await SolvencyWorld.open();
  restore = await world.chain.checkpoint();
});
beforeEach(() => restore());
afterAll(() => world.chain.close());

const COVERED = [
  { row: USDT, liability: 6_030n * 10n ** 8n, onChain: 6_030n * 10n ** 8n, attested: 0n },
  { row: BTC, liability: 5n * 10n ** 7n, onChain: 5n * 10n ** 7n, attested: 0n },
  { row: OKB, liability: 10n ** 9n, onChain: 10n ** 9n, attested: 0n },
];

describe("an attestation", () => {
  it("is recorded with what is owed and held, and the venue is solvent", async () => {
    expect(await world.isSolvent()).toBe(false);
    const publication = await world.publication();
    await world.attest(publication);
    expect(await world.isSolvent()).toBe(true);
    expect(await world.attestations.read("coverageOf", [VENUE, 1n])).toEqual(COVERED);
    expect(await world.attestations.read("latestEpochOf", [VENUE])).toBe(1n);
    expect(await world.attestations.read("attestationOf", [VENUE, 1n])).toMatchObject({
      bundle: BUNDLE,
      market: MARKET,
      table: publication.table.attestation.table,
      subtree: publication.statement.subtree,
      marketAsOf: AS_OF,
      kind: 0n,
      rowCount: 11n,
      openRows: 0n,
      shortOnChain: 0n,
      shortWithAttested: 0n,
    });
  });
});
