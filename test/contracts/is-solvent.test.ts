import { ZeroAddress } from "ethers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { packPredicate } from "../../prover/margin/predicate.ts";
import { at } from "../support/at.ts";
import { reverting } from "../support/chain.ts";
import { ClaimsWorld, type Made, STAND_IN_VERIFIER } from "../support/claims.ts";
import { LEVELS } from "../support/deploy-claims.ts";
import { keyOf, MARKET, VENUE } from "../support/registries.ts";

const MAX_PREDICATE = 2n ** 85n - 1n;
const [base] = LEVELS;

let world: ClaimsWorld;
let restore: () => Promise<void>;
/** Two claims, of epoch 1 with the first market and of epoch 2 with the second, recorded. */
let first: Made;
let second: Made;

beforeAll(async () => {
  world = await ClaimsWorld.open();
  first = await world.made(1n);
  second = await world.made(2n, { accounts: 1, market: 1, recipient: world.bob });
  await world.submit(first);
  await world.submit(second);
  restore = await world.chain.checkpoint();
});
beforeEach(() => restore());
afterAll(() => world.close());

const both = () => Promise.all([world.isSolvent(first), world.isSolvent(second)]);

describe("isSolvent", () => {
  it("is true for the claim's recipient, scope and nullifier, and for no other", async () => {
    expect(await world.isSolvent(first)).toBe(true);
    for (const question of [
      { recipient: world.bob },
      { recipient: world.admin },
      { recipient: ZeroAddress },
      { scope: world.scope + 1n },
      { scope: 0n },
      { nullifier: 2n },
      { nullifier: 3n },
      { nullifier: 2n ** 256n - 1n },
    ]) {
      expect(await world.isSolvent(first, question), JSON.stringify(Object.keys(question))).toBe(false);
    }
  });

  it("is false where there is no claim, also for the zero address", async () => {
    const none = { ...first, submission: { ...first.submission, nullifier: 99n, recipient: ZeroAddress } };
    expect(await world.isSolvent(none, { predicate: 0n })).toBe(false);
  });

  it("is true for what the claim implies, to the unit", async () => {
    const ask = (change: Partial<typeof base>) =>
      world.isSolvent(first, { predicate: packPredicate({ ...base, ...change }) });
    expect(await ask({})).toBe(true);
    expect(await ask({ ratioBps: base.ratioBps - 1n })).toBe(true);
    expect(await ask({ bufferUsd: base.bufferUsd - 1n })).toBe(true);
    expect(await ask({ ratioBps: base.ratioBps + 1n })).toBe(false);
    expect(await ask({ bufferUsd: base.bufferUsd + 1n })).toBe(false);
    expect(await ask({ kind: "initial", ratioBps: 0n, bufferUsd: 0n })).toBe(false);
  });

  it("asks the level that was claimed, not another of the scope", async () => {
    const weak = await world.made(5n, { level: 1 });
    await world.submit(weak);
    const [strong, maintenance, initial] = LEVELS.map(packPredicate);
    expect(await world.isSolvent(weak, { predicate: maintenance ?? 0n })).toBe(true);
    expect(await world.isSolvent(weak, { predicate: strong ?? 0n })).toBe(false);
    expect(await world.isSolvent(weak, { predicate: initial ?? 0n })).toBe(false);
  });

  it("reverts for a malformed requirement, whatever the state: no claim ever satisfies it (T-03)", async () => {
    const { claims, guardian } = world;
    for (const predicate of [MAX_PREDICATE + 1n, 1n << 96n, 2n ** 256n - 1n]) {
      const refusal = reverting("MalformedPredicate", predicate, MAX_PREDICATE);
      await expect(world.isSolvent(first, { predicate })).rejects.toMatchObject(refusal);
      await expect(world.isSolvent(first, { predicate, nullifier: 99n })).rejects.toMatchObject(refusal);
    }
    expect(await world.isSolvent(first, { predicate: MAX_PREDICATE })).toBe(false);
    await claims.send("pause", [], { from: guardian });
    await expect(world.isSolvent(first, { predicate: MAX_PREDICATE + 1n })).rejects.toMatchObject({
      error: "MalformedPredicate",
    });
  });
});

