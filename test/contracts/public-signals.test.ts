import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { MARGIN_PUBLIC_SIGNALS } from "../../circuits/registry.ts";
import { FIELD_MODULUS } from "../../prover/domain/field.ts";
import { at } from "../support/at.ts";
import { reverting } from "../support/chain.ts";
import {
  ALL_KNOWN,
  type ClaimsWorld,
  LIFETIME,
  MarginClaims,
  openClaims,
  SUPPLIED_SIGNALS,
  type Submission,
  trustRoots,
  withSignal,
} from "../support/claims.ts";
import { closeProver } from "../support/proofs.ts";
import { verifierAccepts } from "../support/verifier.ts";

/** Largest well-formed predicate. */
const MAX_PREDICATE = 2n ** 85n - 1n;

let world: ClaimsWorld;
let restore: () => Promise<void>;
let first: Submission;
let signals: readonly bigint[];

beforeAll(async () => {
  world = await openClaims();
  await trustRoots(world);
  first = await world.proven();
  signals = (await world.claim()).publicSignals;
  restore = await world.chain.checkpoint();
});
beforeEach(() => restore());
afterAll(async () => {
  await world.close();
  await closeProver();
});

describe.each(MARGIN_PUBLIC_SIGNALS.map((name, index) => [name, index] as const))(
  "signal %s",
  (name, index) => {
    it("binds the proof: with any other value, the generated verifier refuses it (T-08)", async () => {
      const { chain, verifier } = world;
      expect(await verifierAccepts(chain, verifier, first.proof, signals)).toBe(true);
      const other = fc
        .oneof(
          fc.bigInt({ min: 0n, max: FIELD_MODULUS - 1n }),
          fc.constantFrom(0n, 1n, FIELD_MODULUS - 1n, FIELD_MODULUS - at(signals, index)),
          fc.nat(253).map((bit) => at(signals, index) ^ (1n << BigInt(bit))),
        )
        .filter((value) => value !== signals[index]);
      await fc.assert(
        fc.asyncProperty(other, async (value) => {
          const accepted = await verifierAccepts(chain, verifier, first.proof, signals.with(index, value));
          expect(accepted).toBe(false);
        }),
        { numRuns: 20 },
      );
    });

    it("plus r, or any multiple that fits a word, is refused by the generated verifier (T-06)", async () => {
      const { chain, verifier } = world;
      for (let value = at(signals, index) + FIELD_MODULUS; value < 2n ** 256n; value += FIELD_MODULUS) {
        const accepted = await verifierAccepts(chain, verifier, first.proof, signals.with(index, value));
        expect(accepted, `${name} = ${value}`).toBe(false);
      }
    });
  },
);

describe.each(SUPPLIED_SIGNALS.map((name, index) => [name, index] as const))(
  "submitted signal %s",
  (name, index) => {
    it("plus r, or any multiple that fits a word, is refused before anything looks at it (T-06)", async () => {
      const { claims } = world;
      const proven = first.statement[name];
      const values = [FIELD_MODULUS, 2n ** 256n - 1n];
      for (let value = proven + FIELD_MODULUS; value < 2n ** 256n; value += FIELD_MODULUS) values.push(value);
      for (const value of values) {
        const refusal = reverting("SignalNotInField", BigInt(index), value, FIELD_MODULUS);
        await expect(claims.submit(withSignal(first, name, value))).rejects.toMatchObject(refusal);
        await expect(claims.check(withSignal(first, name, value))).rejects.toMatchObject(refusal);
      }
    });

    it("with another value is no claim, even if everything else about that value is right (T-08)", async () => {
      const { claims } = world;
      const other = first.statement[name] + (name === "predicate" ? -(1n << 1n) : 1n);
      // A root must be trusted, or the proof is not even looked at.
      if (name === "accountsRoot") await claims.trustAccountsRoot(other, 9n, ALL_KNOWN);
      if (name === "marketRoot") await claims.trustMarketRoot(other, ALL_KNOWN);
      const submission = withSignal(first, name, other);
      const seen = signals.with(index, other);
      await expect(claims.submit(submission)).rejects.toMatchObject(reverting("InvalidProof", seen));
      await claims.submit(first);
    });
  },
);

describe("the predicate", () => {
  it("has no bits beyond its 85: a claim about nothing defined is refused (T-03)", async () => {
    const { claims } = world;
    for (const value of [MAX_PREDICATE + 1n, 1n << 96n, 1n << 160n, FIELD_MODULUS - 1n]) {
      await expect(claims.submit(withSignal(first, "predicate", value))).rejects.toMatchObject(
        reverting("MalformedPredicate", value, MAX_PREDICATE),
      );
    }
    await expect(claims.submit(withSignal(first, "predicate", MAX_PREDICATE))).rejects.toMatchObject({
      error: "InvalidProof",
    });
  });

  it("that would collide with a proven one in the 96 bits kept is refused (T-03)", async () => {
    const { claims } = world;
    const collision = first.statement.predicate + (1n << 96n);
    await expect(claims.submit(withSignal(first, "predicate", collision))).rejects.toMatchObject(
      reverting("MalformedPredicate", collision, MAX_PREDICATE),
    );
  });
});

describe("the context", () => {
  it("is no parameter: what a caller would put there is not in the calldata (T-20)", async () => {
    const { claims, alice, bob } = world;
    expect(await claims.contextOf(alice, first.deadline)).toBe(signals[5]);
    for (const [recipient, deadline] of [
      [bob, first.deadline],
      [alice, first.deadline + 1n],
      [alice, first.deadline - 1n],
      [alice, 2n ** 64n - 1n],
    ] as const) {
      const seen = signals.with(5, await claims.contextOf(recipient, deadline));
      await expect(claims.submit({ ...first, recipient, deadline })).rejects.toMatchObject(
        reverting("InvalidProof", seen),
      );
    }
  });

  it("is bound to the chain (T-20)", async () => {
    const elsewhere = await openClaims({ chainId: 31_338n });
    try {
      await trustRoots(elsewhere);
      expect(elsewhere.claims.address).toBe(world.claims.address);
      const context = await elsewhere.claims.contextOf(elsewhere.alice, first.deadline);
      expect(context).not.toBe(signals[5]);
      await expect(elsewhere.claims.submit(first)).rejects.toMatchObject(
        reverting("InvalidProof", signals.with(5, context)),
      );
      await elsewhere.claims.submit(await elsewhere.proven());
    } finally {
      await elsewhere.close();
    }
  });

  it("is bound to the contract: another one, with the same verifier and roots, refuses (T-20)", async () => {
    const twin = await openTwin();
    const context = await twin.contextOf(world.alice, first.deadline);
    expect(context).not.toBe(signals[5]);
    await expect(twin.submit(first)).rejects.toMatchObject(
      reverting("InvalidProof", signals.with(5, context)),
    );
  });
});

/** A second contract on the same chain. */
async function openTwin(): Promise<MarginClaims> {
  const { chain, verifier, owner, roots } = world;
  const address = await chain.deploy("MarginClaims", [verifier, LIFETIME, owner]);
  const twin = new MarginClaims(chain, address);
  await twin.trustAccountsRoot(at(roots.accounts, 0), 1n, ALL_KNOWN);
  await twin.trustMarketRoot(at(roots.markets, 0), ALL_KNOWN);
  return twin;
}
