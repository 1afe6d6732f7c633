import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { BASE_FIELD_MODULUS } from "../../prover/keys/base-field.ts";
import { type Reverted, reverting } from "../support/chain.ts";
import {
  type ClaimsWorld,
  openClaims,
  type SolidityProof,
  type Submission,
  trustRoots,
} from "../support/claims.ts";
import {
  coordinatesOf,
  malformed,
  malleated,
  unreduced,
  unreducedSpellings,
  withCoordinate,
} from "../support/points.ts";
import { closeProver } from "../support/proofs.ts";
import { verifierAccepts } from "../support/verifier.ts";

/** The transaction, its calldata, four roots and flags read, the error: measured 44,000. */
const OVERHEAD = 55_000n;

let world: ClaimsWorld;
let restore: () => Promise<void>;
let first: Submission;

beforeAll(async () => {
  world = await openClaims();
  await trustRoots(world);
  first = await world.proven();
  restore = await world.chain.checkpoint();
});
beforeEach(() => restore());
afterAll(async () => {
  await world.close();
  await closeProver();
});

const accepted = async (proof: SolidityProof): Promise<boolean> =>
  verifierAccepts(world.chain, world.verifier, proof, (await world.claim()).publicSignals);

describe("a proof made from another (T-07)", () => {
  it("verifies, and still cannot be submitted beside or after it: claims are kept by nullifier", async () => {
    const { claims } = world;
    const variants = await malleated(first.proof);
    expect(variants).toHaveLength(3);
    for (const { name, proof } of variants) {
      await restore();
      expect(await accepted(proof), name).toBe(true);
      expect(coordinatesOf(proof), name).not.toEqual(coordinatesOf(first.proof));
      await claims.submit(first);
      await expect(claims.submit({ ...first, proof }), name).rejects.toMatchObject({
        error: "RenewalNotNewer",
      });
    }
  });

  it("submitted first, leaves no place for the original", async () => {
    const { claims } = world;
    for (const { name, proof } of await malleated(first.proof)) {
      await restore();
      await claims.submit({ ...first, proof });
      await expect(claims.submit(first), name).rejects.toMatchObject({ error: "RenewalNotNewer" });
    }
  });

  it("proves nothing to anybody but the recipient (T-19)", async () => {
    const { claims, mallory, alice } = world;
    for (const { name, proof } of await malleated(first.proof)) {
      await expect(claims.submit({ ...first, proof }, { from: mallory }), name).rejects.toMatchObject(
        reverting("NotRecipient", mallory, alice),
      );
      await expect(claims.submit({ ...first, proof, recipient: mallory }), name).rejects.toMatchObject({
        error: "InvalidProof",
      });
    }
  });
});

describe("a coordinate of q or more (T-07)", () => {
  it("is refused wherever it stands, before the verifier is called", async () => {
    const { claims } = world;
    for (const { name, proof, index, value } of unreduced(first.proof)) {
      await expect(claims.check({ ...first, proof }), name).rejects.toMatchObject(
        reverting("CoordinateNotInField", BigInt(index), value, BASE_FIELD_MODULUS),
      );
    }
  });

  it("is refused as A.y even where the generated verifier takes it for the reduced one", async () => {
    const { claims } = world;
    const spellings = unreducedSpellings(first.proof);
    expect(spellings.length).toBeGreaterThanOrEqual(4);
    for (const y of spellings) {
      const proof = withCoordinate(first.proof, 1, y);
      // The record of such a claim could not be verified off-chain again: no other verifier accepts the proof.
      expect(await accepted(proof)).toBe(true);
      await expect(claims.submit({ ...first, proof })).rejects.toMatchObject(
        reverting("CoordinateNotInField", 1n, y, BASE_FIELD_MODULUS),
      );
    }
  });
});

describe("a malformed proof (T-18)", () => {
  it("is refused, and costs its sender the verifier's cap and a known overhead at most, whatever gas is given", async () => {
    const { claims } = world;
    const cap = (await claims.read("VERIFIER_GAS")) as bigint;
    const costs: bigint[] = [];
    for (const { name, proof } of [...(await malformed(first.proof)), ...unreduced(first.proof)]) {
      for (const gas of [500_000n, 15_000_000n]) {
        const failure = await claims.submit({ ...first, proof }, { gas }).then(
          () => undefined,
          (error: Reverted) => error,
        );
        expect(["InvalidProof", "CoordinateNotInField"], name).toContain(failure?.error);
        expect(failure?.gasUsed, `${name} with ${gas} gas`).toBeLessThanOrEqual(cap + OVERHEAD);
        costs.push(failure?.gasUsed ?? 0n);
      }
    }
    // The cap is what held them: some did burn all that they were given.
    expect(costs.some((cost) => cost > cap)).toBe(true);
    expect((await claims.claimOf(first.statement.nullifier)).expiry).toBe(0n);
  });

  it("costs no more in a check, which others may call from a contract", async () => {
    const { claims } = world;
    for (const { name, proof } of await malformed(first.proof)) {
      await expect(claims.check({ ...first, proof }, { gas: 450_000n }), name).rejects.toMatchObject({
        error: "InvalidProof",
      });
    }
  });
});
