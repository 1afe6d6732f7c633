import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Claim } from "../../prover/formats/claim.ts";
import { keyDigestOf, solidityKey } from "../../prover/keys/solidity-key.ts";
import { verifyClaim } from "../../prover/margin/verify.ts";
import { ClaimsWorld, type Made } from "../support/claims.ts";
import type { Contract } from "../support/contract.ts";
import { routeKey } from "../support/deploy-claims.ts";
import { closeProver, type ForeignKey, foreignKey, PREDICATE, verifierArtefacts } from "../support/proofs.ts";

/** A key of the same circuit from another seed, routed to like ours. */
let world: ClaimsWorld;
let foreign: ForeignKey;
let theirVerifier: Contract;
let ours: Made & { readonly claim: Claim };
let theirClaim: Claim;
let restore: () => Promise<void>;

beforeAll(async () => {
  foreign = await foreignKey();
  world = await ClaimsWorld.open();
  theirVerifier = await routeKey(world.router, solidityKey(foreign.key.verificationKey), "foreign");
  ours = await world.proven();
  const { scope } = world;
  theirClaim = await foreign.prove({ context: ours.claim.context, predicate: PREDICATE, scope });
  expect(theirClaim.publicSignals).toEqual(ours.claim.publicSignals);
  restore = await world.chain.checkpoint();
});
beforeEach(() => restore());
afterAll(async () => {
  await world.close();
  await closeProver();
});

const withKey = (made: Made, keyDigest: string): Made => ({ ...made, terms: { ...made.terms, keyDigest } });

describe("a key (T-16)", () => {
  it("has one name, on the chain and off it", async () => {
    for (const [verifier, key] of [
      [world.verifier, await verifierArtefacts()],
      [theirVerifier, foreign.key],
    ] as const) {
      const digest = await verifier.read("keyDigest");
      expect(digest).toBe(key.keyDigest);
      expect(digest).toBe(keyDigestOf(key.verificationKey));
      expect(await world.router.read("routeOf", [digest])).toMatchObject({ verifier: verifier.address });
    }
    expect(world.marginKey).not.toBe(foreign.key.keyDigest);
  });
});

describe("a proof under another key of the same circuit (T-16)", () => {
  it("is refused as one of ours, and ours as one of theirs, though the statement is true", async () => {
    const theirs = world.madeOf(theirClaim, withKey(ours, foreign.key.keyDigest).terms);
    for (const made of [withKey(theirs, world.marginKey), withKey(ours, foreign.key.keyDigest)]) {
      await expect(world.submit(made)).rejects.toMatchObject({ error: "InvalidProof" });
      await expect(world.submitBatch([made])).rejects.toMatchObject({ error: "InvalidBatch" });
    }
    await world.submit(theirs);
    expect((await world.claimOf(theirs)).verifier).toBe(3n);
  });

  it("is refused off-chain, with the digest it has and with ours", async () => {
    const key = await verifierArtefacts();
    const failed = async (claim: Claim) =>
      (await verifyClaim(claim, key)).checks.filter(({ holds }) => !holds).map(({ name }) => name);
    expect(await failed(theirClaim)).toEqual(["key", "proof"]);
    expect(await failed({ ...theirClaim, keyDigest: key.keyDigest })).toEqual(["proof"]);
    expect((await verifyClaim(theirClaim, foreign.key)).valid).toBe(true);
  });
});
