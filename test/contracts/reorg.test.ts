import { ZeroAddress } from "ethers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { at } from "../support/at.ts";
import { reverting } from "../support/chain.ts";
import { ClaimsWorld, type Made } from "../support/claims.ts";

/**
 * What a contract can do about re-orgs (T-25): nothing it says depends on a block that is gone, and a claim is worth as
 * much on the branch that won. How many blocks to wait is the consumer's choice. Here a branch is left by going back to
 * a checkpoint.
 */

let world: ClaimsWorld;
/** Goes back to the block before the fork. */
let fork: () => Promise<void>;
let first: Made;
let second: Made;

beforeAll(async () => {
  world = await ClaimsWorld.open();
  first = await world.made(1n);
  second = await world.made(1n, { accounts: 1, market: 1 });
  fork = await world.chain.checkpoint();
});
beforeEach(() => fork());
afterAll(() => world.close());

describe("after a re-org (T-25)", () => {
  it("a claim of the lost branch does not hold, and the same calldata brings it back", async () => {
    await world.submit(first);
    expect(await world.isSolvent(first)).toBe(true);
    await fork();
    expect(await world.isSolvent(first)).toBe(false);
    expect((await world.claimOf(first)).recipient).toBe(ZeroAddress);
    // Both attestations are carried: it needs nothing of the lost branch.
    await world.submit(first);
    expect(await world.isSolvent(first)).toBe(true);
  });

  it("a claim that relied on a posted root waits for it to be posted again", async () => {
    const { venues } = world.registries;
    const { accounts } = first.terms;
    const bare: Made = {
      ...first,
      terms: { ...first.terms, accounts: { ...accounts, signature: "0x" } },
    };
    await venues.send("record", [accounts]);
    await world.submit(bare);
    await fork();
    const digest = await venues.read("digestOf", [accounts.attestation]);
    await expect(world.submit(bare)).rejects.toMatchObject(
      reverting("SignatureInvalid", accounts.attestor, digest),
    );
    await venues.send("record", [accounts]);
    await world.submit(bare);
  });

  it("a claim whose epoch has another root on the branch that won is refused there (T-27)", async () => {
    const { registries, accountsAsOf } = world;
    await world.submit(first);
    await fork();
    const asOf = at(accountsAsOf, 0);
    await registries.venues.send("record", [await registries.signAccounts(1n, 5n, asOf)]);
    const { venue, accountsRoot } = first.terms.accounts.attestation;
    await expect(world.submit(first)).rejects.toMatchObject(
      reverting("EpochAlreadyRecorded", venue, 1n, accountsRoot, asOf, 5n, asOf),
    );
  });

  it("whatever the order in which claims come back, the newest is what stays", async () => {
    await world.submit(first);
    await world.submit(second);
    const held = await world.claimOf(second);
    await fork();
    await world.submit(second);
    await expect(world.submit(first)).rejects.toMatchObject({ error: "RenewalNotNewer" });
    expect(await world.claimOf(second)).toEqual(held);
  });
});
