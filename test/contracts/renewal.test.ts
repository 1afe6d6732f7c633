import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { at } from "../support/at.ts";
import { reverting } from "../support/chain.ts";
import { ClaimsWorld, type Made } from "../support/claims.ts";
import { coordinatesOf, fromCoordinates, malleated } from "../support/points.ts";
import { closeProver } from "../support/proofs.ts";

const NULLIFIER = 7n;

let world: ClaimsWorld;
let restore: () => Promise<void>;
/** Epoch 1 and the first market, for alice. */
let first: Made;

beforeAll(async () => {
  world = await ClaimsWorld.open();
  first = await world.made(NULLIFIER);
  restore = await world.chain.checkpoint();
});
beforeEach(() => restore());
afterAll(async () => {
  await world.close();
  await closeProver();
});

/** Refused as not newer, by all three ways in, and the claim held stays. */
async function refused(made: Made, epoch: bigint, marketAsOf: bigint): Promise<void> {
  const held = await world.claimOf(made);
  const { nullifier } = made.submission;
  const { accounts, market } = made.terms;
  const refusal = reverting(
    "RenewalNotNewer",
    nullifier,
    accounts.attestation.epoch,
    market.attestation.asOf,
    epoch,
    marketAsOf,
  );
  await expect(world.submit(made)).rejects.toMatchObject(refusal);
  await expect(world.submitBatch([made])).rejects.toMatchObject(refusal);
  await expect(world.check(made)).rejects.toMatchObject(refusal);
  expect(await world.claimOf(made)).toEqual(held);
}

describe("a renewal", () => {
  it("with real margin proofs replaces the claim; the same proof again does not (T-07)", async () => {
    const proven = await world.proven();
    const renewal = await world.proven({ accounts: 1, market: 1 });
    expect(renewal.submission.nullifier).toBe(proven.submission.nullifier);
    await world.submit(proven);
    await refused(proven, 1n, at(world.marketAsOf, 0));
    await world.submit(renewal);
    expect(await world.claimOf(renewal)).toMatchObject({
      epoch: 2n,
      accountsAsOf: at(world.accountsAsOf, 1),
      marketAsOf: at(world.marketAsOf, 1),
    });
    await refused(proven, 2n, at(world.marketAsOf, 1));
    await refused(renewal, 2n, at(world.marketAsOf, 1));
  });

  it("of the same epoch needs a later market, by a second", async () => {
    const { registries, roots, marketAsOf } = world;
    const base = at(marketAsOf, 1);
    const withMarketAt = async (asOf: bigint, root: bigint) =>
      world.standIn({ ...(await world.terms()), market: await registries.signMarket(root, asOf) }, NULLIFIER);
    await world.submit(await withMarketAt(base, at(roots.markets, 1)));
    await refused(await withMarketAt(base - 1n, 5n), 1n, base);
    await refused(await withMarketAt(base, at(roots.markets, 1)), 1n, base);
    const later = await withMarketAt(base + 1n, 6n);
    await world.submit(later);
    expect(await world.claimOf(later)).toMatchObject({ epoch: 1n, marketAsOf: base + 1n });
  });

  it("of an earlier epoch never replaces a later one, not even with a later market (T-24)", async () => {
    await world.submit(await world.made(NULLIFIER, { accounts: 1 }));
    for (const market of [0, 1, 2] as const) {
      await refused(await world.made(NULLIFIER, { market }), 2n, at(world.marketAsOf, 0));
    }
  });

  it("of a later epoch may use an older market", async () => {
    await world.submit(await world.made(NULLIFIER, { market: 1 }));
    const newer = await world.made(NULLIFIER, { accounts: 1 });
    await world.submit(newer);
    expect(await world.claimOf(newer)).toMatchObject({ epoch: 2n, marketAsOf: at(world.marketAsOf, 0) });
  });

  it("for another recipient takes the claim from the former one", async () => {
    await world.submit(first);
    const moved = await world.made(NULLIFIER, { accounts: 2, recipient: world.bob });
    await world.submit(moved);
    expect(await world.isSolvent(moved)).toBe(true);
    expect(await world.isSolvent(first)).toBe(false);
    expect((await world.claimOf(first)).recipient).toBe(world.bob);
  });

  it("that claims less still replaces: only the newest counts", async () => {
    await world.submit(first);
    const weaker = await world.made(NULLIFIER, { accounts: 1, level: 1 });
    await world.submit(weaker);
    expect(await world.isSolvent(weaker)).toBe(true);
    expect(await world.isSolvent(first)).toBe(false);
  });

  it("of another level on the same roots is none", async () => {
    await world.submit(first);
    await refused(await world.made(NULLIFIER, { level: 1 }), 1n, at(world.marketAsOf, 0));
  });

  it("under another verifier counts like any other", async () => {
    await world.submit(await world.proven());
    const { nullifier } = (await world.proven()).submission;
    await refused(await world.made(nullifier), 1n, at(world.marketAsOf, 0));
    const renewal = await world.made(nullifier, { market: 1 });
    await world.submit(renewal);
    expect((await world.claimOf(renewal)).verifier).toBe(2n);
  });

  it("is needed after the key of its accounts was revoked: the place is not free for an older claim (T-26)", async () => {
    const { registries, guardian, accountsAsOf, marketAsOf } = world;
    await world.submit(await world.made(NULLIFIER, { accounts: 1, market: 1 }));
    const newest = await world.made(NULLIFIER, { accounts: 2, market: 2 });
    await registries.venues.send("record", [newest.terms.accounts]);
    const revoked = [newest.terms.accounts.attestation.venue, registries.attestor.address];
    await registries.venues.send("revokeKey", [...revoked, at(accountsAsOf, 1)], { from: guardian });
    // Epoch 1 is of before the void span; it was not recorded, and the key signs nothing more.
    await expect(world.submit(first)).rejects.toMatchObject({ error: "KeyIsRevoked" });
    await expect(world.submit(newest)).rejects.toMatchObject({ error: "AttestationVoid" });
    expect(await world.claimOf(newest)).toMatchObject({ epoch: 2n, marketAsOf: at(marketAsOf, 1) });
    expect(await world.isSolvent(newest)).toBe(false);
  });
});

describe("a proof made from another (T-07)", () => {
  it("verifies, and cannot be submitted after the original, nor leaves it a place", async () => {
    const proven = await world.proven();
    const variants = await malleated(fromCoordinates(proven.submission.proof));
    expect(variants).toHaveLength(3);
    for (const { name, proof } of variants) {
      await restore();
      const words = coordinatesOf(proof);
      const other = { ...proven, submission: { ...proven.submission, proof: words } };
      expect(words, name).not.toEqual(proven.submission.proof);
      await world.check(other);
      await world.submit(proven);
      await refused(other, 1n, at(world.marketAsOf, 0));
      await restore();
      await world.submit(other);
      await refused(proven, 1n, at(world.marketAsOf, 0));
    }
  });

  it("is of no use to anybody but the submitter (T-19)", async () => {
    const proven = await world.proven();
    for (const { name, proof } of await malleated(fromCoordinates(proven.submission.proof))) {
      const submission = { ...proven.submission, proof: coordinatesOf(proof) };
      await expect(
        world.submit({ ...proven, submission }, { from: world.mallory }),
        name,
      ).rejects.toMatchObject({ error: "InvalidProof" });
    }
  });
});
