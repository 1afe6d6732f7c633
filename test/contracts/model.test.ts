import { ZeroAddress } from "ethers";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packPredicate } from "../../prover/margin/predicate.ts";
import { at } from "../support/at.ts";
import { Reverted } from "../support/chain.ts";
import { ClaimsWorld, type Made, NOW, STAND_IN_VERIFIER, type Terms } from "../support/claims.ts";
import { ClaimsModel, type ModelTerms, type Subject } from "../support/claims-model.ts";
import { LEVELS } from "../support/deploy-claims.ts";
import { MARKET, VENUE } from "../support/registries.ts";

/**
 * MarginClaims, the registries and the router against a model: the same random history of recording, submitting,
 * revoking, freezing, pausing and waiting is told to both, and after each step they must agree on everything that can
 * be asked. Proofs are real, by the stand-in circuit.
 */

/** Seconds after `registries.start`. The world starts at 1,100: the last of each is of the future at first. */
const ACCOUNTS_AT = [500n, 900n, 1_000n, 1_200n] as const;
const MARKETS_AT = [600n, 950n, 1_050n, 1_180n] as const;
const NULLIFIERS = [1n, 2n] as const;

/** Terms, and three claims on them: of the first account for alice, of the second for bob, of the first for bob. */
interface Prepared {
  readonly terms: Terms;
  readonly model: ModelTerms;
  readonly claims: readonly Made[];
}

interface Real {
  readonly world: ClaimsWorld;
  readonly prepared: readonly Prepared[];
  /** Epochs under which each nullifier was ever seen, in order. */
  readonly epochs: Map<bigint, bigint>;
}

/** How much the histories showed. */
const shown = { steps: 0, claims: 0, renewals: 0, refusals: new Set<string>() };

/** A step: what the model says it does, and what to send. */
class Step implements fc.AsyncCommand<ClaimsModel, Real> {
  readonly name: string;
  readonly predict: (model: ClaimsModel, real: Real) => string | undefined;
  readonly send: (real: Real, time: bigint) => Promise<unknown>;

  constructor(name: string, predict: Step["predict"], send: Step["send"]) {
    this.name = name;
    this.predict = predict;
    this.send = send;
  }

  check(): boolean {
    return true;
  }

  /** Every transaction takes one second, in the model and on the chain. */
  async run(model: ClaimsModel, real: Real): Promise<void> {
    model.now += 1n;
    const before = new Map(model.claims);
    const expected = this.predict(model, real);
    const received = await this.send(real, model.now).then(
      () => undefined,
      (error: unknown) => {
        if (error instanceof Reverted) return error.error;
        throw error;
      },
    );
    expect(received, this.name).toBe(expected);
    await agree(model, real);
    shown.steps++;
    if (expected !== undefined) shown.refusals.add(expected);
    for (const [nullifier, claim] of model.claims) {
      if (!before.has(nullifier)) shown.claims++;
      else if (before.get(nullifier) !== claim) shown.renewals++;
    }
  }

  toString(): string {
    return this.name;
  }
}

/** Everything that can be asked, and the promises of the contract. */
async function agree(model: ClaimsModel, { world, prepared, epochs }: Real): Promise<void> {
  const { claims: made } = at(prepared, 0);
  for (const nullifier of NULLIFIERS) {
    const base = { ...at(made, 0), submission: { ...at(made, 0).submission, nullifier } };
    for (const recipient of [world.alice, world.bob]) {
      for (const level of [0, 2]) {
        const predicate = packPredicate(at(LEVELS, level));
        const received = await world.isSolvent(base, { recipient, predicate });
        expect(received, `${nullifier} of ${recipient}`).toBe(model.holds(nullifier, recipient, level));
      }
    }
    const claim = model.claims.get(nullifier);
    expect(await world.claimOf(base)).toEqual({
      recipient: claim?.recipient ?? ZeroAddress,
      epoch: claim?.accounts.epoch ?? 0n,
      accountsAsOf: claim?.accounts.asOf ?? 0n,
      marketAsOf: claim?.market.asOf ?? 0n,
      expiry: claim === undefined ? 0n : model.expiryOf(claim),
      verifier: claim === undefined ? 0n : STAND_IN_VERIFIER,
      level: BigInt(claim?.level ?? 0),
      predicate: claim === undefined ? 0n : packPredicate(at(LEVELS, claim.level)),
    });
    // Never replaced by an older epoch.
    const epoch = claim?.accounts.epoch ?? 0n;
    expect(epoch >= (epochs.get(nullifier) ?? 0n), "epochs do not go back").toBe(true);
    epochs.set(nullifier, epoch);
  }
  for (const i of ACCOUNTS_AT.keys()) {
    const epoch = BigInt(i + 1);
    const asOf = model.epochs.get(epoch) ?? 0n;
    const root = asOf === 0n ? 0n : 100n + epoch;
    expect(await world.registries.venues.read("accountsRootOf", [VENUE, epoch])).toEqual({ root, asOf });
  }
}

