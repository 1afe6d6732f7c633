import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { MARGIN_PUBLIC_SIGNALS } from "../../circuits/registry.ts";
import { FIELD_MODULUS } from "../../prover/domain/field.ts";
import { at } from "../support/at.ts";
import { reverting } from "../support/chain.ts";
import { ClaimsWorld, DEADLINE, type Made } from "../support/claims.ts";
import { deployClaims, openScope } from "../support/deploy-claims.ts";
import { closeProver } from "../support/proofs.ts";

/** A real margin claim; each of its six public inputs is changed, at the verifier and by way of the contract. */

let world: ClaimsWorld;
let restore: () => Promise<void>;
let first: Made;

beforeAll(async () => {
  world = await ClaimsWorld.open();
  first = await world.proven();
  restore = await world.chain.checkpoint();
});
beforeEach(() => restore());
afterAll(async () => {
  await world.close();
  await closeProver();
});

const verifies = (signals: readonly bigint[]): Promise<unknown> =>
  world.verifier.read("verify", [first.submission.proof, signals]);

describe.each(MARGIN_PUBLIC_SIGNALS.map((name, index) => [name, index] as const))("signal %s", (_, index) => {
  it("binds the proof: with any other value, the verifier refuses it (T-08)", async () => {
    const { signals } = first;
    expect(await verifies(signals)).toBe(true);
    const other = fc
      .oneof(
        fc.bigInt({ min: 0n, max: FIELD_MODULUS - 1n }),
        fc.constantFrom(0n, 1n, FIELD_MODULUS - 1n, FIELD_MODULUS - at(signals, index)),
        fc.nat(252).map((bit) => at(signals, index) ^ (1n << BigInt(bit))),
      )
      .filter((value) => value !== signals[index] && value < FIELD_MODULUS);
    await fc.assert(
      fc.asyncProperty(other, async (value) => {
        expect(await verifies(signals.with(index, value))).toBe(false);
      }),
      { numRuns: 20, seed: 1 },
    );
  });

  it("plus r, or any multiple that fits a word, is no signal (T-06)", async () => {
    const { signals } = first;
    for (let value = at(signals, index) + FIELD_MODULUS; value < 2n ** 256n; value += FIELD_MODULUS) {
      await expect(verifies(signals.with(index, value))).rejects.toMatchObject(
        reverting("SignalNotInField", BigInt(index), value, FIELD_MODULUS),
      );
    }
  });
});

describe("MarginClaims, given a proof and other inputs than its own, all of them acceptable (T-08)", () => {
  /** Submitted on other terms or as another claim, the proof is refused, and the contract says what it saw. */
  async function refused(change: { terms?: object; submission?: object }, index: number, value: bigint) {
    const made = {
      ...first,
      terms: { ...first.terms, ...change.terms },
      submission: { ...first.submission, ...change.submission },
    };
    const seen = first.signals.with(index, value);
    const refusal = reverting("InvalidProof", seen);
    await expect(world.submit(made)).rejects.toMatchObject(refusal);
    await expect(world.check(made)).rejects.toMatchObject(refusal);
    await expect(world.submitBatch([made])).rejects.toMatchObject(reverting("InvalidBatch", 1n));
    await world.submit(first);
  }

  it("refuses another accounts root, though it is attested", async () => {
    const { registries, accountsAsOf, roots } = world;
    const root = at(roots.accounts, 0) + 1n;
    await registries.venues.send("record", [await registries.signAccounts(2n, root, at(accountsAsOf, 1))]);
    const accounts = await registries.signAccounts(2n, root, at(accountsAsOf, 1));
    await refused({ terms: { accounts } }, 0, root);
  });

  it("refuses another market root, though it is attested", async () => {
    const { registries, marketAsOf, roots } = world;
    const root = at(roots.markets, 0) + 1n;
    const market = await registries.signMarket(root, at(marketAsOf, 1));
    await registries.markets.send("record", [market]);
    await refused({ terms: { market } }, 1, root);
  });

  it("refuses another predicate, though it is a level of the scope, and a weaker one", async () => {
    const made = await world.made(1n, { level: 1 });
    await refused({ terms: { level: 1n } }, 2, at(made.signals, 2));
  });

  it("refuses another scope, though it is open", async () => {
    const scope = await openScope(world.claims, { salt: `0x${"01".repeat(32)}` });
    await refused({ terms: { scope } }, 3, scope);
  });

  it("refuses another nullifier", async () => {
    const nullifier = first.submission.nullifier + 1n;
    await refused({ submission: { nullifier } }, 4, nullifier);
  });

  it("computes the context, so that a caller cannot give one (T-20)", async () => {
    const { claims, alice, bob } = world;
    const context = (recipient: string, submitter: string, deadline: bigint) =>
      claims.read("contextOf", [recipient, submitter, deadline]) as Promise<bigint>;
    expect(await context(alice, alice, DEADLINE)).toBe(first.signals[5]);
    await refused({ submission: { recipient: bob } }, 5, await context(bob, alice, DEADLINE));
    await restore();
    const later = DEADLINE + 1n;
    await refused({ terms: { deadline: later } }, 5, await context(alice, alice, later));
  });
});

describe("a proof for one MarginClaims (T-20)", () => {
  it("is none for another contract on the chain, with the same registries and router", async () => {
    const twin = await deployClaims(world.registries, world.router);
    const scope = await openScope(twin);
    expect(scope).not.toBe(world.scope);
    const seen = [
      ...first.signals.slice(0, 3),
      scope,
      first.submission.nullifier,
      (await twin.read("contextOf", [world.alice, world.alice, DEADLINE])) as bigint,
    ];
    await expect(
      twin.send("submit", [{ ...first.terms, scope }, first.submission], { from: world.alice }),
    ).rejects.toMatchObject(reverting("InvalidProof", seen));
  });

  it("is none on another chain, with the same addresses, where not even the attestations count", async () => {
    const elsewhere = await ClaimsWorld.open(31_338n);
    try {
      expect(elsewhere.claims.address).toBe(world.claims.address);
      const terms = { ...first.terms, scope: elsewhere.scope };
      await expect(elsewhere.submit({ ...first, terms })).rejects.toMatchObject({
        error: "SignatureInvalid",
      });
      const resigned = { ...(await elsewhere.terms()), keyDigest: first.terms.keyDigest };
      const seen = first.signals
        .with(3, elsewhere.scope)
        .with(5, (await elsewhere.claims.read("contextOf", [world.alice, world.alice, DEADLINE])) as bigint);
      await expect(elsewhere.submit({ ...first, terms: resigned })).rejects.toMatchObject(
        reverting("InvalidProof", seen),
      );
      await elsewhere.submit(await elsewhere.made(1n));
    } finally {
      await elsewhere.close();
    }
  });
});
