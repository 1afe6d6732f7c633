import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { packPredicate } from "../../prover/margin/predicate.ts";
import { at } from "../support/at.ts";
import { reverting } from "../support/chain.ts";
import { closeProver } from "../support/proofs.ts";
import { CreditLineWorld, HOUR, LADDER, TERMS, usd } from "./support/credit-line-world.ts";

/*
 * A protocol lends dollars to traders who prove, without showing their account, that its equity exceeds 1.2 times its
 * maintenance margin by 5,000 USD or more. What follows is the life of such a line, with real proofs.
 */

const OPEN = 1n;
const CALLED = 2n;
const DEFAULTED = 3n;

let world: CreditLineWorld;
let alice: string;
let bob: string;
let restore: () => Promise<void>;

beforeAll(async () => {
  world = await CreditLineWorld.open();
  ({ alice, bob } = world);
  restore = await world.checkpoint();
});
afterAll(async () => {
  await world.close();
  await closeProver();
});

const by = (from: string) => ({ from });
const lineOf = (nullifier: bigint) => world.line.read("lineOf", [nullifier]) as Promise<object>;

describe("the story of a line", () => {
  let line: bigint;

  it("Alice proves that her account meets the first level, and opens a line", async () => {
    line = await world.submit({ epoch: 1, level: 0, recipient: alice });
    await world.line.send("open", [line], by(alice));
    expect(await lineOf(line)).toEqual({ borrower: alice, status: OPEN, calledAt: 0n, debt: 0n });
    expect(await world.books()).toMatchObject({ cash: usd(20_000n), deposits: TERMS.deposit });
  });

  it("She draws 4,000 USD, sixteen times what she left as a deposit", async () => {
    const before = await world.balanceOf(alice);
    await world.line.send("draw", [line, usd(4_000n)], by(alice));
    expect((await world.balanceOf(alice)) - before).toBe(usd(4_000n));
    expect(await world.books()).toEqual({
      cash: usd(16_000n),
      debt: usd(4_000n),
      deposits: usd(250n),
      balance: usd(16_250n),
    });
  });

  it("A quarter of an hour later the line stands, but to draw more takes a fresher claim", async () => {
    await world.pass(HOUR / 4n + 60n);
    const drawn = world.line.send("draw", [line, usd(100n)], by(alice));
    await expect(drawn).rejects.toMatchObject(
      reverting("NotSolvent", alice, line, world.asked(0, TERMS.maxAgeToDraw)),
    );
    const called = world.line.send("callMargin", [line], by(bob));
    await expect(called).rejects.toMatchObject(reverting("ClaimHolds", line, 0n));
  });

  it("An hour after the prices, the claim has lapsed: anyone calls margin", async () => {
    await world.pass(HOUR);
    const receipt = await world.line.send("callMargin", [line], by(bob));
    expect(world.line.events(receipt)).toEqual([
      { name: "MarginCalled", args: { nullifier: line, level: 0n } },
    ]);
    expect(await lineOf(line)).toMatchObject({ status: CALLED, calledAt: receipt.timestamp });
  });

  it("She has six hours. The old claim does not help her; one on the next epoch does", async () => {
    await world.pass(5n * HOUR);
    const old = world.line.send("cure", [line], by(alice));
    await expect(old).rejects.toMatchObject(reverting("NotSolvent", alice, line, world.asked(0)));

    await world.submit({ epoch: 2, level: 0, recipient: alice });
    await world.line.send("cure", [line], by(alice));
    expect(await lineOf(line)).toMatchObject({ status: OPEN, calledAt: 0n, debt: usd(4_000n) });
  });

  it("Markets get rough, and the protocol asks for 2 times maintenance: her claim is too weak", async () => {
    await world.line.send("raiseLevel", [2n]);
    expect(await world.line.read("predicateAsked")).toBe(packPredicate(at(LADDER, 2)));
    await world.line.send("callMargin", [line], by(bob));
    expect(await lineOf(line)).toMatchObject({ status: CALLED });
  });

  it("She claims the third level, and repays half", async () => {
    await world.submit({ epoch: 3, level: 2, recipient: alice });
    await world.line.send("cure", [line], by(bob)); // Anyone may: it is to her good.
    await world.line.send("repay", [line, usd(2_000n)], by(alice));
    expect(await lineOf(line)).toMatchObject({ status: OPEN, debt: usd(2_000n) });
  });

  it("Then nothing more is heard of her, and the line defaults when the grace period is over", async () => {
    await world.pass(HOUR + 60n);
    const { timestamp } = await world.line.send("callMargin", [line], by(bob));
    const closable = timestamp + TERMS.gracePeriod + 1n;
    expect(await world.line.read("closableAt", [line])).toBe(closable);

    const early = world.line.send("closeLine", [line], { ...by(bob), at: closable - 1n });
    await expect(early).rejects.toMatchObject(reverting("GraceNotOver", closable - 1n, closable));

    const receipt = await world.line.send("closeLine", [line], { ...by(bob), at: closable });
    const args = { nullifier: line, borrower: alice, debt: usd(2_000n), seized: usd(250n) };
    expect(world.line.events(receipt)).toEqual([{ name: "Defaulted", args }]);
    // 20,000 lent from, 4,000 drawn, 2,000 repaid, 250 seized: the loss is 1,750.
    const books = { cash: usd(18_250n), debt: 0n, deposits: 0n, balance: usd(18_250n) };
    expect(await world.books()).toEqual(books);
  });

  it("Her account never has another line here, in anybody's name; her positions were never known", async () => {
    for (const name of [alice, bob]) {
      const again = world.line.send("open", [line], by(name));
      await expect(again).rejects.toMatchObject(reverting("StatusMismatch", line, DEFAULTED, 0n));
    }
  });
});

