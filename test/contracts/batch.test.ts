import { getAddress, toBeHex, ZeroAddress } from "ethers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FIELD_MODULUS } from "../../prover/domain/field.ts";
import { at } from "../support/at.ts";
import { reverting } from "../support/chain.ts";
import { ClaimsWorld, DEADLINE, type Made } from "../support/claims.ts";
import { MAX_MARKET_AGE } from "../support/deploy-claims.ts";
import { closeProver } from "../support/proofs.ts";
import { replaced } from "../support/squares.ts";

const SIZE = 32;

let world: ClaimsWorld;
let restore: () => Promise<void>;
/** Claims of 32 accounts, for 32 recipients, given to one relayer. */
let batch: readonly Made[];

/** An address that is the recipient of nothing else. */
const recipientOf = (index: number): string => getAddress(toBeHex(0xace0000 + index, 20));

beforeAll(async () => {
  world = await ClaimsWorld.open();
  const terms = await world.terms();
  batch = await Promise.all(
    Array.from({ length: SIZE }, (_, i) =>
      world.standIn(terms, BigInt(i + 1), { recipient: recipientOf(i), submitter: world.relayer }),
    ),
  );
  restore = await world.chain.checkpoint();
});
beforeEach(() => restore());
afterAll(async () => {
  await world.close();
  await closeProver();
});

/** The batch is refused, and neither claims nor roots are recorded. */
async function refused(
  claims: readonly Made[],
  options: { readonly from?: string },
  error: string,
  ...args: readonly unknown[]
): Promise<void> {
  await expect(world.submitBatch(claims, options)).rejects.toMatchObject(reverting(error, ...args));
  for (const made of claims) expect((await world.claimOf(made)).recipient).toBe(ZeroAddress);
  const { accounts } = at(batch, 0).terms;
  const { venue, epoch } = accounts.attestation;
  expect(await world.registries.venues.read("accountsRootOf", [venue, epoch])).toEqual({
    root: 0n,
    asOf: 0n,
  });
}

const withRecipient = (made: Made, recipient: string): Made => ({
  ...made,
  submission: { ...made.submission, recipient },
});
const withNullifier = (made: Made, nullifier: bigint): Made => ({
  ...made,
  submission: { ...made.submission, nullifier },
});

