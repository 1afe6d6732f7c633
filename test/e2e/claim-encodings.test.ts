import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Claim } from "../../prover/formats/claim.ts";
import { verifyProof } from "../../prover/groth16/verify.ts";
import type { VerifierArtefacts } from "../../prover/keys/artefacts.ts";
import { BASE_FIELD_MODULUS } from "../../prover/keys/base-field.ts";
import { verifyClaim } from "../../prover/margin/verify.ts";
import { at } from "../support/at.ts";
import { ClaimsWorld } from "../support/claims.ts";
import { closeProver, verifierArtefacts } from "../support/proofs.ts";

const Q = BASE_FIELD_MODULUS;

let world: ClaimsWorld;
let key: VerifierArtefacts;
let claim: Claim;

beforeAll(async () => {
  world = await ClaimsWorld.open();
  key = await verifierArtefacts();
  ({ claim } = await world.proven());
});
afterAll(async () => {
  await world.close();
  await closeProver();
});

const accepts = (proof: Claim["proof"]): Promise<boolean> =>
  verifyProof(key.verificationKey, claim.publicSignals, proof);

describe("a proof in other words than the contract's", () => {
  it("is refused: a coordinate plus q, which the contract refuses too (T-07)", async () => {
    const { proof } = claim;
    expect(await accepts(proof)).toBe(true);
    for (const point of ["pi_a", "pi_c"] as const) {
      for (const index of [0, 1]) {
        const shifted = proof[point].with(index, (BigInt(at(proof[point], index)) + Q).toString());
        expect(await accepts({ ...proof, [point]: shifted }), `${point}[${index}]`).toBe(false);
      }
    }
    const [x, y, z] = [at(proof.pi_b, 0), at(proof.pi_b, 1), at(proof.pi_b, 2)];
    const shifted = x.with(0, (BigInt(at(x, 0)) + Q).toString());
    expect(await accepts({ ...proof, pi_b: [shifted, y, z] })).toBe(false);
  });

  it("is refused: projective coordinates, of which calldata drops one (T-07)", async () => {
    const { proof } = claim;
    const scaled = (point: readonly string[]) => [
      ((BigInt(at(point, 0)) * 4n) % Q).toString(),
      ((BigInt(at(point, 1)) * 8n) % Q).toString(),
      "2",
    ];
    expect(await accepts({ ...proof, pi_a: scaled(proof.pi_a) })).toBe(false);
    expect(await accepts({ ...proof, pi_c: scaled(proof.pi_c) })).toBe(false);
  });
});

describe("a claim whose context no contract can have", () => {
  it.each([
    { deadline: 2n ** 64n },
    { deadline: -1n },
    { chainId: 2n ** 256n },
    { recipient: "0x00" },
    { claims: "not an address" },
  ])("does not hold, and is no crash: %o (T-41)", async (change) => {
    const verdict = await verifyClaim({ ...claim, context: { ...claim.context, ...change } }, key);
    expect(verdict.valid).toBe(false);
    expect(verdict.checks.filter(({ holds }) => !holds).map(({ name }) => name)).toEqual(["context"]);
  });
});
