import { ZeroAddress } from "ethers";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { at } from "../support/at.ts";
import { Reverted, START } from "../support/chain.ts";
import {
  type ClaimsWorld,
  LIFETIME,
  openClaims,
  type RootKind,
  type SolidityStatement,
  type Submission,
} from "../support/claims.ts";
import { closeProver } from "../support/proofs.ts";

/**
 * MarginClaims against a model: the same random history of trusting, distrusting, submitting, pausing and waiting is
 * told to both, and after each step they must agree on everything that can be asked.
 */

const UNKNOWN = 0;
const TRUSTED = 1;
const DISTRUSTED = 2;

interface ModelRoot {
  status: typeof UNKNOWN | typeof TRUSTED | typeof DISTRUSTED;
  epoch: bigint;
  asOf: bigint;
}

/** One of the proofs made in advance: which account, which roots, for whom. */
interface Prepared {
  readonly label: string;
  readonly submission: Submission;
}

interface ModelClaim {
  readonly proof: Prepared;
  readonly epoch: bigint;
  readonly marketAsOf: bigint;
  readonly expiry: bigint;
}

class Model {
  now: bigint;
  paused = false;
  latestEpoch = 0n;
  latestAsOf = 0n;
  readonly roots: Record<RootKind, Map<bigint, ModelRoot>> = { Accounts: new Map(), Market: new Map() };
  readonly claims = new Map<bigint, ModelClaim>();
  constructor(now: bigint) {
    this.now = now;
  }

  root(kind: RootKind, root: bigint): ModelRoot {
    return this.roots[kind].get(root) ?? { status: UNKNOWN, epoch: 0n, asOf: 0n };
  }

  /** Name of the error; undefined when accepted. */
  trust(kind: RootKind, root: bigint, epoch: bigint, asOf: bigint): string | undefined {
    if (this.root(kind, root).status !== UNKNOWN) return "RootAlreadySet";
    if (asOf > this.now) return "AsOfInFuture";
    if (kind === "Accounts") {
      if (epoch <= this.latestEpoch) return "EpochNotIncreasing";
      if (asOf < this.latestAsOf) return "AsOfDecreasing";
      this.latestEpoch = epoch;
      this.latestAsOf = asOf;
    }
    this.roots[kind].set(root, { status: TRUSTED, epoch: kind === "Accounts" ? epoch : 0n, asOf });
    return undefined;
  }

  distrust(kind: RootKind, root: bigint): string | undefined {
    const known = this.root(kind, root);
    if (known.status !== TRUSTED) return `${kind}RootNotTrusted`;
    this.roots[kind].set(root, { ...known, status: DISTRUSTED });
    return undefined;
  }

  submit(proof: Prepared, sender: string): string | undefined {
    const { statement, recipient } = proof.submission;
    if (this.paused) return "EnforcedPause";
    if (sender !== recipient) return "NotRecipient";
    const accounts = this.root("Accounts", statement.accountsRoot);
    const market = this.root("Market", statement.marketRoot);
    if (accounts.status !== TRUSTED) return "AccountsRootNotTrusted";
    if (market.status !== TRUSTED) return "MarketRootNotTrusted";
    const oldest = accounts.asOf < market.asOf ? accounts.asOf : market.asOf;
    const expiry = oldest + LIFETIME;
    if (this.now > expiry) return "StaleRoot";
    const held = this.claims.get(statement.nullifier);
    if (held !== undefined) {
      const newer =
        accounts.epoch > held.epoch || (accounts.epoch === held.epoch && market.asOf > held.marketAsOf);
      if (!newer) return "RenewalNotNewer";
    }
    const { epoch } = accounts;
    this.claims.set(statement.nullifier, { proof, epoch, marketAsOf: market.asOf, expiry });
    return undefined;
  }

  holds({ submission }: Prepared): boolean {
    const { statement, recipient } = submission;
    const claim = this.claims.get(statement.nullifier);
    if (claim === undefined || this.paused || this.now > claim.expiry) return false;
    const held = claim.proof.submission;
    return (
      held.recipient === recipient &&
      this.root("Accounts", held.statement.accountsRoot).status === TRUSTED &&
      this.root("Market", held.statement.marketRoot).status === TRUSTED
    );
  }
}

interface Real {
  readonly world: ClaimsWorld;
  readonly proofs: readonly Prepared[];
  /** Epochs under which each nullifier was ever seen, in order. */
  readonly epochs: Map<bigint, bigint>;
}

/** How much the histories showed. */
const shown = { steps: 0, claims: 0, renewals: 0, refusals: new Set<string>() };

/** A step: what to send, and what the model says it does. */
abstract class Step implements fc.AsyncCommand<Model, Real> {
  check(): boolean {
    return true;
  }

