import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Claim } from "../../prover/formats/claim.ts";
import { verifyClaim } from "../../prover/margin/verify.ts";
import {
  type ClaimsWorld,
  openClaims,
  type Submission,
  submissionOf,
  trustRoots,
} from "../support/claims.ts";
import { closeProver, type ForeignKey, foreignKey, verifierArtefacts } from "../support/proofs.ts";
import { compileSolidity } from "../support/solidity.ts";
import { verifierAccepts } from "../support/verifier.ts";

/** The world of the project's verifier, and one alike but for its verifier, of a key from another seed. */
let ours: ClaimsWorld;
let theirs: ClaimsWorld;
let foreign: ForeignKey;
let ourClaim: Claim;
let theirClaim: Claim;
let restore: readonly (() => Promise<void>)[];

beforeAll(async () => {
  foreign = await foreignKey();
  const { Groth16Verifier } = await compileSolidity("test/ForeignVerifier.sol", foreign.solidity);
  ours = await openClaims();
  theirs = await openClaims({ verifier: Groth16Verifier });
  for (const world of [ours, theirs]) await trustRoots(world);
  expect(theirs.claims.address).toBe(ours.claims.address);
  ourClaim = await ours.claim();
  theirClaim = await foreign.prove({ context: ourClaim.context });
  expect(theirClaim.publicSignals).toEqual(ourClaim.publicSignals);
  restore = [await ours.chain.checkpoint(), await theirs.chain.checkpoint()];
});
beforeEach(async () => {
  for (const each of restore) await each();
});
afterAll(async () => {
  await ours.close();
  await theirs.close();
  await closeProver();
});

describe("a proof under another key of the same circuit (T-16)", () => {
  it("is refused by the contract, though its statement is true and its own verifier accepts it", async () => {
    const proof = submissionOf(theirClaim).proof;
    expect(await verifierAccepts(theirs.chain, theirs.verifier, proof, theirClaim.publicSignals)).toBe(true);
    expect(await verifierAccepts(ours.chain, ours.verifier, proof, theirClaim.publicSignals)).toBe(false);
    await expect(ours.claims.submit(submissionOf(theirClaim))).rejects.toMatchObject({
      error: "InvalidProof",
    });
    await theirs.claims.submit(submissionOf(theirClaim));
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

describe("a contract with another verifier (T-16)", () => {
  const submission = (): Submission => submissionOf(ourClaim);

  it("of another key refuses our proofs", async () => {
    await expect(theirs.claims.submit(submission())).rejects.toMatchObject({ error: "InvalidProof" });
    await ours.claims.submit(submission());
  });

  it.each([5, 7])("for %i signals refuses every proof: the number is part of the selector", async (count) => {
    const source = foreign.solidity.replace("uint[6] calldata", `uint[${count}] calldata`);
    expect(source).not.toBe(foreign.solidity);
    const { Groth16Verifier } = await compileSolidity("test/ForeignVerifier.sol", source);
    const other = await openClaims({ verifier: Groth16Verifier });
    try {
      await trustRoots(other);
      for (const claim of [ourClaim, theirClaim]) {
        await expect(other.claims.submit(submissionOf(claim))).rejects.toMatchObject({
          error: "InvalidProof",
        });
      }
    } finally {
      await other.close();
    }
  });
});