describe("submitBatch", () => {
  it.each([1, 2, SIZE])("records %i claims of one call, each under its nullifier", async (size) => {
    const part = batch.slice(0, size);
    const receipt = await world.submitBatch(part);
    const events = world.claims.events(receipt);
    expect(events).toHaveLength(size + 1);
    expect(at(events, 0)).toMatchObject({
      name: "ClaimsVerified",
      args: { submitter: world.relayer, size: BigInt(size), deadline: DEADLINE },
    });
    for (const [i, { submission }] of part.entries()) {
      const { nullifier, recipient, proof } = submission;
      expect(at(events, i + 1)).toEqual({
        name: "ClaimRecorded",
        args: { nullifier, recipient, scope: world.scope, proof },
      });
      expect(await world.isSolvent(at(part, i))).toBe(true);
      expect(await world.claimOf(at(part, i))).toMatchObject({ recipient, epoch: 1n });
    }
  });

  it("records what submit records, and returns the same expiry", async () => {
    const retry = await world.chain.checkpoint();
    const [made] = batch.slice(0, 1) as [Made];
    await world.submit(made);
    const alone = await world.claimOf(made);
    await retry();
    await world.submitBatch([made]);
    expect(await world.claimOf(made)).toEqual(alone);
    await retry();
    const args = [made.terms, [made.submission]];
    const expiry = await world.claims.read("submitBatch", args, { from: world.relayer });
    expect(expiry).toBe(at(world.marketAsOf, 0) + MAX_MARKET_AGE);
  });

  it("takes real margin proofs of two accounts", async () => {
    const { relayer, bob } = world;
    const two = [
      await world.proven({ submitter: relayer }),
      await world.proven({ submitter: relayer, owner: "second", recipient: bob }),
    ];
    await world.submitBatch(two);
    for (const made of two) expect(await world.isSolvent(made)).toBe(true);
    const stale = two.toReversed();
    await expect(world.submitBatch(stale)).rejects.toMatchObject({ error: "RenewalNotNewer" });
  });

  it.each([0, 15, SIZE - 1])("with one bad proof, number %i, records nothing (T-15)", async (bad) => {
    const { proof } = at(batch, (bad + 1) % SIZE).submission;
    const claims = replaced(batch, bad, (made) => ({ ...made, submission: { ...made.submission, proof } }));
    await refused(claims, {}, "InvalidBatch", BigInt(SIZE));
    // The others can still come alone, or without the bad one.
    await world.submitBatch(batch.filter((_, i) => i !== bad));
    await world.submit(at(batch, bad));
  });

  it("of nothing is refused by the verifier", async () => {
    const args = [at(batch, 0).terms, []];
    await expect(world.claims.send("submitBatch", args, { from: world.relayer })).rejects.toMatchObject(
      reverting("MalformedBatch", 0n, 448n),
    );
  });

  it("with two claims of one nullifier is refused, be they the same or not (T-07)", async () => {
    const [a, b] = batch.slice(0, 2) as [Made, Made];
    const time = at(world.marketAsOf, 0);
    await refused([a, b, a], {}, "RenewalNotNewer", a.submission.nullifier, 1n, time, 1n, time);
    const twin = await world.standIn(a.terms, a.submission.nullifier, {
      recipient: world.bob,
      submitter: world.relayer,
    });
    await refused([a, twin], {}, "RenewalNotNewer", a.submission.nullifier, 1n, time, 1n, time);
  });

  it("with a claim that is held already is refused whole", async () => {
    await world.submit(at(batch, 3));
    const time = at(world.marketAsOf, 0);
    const { nullifier } = at(batch, 3).submission;
    await expect(world.submitBatch(batch)).rejects.toMatchObject(
      reverting("RenewalNotNewer", nullifier, 1n, time, 1n, time),
    );
    expect((await world.claimOf(at(batch, 0))).recipient).toBe(ZeroAddress);
  });

  it("renews claims of an older batch", async () => {
    await world.submitBatch(batch.slice(0, 2));
    const terms = await world.terms({ market: 1 });
    const { relayer: submitter } = world;
    const renewed = await Promise.all(
      [0, 1].map((i) => world.standIn(terms, BigInt(i + 1), { recipient: recipientOf(i), submitter })),
    );
    await world.submitBatch(renewed);
    expect(await world.claimOf(at(renewed, 1))).toMatchObject({ marketAsOf: at(world.marketAsOf, 1) });
  });

  it("names a recipient and a reduced nullifier in each claim (T-06)", async () => {
    const pair = batch.slice(0, 2);
    const noRecipient = replaced(pair, 1, (made) => withRecipient(made, ZeroAddress));
    await refused(noRecipient, {}, "RecipientIsZero");
    const r = FIELD_MODULUS;
    const unreduced = replaced(pair, 1, (made) => withNullifier(made, made.submission.nullifier + r));
    await refused(unreduced, {}, "NullifierNotInField", at(pair, 1).submission.nullifier + r, r);
  });

  it("is on terms as those of submit", async () => {
    const time = (await world.chain.now()) + 100n;
    const terms = { ...at(batch, 0).terms, deadline: time - 1n };
    const late = batch.slice(0, 2).map((made) => ({ ...made, terms }));
    await expect(world.submitBatch(late, { at: time })).rejects.toMatchObject(
      reverting("DeadlinePassed", time, time - 1n),
    );
  });
});

describe("a batch seen in the mempool (T-19)", () => {
  it("cannot be taken by another relayer, whole, in part or one by one", async () => {
    const { mallory } = world;
    await refused(batch, { from: mallory }, "InvalidBatch", BigInt(SIZE));
    await refused(batch.slice(0, 2), { from: mallory }, "InvalidBatch", 2n);
    for (const from of [mallory, world.alice]) {
      await expect(world.submit(at(batch, 0), { from })).rejects.toMatchObject({ error: "InvalidProof" });
    }
    await world.submitBatch(batch);
  });

  it("cannot be redirected, not even by its relayer", async () => {
    const [a, b] = batch.slice(0, 2) as [Made, Made];
    const own = [withRecipient(a, world.relayer), b];
    await refused(own, {}, "InvalidBatch", 2n);
    const exchanged = [withRecipient(a, b.submission.recipient), withRecipient(b, a.submission.recipient)];
    await refused(exchanged, {}, "InvalidBatch", 2n);
  });
});