  /** Every transaction takes one second, in the model and on the chain. */
  async run(model: Model, real: Real): Promise<void> {
    model.now += 1n;
    const claimsBefore = model.claims.size;
    const expected = this.predict(model, real);
    const received = await this.send(model.now, real).then(
      () => undefined,
      (error: unknown) => {
        if (error instanceof Reverted) return error.error;
        throw error;
      },
    );
    expect(received, this.toString()).toBe(expected);
    await agree(model, real);
    shown.steps++;
    if (expected !== undefined) shown.refusals.add(expected);
    else if (model.claims.size > claimsBefore) shown.claims++;
    else if (this instanceof Submit) shown.renewals++;
  }

  abstract predict(model: Model, real: Real): string | undefined;
  abstract send(time: bigint, real: Real): Promise<unknown>;
  abstract toString(): string;
}

/** Everything that can be asked, and the three promises of the contract. */
async function agree(model: Model, { world, proofs, epochs }: Real): Promise<void> {
  const { claims } = world;
  for (const proof of proofs) {
    expect(await claims.holds(proof.submission), `${proof.label} holds`).toBe(model.holds(proof));
  }
  for (const nullifier of new Set(proofs.map(({ submission }) => submission.statement.nullifier))) {
    const held = model.claims.get(nullifier);
    const { nullifier: _, ...statement } = held?.proof.submission.statement ?? NOTHING;
    const { epoch, marketAsOf, expiry } = held ?? { epoch: 0n, marketAsOf: 0n, expiry: 0n };
    const recipient = held?.proof.submission.recipient ?? ZeroAddress;
    // One live claim per nullifier: of all proofs for it, the one recorded is the only one that can hold.
    expect(await claims.claimOf(nullifier)).toEqual({ recipient, epoch, marketAsOf, expiry, ...statement });
    // Never replaced by an older epoch.
    expect(epoch >= (epochs.get(nullifier) ?? 0n), "epochs do not go back").toBe(true);
    epochs.set(nullifier, epoch);
  }
  expect(await claims.read("latestEpoch")).toBe(model.latestEpoch);
  expect(await claims.read("paused")).toBe(model.paused);
}

const NOTHING: SolidityStatement = {
  accountsRoot: 0n,
  marketRoot: 0n,
  predicate: 0n,
  scope: 0n,
  nullifier: 0n,
};

const rootOf = ({ world }: Real, kind: RootKind, index: number): bigint =>
  at(kind === "Accounts" ? world.roots.accounts : world.roots.markets, index);

class Trust extends Step {
  readonly kind: RootKind;
  readonly index: number;
  /** Epoch, counted from the latest one. */
  readonly ahead: bigint;
  /** Seconds before the step that the root describes; negative: after. */
  readonly age: bigint;

  constructor(kind: RootKind, index: number, ahead: bigint, age: bigint) {
    super();
    this.kind = kind;
    this.index = index;
    this.ahead = ahead;
    this.age = age;
  }

  #epoch = 0n;