const submitStep = (index: number, chosen: readonly number[], batch: boolean, stolen: boolean): Step => {
  const pick = (prepared: Prepared) => {
    const claims = chosen.map((each) => at(prepared.claims, each));
    return batch ? claims : claims.slice(0, 1);
  };
  return new Step(
    `${stolen ? "steal" : "submit"} claims ${chosen} on terms ${index}${batch ? ", as a batch" : ""}`,
    (model, { prepared }) => {
      const terms = at(prepared, index);
      const invalid = batch ? "InvalidBatch" : "InvalidProof";
      const submissions = pick(terms).map(({ submission }) => submission);
      return model.submit(terms.model, submissions, stolen ? invalid : undefined);
    },
    ({ world, prepared }, time) => {
      const claims = pick(at(prepared, index));
      const options = { at: time, from: stolen ? world.mallory : world.relayer };
      return batch ? world.submitBatch(claims, options) : world.submit(at(claims, 0), options);
    },
  );
};

const recordStep = (subject: Subject, index: number): Step => {
  const part = subject === "venues" ? "accounts" : "market";
  return new Step(
    `post the ${part} of terms ${index}`,
    (model, { prepared }) => model.record(subject, at(prepared, index).model[part]),
    ({ world, prepared }, time) =>
      world.registries[subject].send("record", [at(prepared, index).terms[part]], { at: time }),
  );
};

const revokeStep = (subject: Subject, ago: bigint): Step =>
  new Step(
    `revoke a key of ${subject} from ${ago} s ago on`,
    (model) => model.revoke(subject, model.now - ago),
    ({ world }, time) => {
      const { registries, guardian } = world;
      const [id, key] =
        subject === "venues" ? [VENUE, registries.attestor] : [MARKET, at(registries.signers, 0)];
      const options = { from: guardian, at: time };
      return registries[subject].send("revokeKey", [id, key.address, time - ago], options);
    },
  );

const routeStep = (operation: Parameters<ClaimsModel["reroute"]>[0]): Step =>
  new Step(
    operation,
    (model) => model.reroute(operation),
    ({ world }, time) => {
      const from = operation === "freeze" ? world.guardian : world.admin;
      return world.router.send(operation, [world.standInKey], { from, at: time });
    },
  );

const pauseStep = (operation: "pause" | "unpause"): Step =>
  new Step(
    operation,
    (model) => model[operation](),
    ({ world }, time) => {
      const from = operation === "pause" ? world.guardian : world.admin;
      return world.claims.send(operation, [], { from, at: time });
    },
  );

const waitStep = (seconds: bigint): Step =>
  new Step(
    `wait ${seconds} s`,
    (model) => {
      model.now += seconds;
      return undefined;
    },
    ({ world }, time) => world.chain.warpTo(time),
  );

const choices = fc.constantFrom<readonly number[]>([0], [1], [0, 1], [1, 0], [2], [2, 1], [0, 2], [0, 1, 2]);
const subjects = fc.constantFrom<Subject>("venues", "markets");