describe("a line that goes well", () => {
  beforeEach(() => restore());

  it("is repaid, and the deposit goes back", async () => {
    const line = await world.submit({ epoch: 1, recipient: alice });
    const before = await world.balanceOf(alice);
    await world.line.send("open", [line], by(alice));
    await world.line.send("draw", [line, TERMS.limit], by(alice));
    const early = world.line.send("settle", [line], by(alice));
    await expect(early).rejects.toMatchObject(reverting("StillInDebt", line, TERMS.limit));

    await world.line.send("repay", [line, TERMS.limit], by(alice));
    const stranger = world.line.send("settle", [line], by(bob));
    await expect(stranger).rejects.toMatchObject(reverting("NotBorrower", bob, alice));
    await world.line.send("settle", [line], by(alice));
    expect(await world.balanceOf(alice)).toBe(before);
    const books = { cash: usd(20_000n), debt: 0n, deposits: 0n, balance: usd(20_000n) };
    expect(await world.books()).toEqual(books);
    // The account is free for another line, also of another borrower.
    expect(await lineOf(line)).toMatchObject({ status: 0n });
  });

  it("is not called any more once it is repaid in full, by whomever", async () => {
    const line = await world.submit({ epoch: 1, recipient: alice });
    await world.line.send("open", [line], by(alice));
    await world.line.send("draw", [line, 1n], by(alice));
    await world.pass(3n * HOUR);
    await world.line.send("callMargin", [line], by(bob));
    await world.line.send("repay", [line, 1n], by(bob));
    expect(await lineOf(line)).toMatchObject({ status: OPEN, calledAt: 0n, debt: 0n });
    const again = world.line.send("callMargin", [line], by(bob));
    await expect(again).rejects.toMatchObject(reverting("NothingOwed", line));
  });

  it("is not closed while its claim holds, even if nobody cured it", async () => {
    const line = await world.submit({ epoch: 1, recipient: alice });
    await world.line.send("open", [line], by(alice));
    await world.line.send("draw", [line, usd(1n)], by(alice));
    await world.pass(2n * HOUR);
    await world.line.send("callMargin", [line], by(bob));
    await world.pass(7n * HOUR);
    await world.submit({ epoch: 2, recipient: alice });
    const closed = world.line.send("closeLine", [line], by(bob));
    await expect(closed).rejects.toMatchObject(reverting("ClaimHolds", line, 0n));
  });
});