  predict(model: Model, real: Real): string | undefined {
    this.#epoch = model.latestEpoch + this.ahead < 0n ? 0n : model.latestEpoch + this.ahead;
    return model.trust(this.kind, rootOf(real, this.kind, this.index), this.#epoch, model.now - this.age);
  }

  send(time: bigint, real: Real): Promise<unknown> {
    const root = rootOf(real, this.kind, this.index);
    const { claims } = real.world;
    return this.kind === "Accounts"
      ? claims.trustAccountsRoot(root, this.#epoch, time - this.age, { at: time })
      : claims.trustMarketRoot(root, time - this.age, { at: time });
  }

  toString(): string {
    return `trust ${this.kind} ${this.index}, epoch ${this.ahead} ahead, ${this.age} s old`;
  }
}

class Distrust extends Step {
  readonly kind: RootKind;
  readonly index: number;

  constructor(kind: RootKind, index: number) {
    super();
    this.kind = kind;
    this.index = index;
  }

  predict(model: Model, real: Real): string | undefined {
    return model.distrust(this.kind, rootOf(real, this.kind, this.index));
  }

  send(time: bigint, real: Real): Promise<unknown> {
    return real.world.claims.distrust(this.kind, rootOf(real, this.kind, this.index), { at: time });
  }

  toString(): string {
    return `distrust ${this.kind} ${this.index}`;
  }
}

class Submit extends Step {
  readonly index: number;
  readonly stolen: boolean;

  constructor(index: number, stolen: boolean) {
    super();
    this.index = index;
    this.stolen = stolen;
  }

  #sender(real: Real): string {
    return this.stolen ? real.world.mallory : at(real.proofs, this.index).submission.recipient;
  }

  predict(model: Model, real: Real): string | undefined {
    return model.submit(at(real.proofs, this.index), this.#sender(real));
  }

  send(time: bigint, real: Real): Promise<unknown> {
    const { submission } = at(real.proofs, this.index);
    return real.world.claims.submit(submission, { from: this.#sender(real), at: time });
  }

  toString(): string {
    return `submit proof ${this.index}${this.stolen ? " by a thief" : ""}`;
  }
}

class Pause extends Step {
  readonly pause: boolean;

  constructor(pause: boolean) {
    super();
    this.pause = pause;
  }

  predict(model: Model): string | undefined {
    if (model.paused === this.pause) return this.pause ? "EnforcedPause" : "ExpectedPause";
    model.paused = this.pause;
    return undefined;
  }

  send(time: bigint, { world }: Real): Promise<unknown> {
    return world.claims.send(this.toString(), [], { at: time });
  }

  toString(): string {
    return this.pause ? "pause" : "unpause";
  }
}

class Wait extends Step {
  readonly seconds: bigint;

  constructor(seconds: bigint) {
    super();
    this.seconds = seconds;
  }

  predict(model: Model): undefined {
    model.now += this.seconds;
  }

  async send(time: bigint, { world }: Real): Promise<void> {
    await world.chain.warpTo(time);
  }

  toString(): string {
    return `wait ${this.seconds} s`;
  }
}

const indexes = fc.nat(2);
const ages = fc.oneof(
  { weight: 4, arbitrary: fc.bigInt({ min: 0n, max: 60n }) },
  { weight: 1, arbitrary: fc.bigInt({ min: -1n, max: LIFETIME + 1n }) },
);
const aheads = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(1n, 2n) },
  { weight: 1, arbitrary: fc.constantFrom(0n, -1n) },
);

/** A usual beginning: all roots, each a little younger than the one before. Some histories start with nothing. */
const beginnings: fc.Arbitrary<readonly Step[]> = fc
  .constantFrom(true, true, false)
  .map((known) =>
    known
      ? [0, 1, 2].flatMap((index) => [
          new Trust("Accounts", index, 1n, BigInt(60 - index)),
          new Trust("Market", index, 0n, BigInt(60 - index)),
        ])
      : [],
  );

function stepsFor(proofs: number): fc.Arbitrary<Iterable<fc.AsyncCommand<Model, Real>>> {
  const submit = fc.nat(proofs - 1).map((index) => new Submit(index, false));
  return fc.commands(
    [
      fc.tuple(indexes, aheads, ages).map(([index, ahead, age]) => new Trust("Accounts", index, ahead, age)),
      fc.tuple(indexes, ages).map(([index, age]) => new Trust("Market", index, 0n, age)),
      // Several times: most steps should submit.
      ...[submit, submit, submit, submit, submit, submit],
      fc.nat(proofs - 1).map((index) => new Submit(index, true)),
      fc.oneof(
        fc.constantFrom(true, false, false, false).map((pause) => new Pause(pause)),
        fc
          .tuple(fc.constantFrom<RootKind>("Accounts", "Market"), indexes)
          .map(([kind, index]) => new Distrust(kind, index)),
      ),
      fc
        .oneof(
          { weight: 4, arbitrary: fc.bigInt({ min: 1n, max: 120n }) },
          { weight: 1, arbitrary: fc.bigInt({ min: 1n, max: LIFETIME + 10n }) },
        )
        .map((seconds) => new Wait(seconds)),
    ],
    { maxCommands: 60, size: "max" },
  );
}

let world: ClaimsWorld;
let proofs: readonly Prepared[];
let restore: () => Promise<void>;

beforeAll(async () => {
  world = await openClaims();
  const toBob = { context: { recipient: world.bob } };
  const specs = [
    ["first account, epoch 0, market 0", {}],
    ["first account, epoch 0, market 1", { market: 1 }],
    ["first account, epoch 1, market 0", { accounts: 1 }],
    ["first account, epoch 1, market 1", { accounts: 1, market: 1 }],
    ["first account, epoch 2, market 1, to bob", { accounts: 2, market: 1, ...toBob }],
    ["second account, epoch 0, market 0", { owner: "second" }],
    ["second account, epoch 1, market 2, to bob", { owner: "second", accounts: 1, market: 2, ...toBob }],
  ] as const;
  const made: Prepared[] = [];
  for (const [label, spec] of specs) made.push({ label, submission: await world.proven(spec) });
  proofs = made;
  restore = await world.chain.checkpoint();
});
afterAll(async () => {
  await world.close();
  await closeProver();
});

describe("MarginClaims, told a random history (T-07, T-19, T-21, T-22, T-24, T-26, T-27)", () => {
  it("keeps one live claim per nullifier, never for an older epoch, never past its expiry", async () => {
    await fc.assert(
      fc.asyncProperty(beginnings, stepsFor(proofs.length), async (beginning, history) => {
        await fc.asyncModelRun(async () => {
          await restore();
          const now = START + LIFETIME;
          await world.chain.warpTo(now);
          const model = new Model(now);
          const real: Real = { world, proofs, epochs: new Map() };
          for (const step of beginning) await step.run(model, real);
          return { model, real };
        }, history);
      }),
      { numRuns: 30 },
    );
    // Else the histories are too dull to show anything.
    expect(shown.steps).toBeGreaterThan(200);
    expect(shown.claims).toBeGreaterThan(5);
    expect(shown.renewals).toBeGreaterThan(0);
    expect([...shown.refusals]).toEqual(expect.arrayContaining(["NotRecipient", "RenewalNotNewer"]));
  });
});
