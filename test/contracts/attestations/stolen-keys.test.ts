import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Publication } from "../../../verifier-contracts/client/publication.ts";
import { at } from "../../support/at.ts";
import { MARKET, VENUE } from "../../support/registries.ts";
import { AS_OF, PANEL, SolvencyWorld } from "../../support/solvency.ts";

/** Keys in the hands of thieves, who sign for times before the theft, and of those who no longer speak for anybody (T-57). */
let world: SolvencyWorld;
let honest: Publication;
let restore: () => Promise<void>;

beforeAll(async () => {
  world = await SolvencyWorld.open();
  honest = await world.publication();
  restore = await world.chain.checkpoint();
});
beforeEach(() => restore());
afterAll(() => world.chain.close());

describe.each(["venue", "market"] as const)("a key of the %s, revoked from a time on", (whose) => {
  const revoke = async (from: bigint) => {
    const { venues, markets, guardian, attestor, signers } = world.parts.registries;
    const [registry, subject, key] =
      whose === "venue" ? [venues, VENUE, attestor] : [markets, MARKET, at(signers, 0)];
    await registry.send("revokeKey", [subject, key.address, from], { from: guardian });
    // What the attestation speaks of is older than the theft, and stands.
    expect(await registry.read("isVoid", [subject, AS_OF])).toBe(false);
  };

  it.each([
    ["since", 0n, false],
    ["before", 1n, true],
  ])("leaves no attestation that was recorded %s then", async (_, after, stands) => {
    const { timestamp } = await world.attest(honest);
    expect(timestamp).toBeGreaterThan(AS_OF);
    await world.chain.warpTo(timestamp + 10n);
    await revoke(timestamp + after);
    expect(await world.isSolvent()).toBe(stands);
  });
});

describe("a panel", () => {
  /** Of the accounts, when the panel's keys count. */
  const TIME = AS_OF + 1_000n;
  const asked = { panel: PANEL };
  const review = async (asOf: bigint) => {
    const statement = await world.latestStatement();
    return world.review({ panel: PANEL, statement, asOf });
  };
  beforeEach(async () => {
    const publication = await world.publication({ asOf: TIME });
    await world.chain.warpTo(TIME + 10n);
    await world.attest(publication);
  });

  it("has not reviewed accounts before they were: a key that is retired could say so for ever", async () => {
    await review(TIME - 1n);
    expect(await world.isSolvent(asked)).toBe(false);
    await review(TIME);
    expect(await world.isSolvent(asked)).toBe(true);
  });

  it("of which a key is retired reviews nothing of a later time", async () => {
    const { markets, marketAdmin } = world.parts.registries;
    const auditor = at(world.auditors, 0).address;
    const end = (await world.chain.now()) + 10n;
    await markets.send("retireKey", [PANEL, auditor, end], { from: marketAdmin });
    const later = await world.publication({ epoch: 2n, asOf: end + 1n });
    await world.chain.warpTo(end + 20n);
    await world.attest(later);
    await expect(review(end + 1n)).rejects.toMatchObject({ error: "KeyNotValidAt" });
    await review(end);
    expect(await world.isSolvent(asked)).toBe(false);
  });

  it.each([
    ["since", 0n, false],
    ["before", 1n, true],
  ])("of which a key was stolen has not reviewed what was recorded %s then", async (_, after, stands) => {
    const { timestamp } = await review(TIME);
    await world.chain.warpTo(timestamp + 10n);
    const { markets, guardian } = world.parts.registries;
    const stolen = at(world.auditors, 0).address;
    await markets.send("revokeKey", [PANEL, stolen, timestamp + after], { from: guardian });
    expect(await world.isSolvent(asked)).toBe(stands);
    await expect(review(TIME + 1n)).rejects.toMatchObject({ error: "KeyIsRevoked" });
  });
});
