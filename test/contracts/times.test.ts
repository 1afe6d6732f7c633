import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { at } from "../support/at.ts";
import { reverting } from "../support/chain.ts";
import { ClaimsWorld, type Made } from "../support/claims.ts";
import { MAX_ACCOUNTS_AGE, MAX_MARKET_AGE } from "../support/deploy-claims.ts";

/** What is accepted at a time is so at that very second, and not one second beside. */

const NULLIFIER = 7n;

let world: ClaimsWorld;
let restore: () => Promise<void>;

beforeAll(async () => {
  world = await ClaimsWorld.open();
  restore = await world.chain.checkpoint();
});
beforeEach(() => restore());
afterAll(() => world.close());

/** A claim on roots of these times, and room before them. */
async function claimOf(accountsAsOf: bigint, marketAsOf: bigint, deadline?: bigint): Promise<Made> {
  const { registries, roots } = world;
  const terms = {
    ...(await world.terms(deadline === undefined ? {} : { deadline })),
    accounts: await registries.signAccounts(1n, at(roots.accounts, 0), accountsAsOf),
    market: await registries.signMarket(at(roots.markets, 0), marketAsOf),
  };
  return world.standIn(terms, NULLIFIER);
}

/** Refused in a block of this time by submit and submitBatch, and by a check at this time. */
async function refusedAt(
  made: Made,
  time: bigint,
  error: string,
  ...args: readonly unknown[]
): Promise<void> {
  const retry = await world.chain.checkpoint();
  await expect(world.submit(made, { at: time })).rejects.toMatchObject(reverting(error, ...args));
  await retry();
  await expect(world.submitBatch([made], { at: time })).rejects.toMatchObject(reverting(error, ...args));
  await retry();
  await world.chain.warpTo(time);
  await expect(world.check(made)).rejects.toMatchObject(reverting(error, ...args));
  await retry();
}

/** Accepted in a block of this time, alone and in a batch, and by a check. */
async function acceptedAt(made: Made, time: bigint): Promise<void> {
  const retry = await world.chain.checkpoint();
  await world.submit(made, { at: time });
  await retry();
  await world.submitBatch([made], { at: time });
  await retry();
  await world.chain.warpTo(time);
  await world.check(made);
  await retry();
}

describe("at the time of a submission", () => {
  it("accounts count for as long as the scope says (T-21)", async () => {
    const asOf = at(world.accountsAsOf, 0);
    const last = asOf + MAX_ACCOUNTS_AGE;
    const made = await claimOf(asOf, last - 10n);
    for (const time of [last - 1n, last]) await acceptedAt(made, time);
    for (const time of [last + 1n, last + 1_000n]) {
      await refusedAt(made, time, "StaleAccounts", asOf, time - MAX_ACCOUNTS_AGE);
    }
  });

  it("prices count for as long as the scope says (T-21)", async () => {
    const asOf = at(world.marketAsOf, 0);
    const last = asOf + MAX_MARKET_AGE;
    const made = await claimOf(at(world.accountsAsOf, 0), asOf);
    for (const time of [last - 1n, last]) await acceptedAt(made, time);
    for (const time of [last + 1n, last + 1_000n]) {
      await refusedAt(made, time, "StaleMarket", asOf, time - MAX_MARKET_AGE);
    }
  });

  it("no root is of the future (T-22)", async () => {
    const time = (await world.chain.now()) + 500n;
    const past = at(world.accountsAsOf, 0);
    await acceptedAt(await claimOf(time, past), time);
    await acceptedAt(await claimOf(past, time), time);
    await refusedAt(await claimOf(time + 1n, past), time, "AsOfInFuture", time + 1n, time);
    await refusedAt(await claimOf(past, time + 1n), time, "AsOfInFuture", time + 1n, time);
    // However far, sums of times do not overflow.
    const last = 2n ** 64n - 1n;
    await refusedAt(await claimOf(last, past), time, "AsOfInFuture", last, time);
    await refusedAt(await claimOf(past, last), time, "AsOfInFuture", last, time);
  });

  it("the deadline is the last second", async () => {
    const deadline = (await world.chain.now()) + 500n;
    const made = await claimOf(at(world.accountsAsOf, 0), at(world.marketAsOf, 0), deadline);
    for (const time of [deadline - 1n, deadline]) await acceptedAt(made, time);
    await refusedAt(made, deadline + 1n, "DeadlinePassed", deadline + 1n, deadline);
  });

  it("a deadline that is extended is another context (T-20)", async () => {
    const made = await claimOf(at(world.accountsAsOf, 0), at(world.marketAsOf, 0));
    const terms = { ...made.terms, deadline: made.terms.deadline + 1n };
    await expect(world.submit({ ...made, terms })).rejects.toMatchObject({ error: "InvalidProof" });
  });
});

describe("at the time of use", () => {
  it.each([
    ["accounts", MAX_ACCOUNTS_AGE - 10n, MAX_ACCOUNTS_AGE],
    ["prices", 50n, 50n + MAX_MARKET_AGE],
  ] as const)("a claim ends with its %s, and stays readable with its expiry (T-24)", async (...row) => {
    const [, marketAfter, endsAfter] = row;
    const { chain } = world;
    const start = at(world.accountsAsOf, 0);
    const made = await claimOf(start, start + marketAfter);
    const expiry = start + endsAfter;
    const now = await chain.now();
    await world.submit(made, { at: start + marketAfter > now ? start + marketAfter : now + 1n });
    expect((await world.claimOf(made)).expiry).toBe(expiry);
    for (const [time, holds] of [
      [expiry - 1n, true],
      [expiry, true],
      [expiry + 1n, false],
      [expiry + 2n ** 40n, false],
    ] as const) {
      await chain.warpTo(time);
      expect(await world.isSolvent(made), `at ${time - expiry} s`).toBe(holds);
    }
    expect((await world.claimOf(made)).expiry).toBe(expiry);
  });

  it("a consumer may want younger accounts and younger prices, to the second (T-21)", async () => {
    const { chain } = world;
    const [accounts, market] = [at(world.accountsAsOf, 0), at(world.marketAsOf, 0)];
    const made = await claimOf(accounts, market);
    await world.submit(made);
    const time = (await chain.now()) + 100n;
    await chain.warpTo(time);
    for (const [maxAccountsAge, maxMarketAge, holds] of [
      [time - accounts, time - market, true],
      [time - accounts - 1n, time - market, false],
      [time - accounts, time - market - 1n, false],
      [0n, 0n, false],
      [2n ** 32n - 1n, 2n ** 32n - 1n, true],
    ] as const) {
      expect(await world.isSolvent(made, { maxAccountsAge, maxMarketAge })).toBe(holds);
    }
  });

  it("age zero is asked for and met in the block of the roots themselves", async () => {
    const time = (await world.chain.now()) + 500n;
    const made = await claimOf(time, time);
    await world.submit(made, { at: time });
    await world.chain.warpTo(time + 1n);
    const question = { maxAccountsAge: 0n, maxMarketAge: 0n };
    expect(await world.isSolvent(made, question)).toBe(false);
    expect(await world.isSolvent(made, { maxAccountsAge: 1n, maxMarketAge: 1n })).toBe(true);
  });

  it("a longer age asked for does not stretch the scope's", async () => {
    const made = await claimOf(at(world.accountsAsOf, 0), at(world.marketAsOf, 0));
    await world.submit(made);
    await world.chain.warpTo((await world.claimOf(made)).expiry + 1n);
    expect(await world.isSolvent(made, { maxAccountsAge: 2n ** 32n - 1n })).toBe(false);
  });
});
