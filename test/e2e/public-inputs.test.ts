import { groth16 } from "snarkjs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { MARGIN_PUBLIC_SIGNALS } from "../../circuits/registry.ts";
import { FIELD_MODULUS, type FieldElement } from "../../prover/domain/field.ts";
import type { Claim } from "../../prover/formats/claim.ts";
import { snarkjsBackend } from "../../prover/groth16/snarkjs.ts";
import type { Artefacts } from "../../prover/keys/artefacts.ts";
import { packPredicate, parsePredicate } from "../../prover/margin/predicate.ts";
import { type ProvingStage, proveMargin } from "../../prover/margin/prove.ts";
import { verifyClaim } from "../../prover/margin/verify.ts";
import type { PreparedClaim } from "../../prover/margin/witness.ts";
import { at } from "../support/at.ts";
import { provingArtefacts } from "../support/circuit.ts";
import { ClaimsWorld, DEADLINE, MARGIN_VERIFIER, type Made } from "../support/claims.ts";
import { MAX_MARKET_AGE, openScope } from "../support/deploy-claims.ts";
import { testRequest } from "../support/request.ts";

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
let made: Made;
/** The time that both roots describe. */
let asOf: bigint;
let restore: () => Promise<void>;
const stages: ProvingStage[] = [];

beforeAll(async () => {
  artefacts = await provingArtefacts("margin-standard-8");
  world = await ClaimsWorld.open();
  const { chain, claims, alice, registries } = world;
  const scope = (await openScope(claims, {
    levels: [packPredicate(predicate)],
    from: alice,
  })) as FieldElement;
  const { context: _, ...request } = await testRequest({ predicate, scope });
  const context = {
    chainId: chain.id,
    claims: claims.address,
    submitter: alice,
    deadline: DEADLINE,
    recipient: alice,
  };
  ({ claim, prepared } = await proveMargin(request, {
    backend,
    artefacts: async () => artefacts,
    context,
    onStage: (stage) => stages.push(stage),
  }));
  asOf = world.registries.start + 100n;
  made = world.madeOf(claim, {
    scope,
    level: 0n,
    deadline: DEADLINE,
    keyDigest: claim.keyDigest,
    accounts: await registries.signAccounts(1n, request.membership.epoch.accountsRoot, asOf),
    market: await registries.signMarket(request.market.root, asOf),
  });
  restore = await chain.checkpoint();
});
beforeEach(() => restore());
afterAll(async () => {
  await world.close();
  await backend.close();
});

const contractAccepts = (signals: readonly bigint[]): Promise<unknown> =>
  world.verifier.read("verify", [made.submission.proof, signals]);

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
    expect(await contractAccepts(claim.publicSignals)).toBe(true);
    await world.submit(made);
    expect(await world.isSolvent(made)).toBe(true);
    expect(await world.claimOf(made)).toEqual({
      recipient: world.alice,
      epoch: 1n,
      accountsAsOf: asOf,
      marketAsOf: asOf,
      expiry: asOf + MAX_MARKET_AGE,
      verifier: MARGIN_VERIFIER,
      level: 0n,
      predicate: packPredicate(predicate),
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
      expect(mutations().length).toBeGreaterThanOrEqual(5);
      for (const value of mutations()) {
        const changed = withPublicSignal(index, value);
        expect(await snarkjsAccepts(changed)).toBe(false);
        const objected = await objections(changed);
        const unreadable = name === "predicate" && value >= 2n ** 85n;
        expect(objected).toEqual(
          unreadable ? ["public signals"] : name === "context" ? ["context", "proof"] : ["proof"],
        );
        expect(await contractAccepts(changed.publicSignals)).toBe(false);
      }
    });

    it("plus r: refused by all of them, as a number and not for the proof (T-06)", async () => {
      const value = at(claim.publicSignals, index) + FIELD_MODULUS;
      const changed = withPublicSignal(index, value);
      expect(await snarkjsAccepts(changed)).toBe(false);
      expect(await objections(changed)).toEqual(["public signals"]);
      await expect(contractAccepts(changed.publicSignals)).rejects.toMatchObject({
        error: "SignalNotInField",
      });
    });
  },
);

describe("public input context, submitted", () => {
  it("follows from recipient, submitter, deadline, contract and chain: change one, and MarginClaims refuses (T-08, T-20)", async () => {
    const { bob } = world;
    const { terms, submission } = made;
    for (const [change, changed] of [
      [{ recipient: bob }, { ...made, submission: { ...submission, recipient: bob } }],
      [{ submitter: bob }, { ...made, submitter: bob }],
      [{ deadline: DEADLINE + 1n }, { ...made, terms: { ...terms, deadline: DEADLINE + 1n } }],
    ] as const) {
      await expect(world.submit(changed)).rejects.toMatchObject({ error: "InvalidProof" });
      const context = { ...claim.context, ...change };
      expect(await objections({ ...claim, context })).toEqual(["context"]);
    }
  });
});