describe("a revoked key (T-26)", () => {
  const revoke = (subject: "venues" | "markets", key: string, from: bigint) =>
    world.registries[subject].send("revokeKey", [subject === "venues" ? VENUE : MARKET, key, from], {
      from: world.guardian,
    });

  it("of the venue ends the claims on accounts from its time on, and none before", async () => {
    const { attestor } = world.registries;
    const asOf = at(world.accountsAsOf, 1);
    const retry = await world.chain.checkpoint();
    for (const [from, expected] of [
      [asOf + 1n, [true, true]],
      [asOf, [true, false]],
      [at(world.accountsAsOf, 0) + 1n, [true, false]],
      [at(world.accountsAsOf, 0), [false, false]],
      [0n, [false, false]],
    ] as const) {
      await retry();
      await revoke("venues", attestor.address, from);
      expect(await both(), `from ${from}`).toEqual(expected);
    }
    // The record stays readable.
    expect((await world.claimOf(first)).recipient).toBe(world.alice);
  });

  it("of the market ends the claims on prices from its time on, and none before", async () => {
    const { address } = at(world.registries.signers, 0);
    const asOf = at(world.marketAsOf, 1);
    const retry = await world.chain.checkpoint();
    for (const [from, expected] of [
      [asOf + 1n, [true, true]],
      [asOf, [true, false]],
      [at(world.marketAsOf, 0), [false, false]],
    ] as const) {
      await retry();
      await revoke("markets", address, from);
      expect(await both(), `from ${from}`).toEqual(expected);
    }
  });

  it("that never signed for these claims voids them all the same: the span is what counts", async () => {
    const { registries, guardian } = world;
    const other = keyOf("second attestor");
    const now = await world.chain.now();
    await registries.addAttestor(other, now, now + 9_999n);
    const args = [VENUE, other.address, at(world.accountsAsOf, 1)];
    await registries.venues.send("revokeKey", args, { from: guardian });
    expect(await both()).toEqual([true, false]);
  });

  it("that is retired or out of its window ends nothing that is recorded", async () => {
    const { registries, chain } = world;
    const end = (await chain.now()) + 5n;
    const args = [VENUE, registries.attestor.address, end];
    await registries.venues.send("retireKey", args, { from: registries.venueAdmin });
    await chain.warpTo(end + 10n);
    expect(await both()).toEqual([true, true]);
    const late = await registries.signAccounts(3n, 5n, end + 1n);
    const made = await world.standIn({ ...(await world.terms()), accounts: late }, 9n);
    await expect(world.submit(made)).rejects.toMatchObject({ error: "KeyNotValidAt" });
  });

  it("neither signs nor vouches for new claims", async () => {
    await revoke("venues", world.registries.attestor.address, at(world.accountsAsOf, 1));
    const third = await world.made(3n, { accounts: 1, market: 1 });
    await expect(world.submit(third)).rejects.toMatchObject({ error: "AttestationVoid" });
    const older = await world.made(3n);
    await world.submit(older); // recorded before, and not of the span
    const fresh = await world.made(4n, { accounts: 2 });
    await expect(world.submit(fresh)).rejects.toMatchObject({ error: "AttestationVoid" });
  });
});

describe("a verifier (T-16)", () => {
  it("that is frozen ends the claims it confirmed until it is active again; those of others hold", async () => {
    const { router, guardian, chain } = world;
    const margin = await world.proven();
    await world.submit(margin);
    expect(await world.claimOf(first)).toMatchObject({ verifier: STAND_IN_VERIFIER });
    await router.send("freeze", [world.standInKey], { from: guardian });
    expect(await both()).toEqual([false, false]);
    expect(await world.isSolvent(margin)).toBe(true);
    const made = await world.made(3n);
    const refusal = reverting("StatusMismatch", world.standInKey, 3n, 2n);
    await expect(world.submit(made)).rejects.toMatchObject(refusal);
    await expect(world.submitBatch([made])).rejects.toMatchObject(refusal);
    await expect(world.check(made)).rejects.toMatchObject(refusal);

    await router.send("unfreeze", [world.standInKey]);
    expect(await both()).toEqual([false, false]);
    await chain.warpTo((await chain.now()) + 10n);
    await router.send("activate", [world.standInKey]);
    expect(await both()).toEqual([true, true]);
  });

  it("that is tombstoned ends them for ever", async () => {
    const { router } = world;
    await router.send("tombstone", [world.standInKey]);
    expect(await both()).toEqual([false, false]);
    for (const name of ["activate", "unfreeze"]) {
      await expect(router.send(name, [world.standInKey])).rejects.toMatchObject({ error: "StatusMismatch" });
    }
  });

  it("that is unknown or pending confirms nothing", async () => {
    const { router, verifier } = world;
    const unknown = `0x${"22".repeat(32)}`;
    const made = await world.made(3n);
    await expect(
      world.submit({ ...made, terms: { ...made.terms, keyDigest: unknown } }),
    ).rejects.toMatchObject(reverting("StatusMismatch", unknown, 0n, 2n));
    expect(await router.read("digestOf", [1n])).toBe(await verifier.read("keyDigest"));
  });
});

describe("a pause (T-24, T-26)", () => {
  it("suspends every claim, and its end brings them back unless they expired meanwhile", async () => {
    const { chain, claims, guardian } = world;
    await claims.send("pause", [], { from: guardian });
    expect(await both()).toEqual([false, false]);
    await claims.send("unpause");
    expect(await both()).toEqual([true, true]);
    await claims.send("pause", [], { from: guardian });
    const { expiry } = await world.claimOf(first);
    await chain.warpTo(expiry);
    await claims.send("unpause", [], { at: expiry + 1n });
    expect(await both()).toEqual([false, true]);
  });
});
