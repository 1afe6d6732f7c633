import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { reverting } from "../support/chain.ts";
import { closeProver } from "../support/proofs.ts";
import { CreditLineWorld, HOUR, TERMS, usd } from "./support/credit-line-world.ts";

const OPEN = 1n;

let world: CreditLineWorld;
let alice: string;
let bob: string;
let line: bigint;
let restore: () => Promise<void>;

const by = (from: string) => ({ from });

describe("a credit line refuses", () => {
  // Alice has a line with 1,000 USD drawn; Bob an account and no line.
  beforeAll(async () => {
    world = await CreditLineWorld.open();
    ({ alice, bob } = world);
    line = await world.submit({ epoch: 1, recipient: alice });
    await world.line.send("open", [line], by(alice));
    await world.line.send("draw", [line, usd(1_000n)], by(alice));
    restore = await world.checkpoint();
  });
  beforeEach(() => restore());
  afterAll(async () => {
    await world.close();
    await closeProver();
  });

  it("a line on someone else's claim", async () => {
    const other = await world.submit({ owner: "second", epoch: 1, recipient: alice });
    const opened = world.line.send("open", [other], by(bob));
    const refusal = reverting("NotSolvent", bob, other, world.asked(0, TERMS.maxAgeToDraw));
    await expect(opened).rejects.toMatchObject(refusal);
  });

  it("a line on a claim that is stale: the last second counts, the next does not", async () => {
    const other = await world.submit({ owner: "second", epoch: 1, recipient: bob });
    const { marketAsOf } = (await world.claims.read("claimOf", [world.scope, other])) as {
      marketAsOf: bigint;
    };
    const last = marketAsOf + TERMS.maxAgeToDraw;
    const late = world.line.send("open", [other], { ...by(bob), at: last + 1n });
    await expect(late).rejects.toMatchObject({ error: "NotSolvent" });
    await restore();
    await world.submit({ owner: "second", epoch: 1, recipient: bob });
    await world.line.send("open", [other], { ...by(bob), at: last });
  });

  it("a second line for the account, under the name of another recipient", async () => {
    expect(await world.submit({ epoch: 2, recipient: bob })).toBe(line);
    const opened = world.line.send("open", [line], by(bob));
    await expect(opened).rejects.toMatchObject(reverting("StatusMismatch", line, OPEN, 0n));
  });

  it("to keep a line whose claim was renewed for another recipient: it is called, and cured by the borrower alone", async () => {
    await world.submit({ epoch: 2, recipient: bob });
    const drawn = world.line.send("draw", [line, 1n], by(bob));
    await expect(drawn).rejects.toMatchObject(reverting("NotBorrower", bob, alice));
    await world.line.send("callMargin", [line], by(bob));
    const cured = world.line.send("cure", [line], by(bob));
    await expect(cured).rejects.toMatchObject(reverting("NotSolvent", alice, line, world.asked(0)));
    await world.submit({ epoch: 3, recipient: alice });
    await world.line.send("cure", [line], by(bob));
  });

  it("more than the limit, than the cash, than is owed; and nothing at all", async () => {
    const refused = async (name: string, amount: bigint, ...refusal: [string, ...unknown[]]) =>
      expect(world.line.send(name, [line, amount], by(alice))).rejects.toMatchObject(reverting(...refusal));
    await refused("draw", usd(4_000n) + 1n, "LimitExceeded", TERMS.limit + 1n, TERMS.limit);
    await refused("draw", 2n ** 256n - 1n, "CashExceeded", 2n ** 256n - 1n, usd(19_000n));
    await refused("draw", 0n, "AmountIsZero");
    await refused("repay", 0n, "AmountIsZero");
    await refused("repay", usd(1_000n) + 1n, "DebtExceeded", usd(1_000n) + 1n, usd(1_000n));
    await world.line.send("withdraw", [world.admin, usd(18_000n)]);
    await refused("draw", usd(1_000n) + 1n, "CashExceeded", usd(1_000n) + 1n, usd(1_000n));
    await world.line.send("draw", [line, usd(1_000n)], by(alice));
    const deposits = world.line.send("withdraw", [world.admin, 1n]);
    await expect(deposits).rejects.toMatchObject(reverting("CashExceeded", 1n, 0n));
  });

  it("to lend while paused; to repay, cure and settle is not", async () => {
    await world.pass(HOUR + 1n);
    await world.line.send("callMargin", [line], by(bob));
    await world.line.send("pause");
    for (const name of ["open", "draw", "callMargin", "closeLine"]) {
      const args = name === "draw" ? [line, 1n] : [line];
      const sent = world.line.send(name, args, by(alice));
      await expect(sent).rejects.toMatchObject(reverting("EnforcedPause"));
    }
    await world.submit({ epoch: 2, recipient: alice });
    await world.line.send("cure", [line], by(alice));
    await world.line.send("repay", [line, usd(1_000n)], by(alice));
    await world.line.send("settle", [line], by(alice));
  });

  it("a default in a grace period that passed while this was paused: it begins anew", async () => {
    await world.pass(HOUR + 1n);
    await world.line.send("callMargin", [line], by(bob));
    await world.line.send("pause");
    await world.pass(2n * TERMS.gracePeriod);
    const { timestamp } = await world.line.send("unpause");
    const minimum = timestamp + TERMS.gracePeriod + 1n;
    const early = world.line.send("closeLine", [line], { ...by(bob), at: minimum - 1n });
    await expect(early).rejects.toMatchObject(reverting("GraceNotOver", minimum - 1n, minimum));
    await world.line.send("closeLine", [line], { ...by(bob), at: minimum });
  });

  it("levels that do not exist or go the wrong way, ratios that do not rise", async () => {
    const refused = async (name: string, value: bigint, ...refusal: [string, ...unknown[]]) =>
      expect(world.line.send(name, [value])).rejects.toMatchObject(reverting(...refusal));
    await refused("raiseLevel", 0n, "LevelOutOfRange", 0n, 1n, 2n);
    await refused("raiseLevel", 3n, "LevelOutOfRange", 3n, 1n, 2n);
    await refused("lowerLevel", 0n, "LevelOutOfRange", 0n, 0n, 0n);
    await world.line.send("raiseLevel", [2n]);
    await refused("lowerLevel", 2n, "LevelOutOfRange", 2n, 0n, 1n);
    await world.line.send("lowerLevel", [1n]);
    await refused("addLevel", 20_000n, "RatioNotAbove", 20_000n, 20_000n);
    await world.line.send("addLevel", [20_001n]);
    await world.line.send("raiseLevel", [3n]);
    const { predicates } = (await world.claims.read("scopeOf", [world.scope])) as { predicates: bigint[] };
    expect(predicates[3]).toBe(await world.line.read("predicateAsked"));
  });

  it.each([
    ["raiseLevel", [1n]],
    ["lowerLevel", [0n]],
    ["addLevel", [30_000n]],
    ["withdraw", ["0x0000000000000000000000000000000000000001", 1n]],
    ["pause", []],
    ["unpause", []],
  ] as const)("%s by someone without the role", async (name, args) => {
    const sent = world.line.send(name, args, by(bob));
    await expect(sent).rejects.toMatchObject({ error: "AccessControlUnauthorizedAccount" });
  });
});
