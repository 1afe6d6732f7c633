import { groth16 } from "snarkjs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { MARGIN_PUBLIC_SIGNALS } from "../../circuits/registry.ts";
import { FIELD_MODULUS } from "../../prover/domain/field.ts";
import type { Claim } from "../../prover/formats/claim.ts";
import { snarkjsBackend } from "../../prover/groth16/snarkjs.ts";
import type { Artefacts } from "../../prover/keys/artefacts.ts";
import { parsePredicate } from "../../prover/margin/predicate.ts";
import { type ProvingStage, proveMargin } from "../../prover/margin/prove.ts";
import { verifyClaim } from "../../prover/margin/verify.ts";
import type { PreparedClaim } from "../../prover/margin/witness.ts";
import { at } from "../support/at.ts";
import { reverting } from "../support/chain.ts";
import { provingArtefacts } from "../support/circuit.ts";
import {
  type ClaimsWorld,
  DEADLINE,
  LIFETIME,
  openClaims,
  SUPPLIED_SIGNALS,
  type Submission,
  submissionOf,
  withSignal,
} from "../support/claims.ts";
import { testRequest } from "../support/request.ts";
import { verifierAccepts } from "../support/verifier.ts";

/**
 * One claim all the way: account and market, model, witness, proof, verification in TypeScript, contract on a node.
 * Then each of its six public inputs is changed, and nobody accepts it any more (T-08).
 */

const backend = snarkjsBackend();
const predicate = parsePredicate("initial", "2.5", "1000");

let world: ClaimsWorld;
let artefacts: Artefacts;
let claim: Claim;
let prepared: PreparedClaim;
let submission: Submission;
let asOf: bigint;
let restore: () => Promise<void>;
const stages: ProvingStage[] = [];

beforeAll(async () => {
  artefacts = await provingArtefacts("margin-standard-8");
  world = await openClaims();
  const { chain, claims, alice } = world;
  const { context: _, ...request } = await testRequest({ predicate });
  ({ claim, prepared } = await proveMargin(request, {
    backend,
    artefacts: async () => artefacts,
    context: { chainId: chain.id, claims: claims.address, recipient: alice, deadline: DEADLINE },
    onStage: (stage) => stages.push(stage),
  }));
  submission = submissionOf(claim);
  asOf = await chain.now();
  await claims.trustAccountsRoot(request.membership.epoch.accountsRoot, 1n, asOf);
  await claims.trustMarketRoot(request.market.root, asOf);
  restore = await chain.checkpoint();
});
beforeEach(() => restore());
afterAll(async () => {
  await world.close();
  await backend.close();
});

const withPublicSignal = (index: number, value: bigint): Claim => ({
  ...claim,
  publicSignals: claim.publicSignals.with(index, value),
});

const snarkjsAccepts = ({ publicSignals, proof }: Claim): Promise<boolean> =>
  groth16.verify(artefacts.verificationKey, publicSignals.map(String), proof as never);

/** Names of the checks that fail. */
async function objections(changed: Claim): Promise<string[]> {
  const { valid, checks } = await verifyClaim(changed, artefacts);
  const failed = checks.filter(({ holds }) => !holds).map(({ name }) => name);
  expect(valid).toBe(failed.length === 0);
  return failed;
}

describe("a claim, all the way", () => {
  it("is what the model says, and everybody accepts it", async () => {
    expect(stages).toEqual(["check", "witness", "prove", "verify"]);
    const { equity, initial } = prepared.valuation;
    expect(equity * 10_000n).toBeGreaterThanOrEqual(25_000n * initial + 1_000n * 10n ** 25n * 10_000n);
    expect(claim.publicSignals).toEqual(MARGIN_PUBLIC_SIGNALS.map((name) => prepared.statement[name]));

    expect(await snarkjsAccepts(claim)).toBe(true);
    expect(await objections(claim)).toEqual([]);
    const { chain, claims, verifier, alice } = world;
    expect(await verifierAccepts(chain, verifier, submission.proof, claim.publicSignals)).toBe(true);
    await claims.submit(submission);
    expect(await claims.holds(submission)).toBe(true);
    expect(await claims.claimOf(submission.statement.nullifier)).toMatchObject({
      recipient: alice,
      epoch: 1n,
      marketAsOf: asOf,
      expiry: asOf + LIFETIME,
    });
  });
});

describe.each(MARGIN_PUBLIC_SIGNALS.map((name, index) => [name, index] as const))(
  "public input %s",
  (name, index) => {
    const mutations = (): bigint[] => {
      const value = at(claim.publicSignals, index);
      const candidates = [
        value + 1n,
        value - 1n,
        value ^ 2n,
        0n,
        1n,
        FIELD_MODULUS - 1n,
        FIELD_MODULUS - value,
      ];
      return candidates.filter((each) => each !== value && each >= 0n && each < FIELD_MODULUS);
    };

    it("changed: snarkjs refuses, verifyClaim refuses, the verifier contract refuses (T-08)", async () => {
      const { chain, verifier } = world;
      expect(mutations().length).toBeGreaterThanOrEqual(5);
      for (const value of mutations()) {
        const changed = withPublicSignal(index, value);
        expect(await snarkjsAccepts(changed)).toBe(false);
        const objected = await objections(changed);
        const unreadable = name === "predicate" && value >= 2n ** 85n;
        expect(objected).toEqual(
          unreadable ? ["public signals"] : name === "context" ? ["context", "proof"] : ["proof"],
        );
        expect(await verifierAccepts(chain, verifier, submission.proof, changed.publicSignals)).toBe(false);
      }
    });

    it("plus r: refused by all of them, as a number and not for the proof (T-06)", async () => {
      const { chain, verifier } = world;
      const value = at(claim.publicSignals, index) + FIELD_MODULUS;
      const changed = withPublicSignal(index, value);
      expect(await snarkjsAccepts(changed)).toBe(false);
      expect(await objections(changed)).toEqual(["public signals"]);
      expect(await verifierAccepts(chain, verifier, submission.proof, changed.publicSignals)).toBe(false);
    });
  },
);

describe.each(SUPPLIED_SIGNALS.map((name, index) => [name, index] as const))(
  "public input %s, submitted",
  (name, index) => {
    it("changed or plus r: MarginClaims refuses, even where the changed root is trusted (T-06, T-08)", async () => {
      const { claims } = world;
      const value = submission.statement[name];
      const other = name === "predicate" ? value - 2n : value + 1n;
      if (name === "accountsRoot") await claims.trustAccountsRoot(other, 2n, asOf);
      if (name === "marketRoot") await claims.trustMarketRoot(other, asOf);
      await expect(claims.submit(withSignal(submission, name, other))).rejects.toMatchObject(
        reverting("InvalidProof", claim.publicSignals.with(index, other)),
      );
      await expect(claims.submit(withSignal(submission, name, value + FIELD_MODULUS))).rejects.toMatchObject(
        reverting("SignalNotInField", BigInt(index), value + FIELD_MODULUS, FIELD_MODULUS),
      );
    });
  },
);

describe("public input context, submitted", () => {
  it("follows from recipient, deadline, contract and chain: change one, and MarginClaims refuses (T-08, T-20)", async () => {
    const { claims, bob } = world;
    for (const change of [{ recipient: bob }, { deadline: DEADLINE + 1n }]) {
      await expect(claims.submit({ ...submission, ...change })).rejects.toMatchObject({
        error: "InvalidProof",
      });
      const context = { ...claim.context, ...change };
      expect(await objections({ ...claim, context })).toEqual(["context"]);
    }
  });
});