function stepsFor(terms: number): fc.Arbitrary<Iterable<fc.AsyncCommand<ClaimsModel, Real>>> {
  const index = fc.nat(terms - 1);
  const submit = fc
    .tuple(index, choices, fc.boolean(), fc.nat(9))
    .map(([i, chosen, batch, thief]) => submitStep(i, chosen, batch, thief === 0));
  const rare = fc.oneof(
    fc
      .constantFrom("pause", "unpause", "unpause", "unpause" as const)
      .map((name) => pauseStep(name as "pause")),
    fc
      .constantFrom("freeze", "unfreeze", "activate", "unfreeze", "activate", "unfreeze", "activate")
      .map((name) => routeStep(name as "freeze")),
    fc.tuple(subjects, fc.bigInt({ min: -1n, max: 400n })).map(([subject, ago]) => revokeStep(subject, ago)),
    fc.constant(routeStep("tombstone")),
  );
  const wait = fc
    .oneof(
      { weight: 5, arbitrary: fc.bigInt({ min: 1n, max: 60n }) },
      { weight: 1, arbitrary: fc.bigInt({ min: 1n, max: 2_000n }) },
    )
    .map(waitStep);
  const record = fc.tuple(subjects, index).map(([subject, i]) => recordStep(subject, i));
  // Several times: most steps should submit.
  return fc.commands([submit, submit, submit, submit, submit, submit, record, rare, wait], {
    maxCommands: 40,
    size: "max",
  });
}

let world: ClaimsWorld;
let prepared: readonly Prepared[];
let restore: () => Promise<void>;

async function prepare(accounts: number, market: number, level: 0 | 2): Promise<Prepared> {
  const { registries, alice, bob, relayer: submitter } = world;
  const { start } = registries;
  const epoch = BigInt(accounts + 1);
  const model = {
    accounts: { epoch, asOf: start + at(ACCOUNTS_AT, accounts) },
    market: { epoch: 0n, asOf: start + at(MARKETS_AT, market) },
    level,
  };
  const terms = {
    ...(await world.terms({ level })),
    accounts: await registries.signAccounts(epoch, 100n + epoch, model.accounts.asOf),
    market: await registries.signMarket(200n + BigInt(market), model.market.asOf),
  };
  const claims = await Promise.all([
    world.standIn(terms, NULLIFIERS[0], { recipient: alice, submitter }),
    world.standIn(terms, NULLIFIERS[1], { recipient: bob, submitter }),
    world.standIn(terms, NULLIFIERS[0], { recipient: bob, submitter }),
  ]);
  return { terms, model, claims };
}

beforeAll(async () => {
  world = await ClaimsWorld.open();
  prepared = await Promise.all([
    prepare(0, 0, 0),
    prepare(0, 1, 0),
    prepare(1, 0, 0),
    prepare(1, 1, 2),
    prepare(1, 2, 0),
    prepare(2, 1, 0),
    prepare(2, 3, 2),
    prepare(3, 2, 0),
    prepare(3, 3, 0),
  ]);
  restore = await world.chain.checkpoint();
});
afterAll(() => world.close());

describe("MarginClaims, told a random history (T-07, T-16, T-19, T-21, T-22, T-24, T-26, T-27)", () => {
  it("keeps one live claim per nullifier, never for an older epoch, never past its expiry", async () => {
    await fc.assert(
      fc.asyncProperty(stepsFor(prepared.length), async (history) => {
        await fc.asyncModelRun(async () => {
          await restore();
          const now = world.registries.start + NOW + 10n;
          await world.chain.warpTo(now);
          return { model: new ClaimsModel(now), real: { world, prepared, epochs: new Map() } };
        }, history);
      }),
      { numRuns: 40, seed: 20_251_009 },
    );
    // Else the histories are too dull to show anything.
    expect(shown.steps).toBeGreaterThan(400);
    expect(shown.claims).toBeGreaterThan(40);
    expect(shown.renewals).toBeGreaterThan(10);
    expect([...shown.refusals].sort()).toEqual(
      expect.arrayContaining([
        "AsOfInFuture",
        "AttestationVoid",
        "EnforcedPause",
        "InvalidBatch",
        "InvalidProof",
        "KeyIsRevoked",
        "RenewalNotNewer",
        "StaleMarket",
        "StatusMismatch",
      ]),
    );
  });
});
