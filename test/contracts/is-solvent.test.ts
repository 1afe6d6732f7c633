import { ZeroAddress } from "ethers";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Predicate, packPredicate, parsePredicate } from "../../prover/margin/predicate.ts";
import { at } from "../support/at.ts";
import { reverting } from "../support/chain.ts";
import { type ClaimsWorld, openClaims, type Submission, trustRoots } from "../support/claims.ts";
import { closeProver, PREDICATE, SCOPE } from "../support/proofs.ts";

const INITIAL = parsePredicate("initial", "1.5", "25.00000001");
const MAX_PREDICATE = 2n ** 85n - 1n;

let world: ClaimsWorld;
let restore: () => Promise<void>;
/** Recorded: `first` for alice with PREDICATE, `second` for bob, another account, with INITIAL. */
let first: Submission;
let second: Submission;

beforeAll(async () => {
  world = await openClaims();
  await trustRoots(world);
  const { claims, bob } = world;
  first = await world.proven();
  second = await world.proven({
    owner: "second",
    predicate: INITIAL,
    market: 1,
    context: { recipient: bob },
  });
  await claims.submit(first);
  await claims.submit(second);
  restore = await world.chain.checkpoint();
});
beforeEach(() => restore());
afterAll(async () => {
  await world.close();
  await closeProver();
});

const around = (value: bigint) => fc.bigInt({ min: value < 3n ? 0n : value - 3n, max: value + 3n });
const required: fc.Arbitrary<Predicate> = fc.record({
  kind: fc.constantFrom("maintenance", "initial"),
  ratioBps: fc.oneof(
    around(PREDICATE.ratioBps),
    around(INITIAL.ratioBps),
    fc.bigInt({ min: 0n, max: 2n ** 20n - 1n }),
  ),
  bufferUsd: fc.oneof(around(PREDICATE.bufferUsd), around(INITIAL.bufferUsd), around(0n)),
});

describe("isSolvent", () => {
  it("is true for what was proven or less, of the same kind, and for nothing more", async () => {
    const { claims } = world;
    await fc.assert(
      fc.asyncProperty(required, async (asked) => {
        for (const [submission, held] of [
          [first, PREDICATE],
          [second, INITIAL],
        ] as const) {
          const { nullifier, scope } = submission.statement;
          const packed = packPredicate(asked);
          expect(await claims.isSolvent(nullifier, submission.recipient, scope, packed)).toBe(
            asked.kind === held.kind && asked.ratioBps <= held.ratioBps && asked.bufferUsd <= held.bufferUsd,
          );
        }
      }),
      { numRuns: 120 },
    );
  });

  it("is false for another recipient, scope or nullifier than the claim's (T-19)", async () => {
    const { claims, alice, bob } = world;
    const { nullifier, scope, predicate } = first.statement;
    expect(await claims.isSolvent(nullifier, alice, scope, predicate)).toBe(true);
    expect(await claims.isSolvent(nullifier, bob, scope, predicate)).toBe(false);
    expect(await claims.isSolvent(nullifier, ZeroAddress, scope, predicate)).toBe(false);
    expect(await claims.isSolvent(nullifier, alice, scope + 1n, predicate)).toBe(false);
    expect(await claims.isSolvent(nullifier, alice, 0n, predicate)).toBe(false);
    expect(await claims.isSolvent(second.statement.nullifier, alice, scope, predicate)).toBe(false);
    expect(await claims.isSolvent(nullifier + 1n, alice, scope, predicate)).toBe(false);
  });

  it("is false where there is no claim, even if every argument is the zero that storage holds", async () => {
    const { claims } = world;
    expect(await claims.isSolvent(0n, ZeroAddress, 0n, 0n)).toBe(false);
    expect(await claims.isSolvent(7n, ZeroAddress, 0n, 0n)).toBe(false);
  });

  it("reverts for a malformed requirement, and for nothing else, whatever the state (T-03)", async () => {
    const { claims, alice, roots } = world;
    const { nullifier } = first.statement;
    const ask = (of: bigint, predicate: bigint) => claims.isSolvent(of, alice, SCOPE, predicate);
    const refused = async () => {
      for (const predicate of [MAX_PREDICATE + 1n, 1n << 96n, 2n ** 256n - 1n]) {
        for (const of of [nullifier, 5n]) {
          await expect(ask(of, predicate)).rejects.toMatchObject(
            reverting("MalformedPredicate", predicate, MAX_PREDICATE),
          );
        }
      }
      expect(await ask(nullifier, MAX_PREDICATE)).toBe(false);
      expect(await ask(2n ** 256n - 1n, 0n)).toBe(false);
    };
    await refused();
    await claims.distrust("Accounts", at(roots.accounts, 0));
    await refused();
    await claims.send("pause");
    await refused();
  });

  it("ends with either root's trust, at once and for good; other roots do not matter (T-26)", async () => {
    const { chain, claims, roots } = world;
    const retry = await chain.checkpoint();
    await claims.distrust("Accounts", at(roots.accounts, 1));
    await claims.distrust("Market", at(roots.markets, 2));
    expect([await claims.holds(first), await claims.holds(second)]).toEqual([true, true]);

    // first and second share the accounts root, not the market root.
    await claims.distrust("Market", at(roots.markets, 0));
    expect([await claims.holds(first), await claims.holds(second)]).toEqual([false, true]);
    await claims.distrust("Accounts", at(roots.accounts, 0));
    expect([await claims.holds(first), await claims.holds(second)]).toEqual([false, false]);

    await retry();
    await claims.distrust("Accounts", at(roots.accounts, 0));
    expect([await claims.holds(first), await claims.holds(second)]).toEqual([false, false]);
    expect((await claims.claimOf(first.statement.nullifier)).recipient).toBe(world.alice);
  });

  it("is suspended by a pause and comes back with its end, unless expired meanwhile (T-24)", async () => {
    const { chain, claims } = world;
    await claims.send("pause");
    expect(await claims.holds(first)).toBe(false);
    await claims.send("unpause");
    expect(await claims.holds(first)).toBe(true);
    await claims.send("pause");
    const { expiry } = await claims.claimOf(first.statement.nullifier);
    await chain.warpTo(expiry);
    await claims.send("unpause", [], { at: expiry + 1n });
    expect(await claims.holds(first)).toBe(false);
  });
});
