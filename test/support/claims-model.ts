import { MAX_ACCOUNTS_AGE, MAX_MARKET_AGE } from "./deploy-claims.ts";

/**
 * What MarginClaims, its registries and its router promise, in the fewest words: a model of one scope, one venue with
 * one key, one market of which one key may be revoked, and one verifier. Each operation returns the name of the error
 * it must end in, or undefined where it takes effect.
 */

/** Accounts of an epoch, or a market (whose epoch is of no matter), and the time that they describe. */
export interface ModelRoot {
  readonly epoch: bigint;
  readonly asOf: bigint;
}

export interface ModelTerms {
  readonly accounts: ModelRoot;
  readonly market: ModelRoot;
  readonly level: number;
}

export interface ModelSubmission {
  readonly nullifier: bigint;
  readonly recipient: string;
}

export interface ModelClaim extends ModelTerms {
  readonly recipient: string;
}

/** Where times are void, and whether the key still signs. */
interface Revocation {
  readonly revokedFrom: bigint;
  readonly voidFrom: bigint;
  readonly voidUntil: bigint;
}

export type Route = "Active" | "Frozen" | "Pending" | "Tombstoned";
export type Subject = "venues" | "markets";

const isVoid = (revocation: Revocation | undefined, { asOf }: ModelRoot): boolean =>
  revocation !== undefined && revocation.voidFrom <= asOf && asOf <= revocation.voidUntil;

export class ClaimsModel {
  now: bigint;
  paused = false;
  route: Route = "Active";
  readonly revoked: Record<Subject, Revocation | undefined> = { venues: undefined, markets: undefined };
  /** Times of the epochs and markets recorded: by epoch, and by time. */
  readonly epochs = new Map<bigint, bigint>();
  readonly markets = new Set<bigint>();
  readonly claims = new Map<bigint, ModelClaim>();

  constructor(now: bigint) {
    this.now = now;
  }

  /** What recording an attestation ends in, were it the next thing. */
  attest(subject: Subject, root: ModelRoot): string | undefined {
    const revocation = this.revoked[subject];
    if (isVoid(revocation, root)) return "AttestationVoid";
    const recorded = subject === "venues" ? this.epochs.has(root.epoch) : this.markets.has(root.asOf);
    if (recorded) return undefined;
    if (root.asOf > this.now) return "AsOfInFuture";
    return revocation === undefined ? undefined : "KeyIsRevoked";
  }

  record(subject: Subject, root: ModelRoot): string | undefined {
    const refusal = this.attest(subject, root);
    if (refusal !== undefined) return refusal;
    if (subject === "venues") this.epochs.set(root.epoch, root.asOf);
    else this.markets.add(root.asOf);
    return undefined;
  }

  /** All or none. `invalid` names the error for proofs that are not for this sender. */
  submit(
    terms: ModelTerms,
    batch: readonly ModelSubmission[],
    invalid: string | undefined,
  ): string | undefined {
    const { accounts, market } = terms;
    if (this.paused) return "EnforcedPause";
    if (this.now > accounts.asOf + MAX_ACCOUNTS_AGE) return "StaleAccounts";
    if (this.now > market.asOf + MAX_MARKET_AGE) return "StaleMarket";
    if (this.route !== "Active") return "StatusMismatch";
    const attested = this.attest("venues", accounts) ?? this.attest("markets", market);
    if (attested !== undefined) return attested;
    const seen = new Set<bigint>();
    for (const { nullifier } of batch) {
      const held = this.claims.get(nullifier);
      if (seen.has(nullifier) || (held !== undefined && !isNewer(terms, held))) return "RenewalNotNewer";
      seen.add(nullifier);
    }
    if (invalid !== undefined) return invalid;
    this.record("venues", accounts);
    this.record("markets", market);
    for (const { nullifier, recipient } of batch) this.claims.set(nullifier, { ...terms, recipient });
    return undefined;
  }

  holds(nullifier: bigint, recipient: string, level: number): boolean {
    const claim = this.claims.get(nullifier);
    return (
      claim !== undefined &&
      !this.paused &&
      this.route === "Active" &&
      claim.recipient === recipient &&
      claim.level === level &&
      this.now <= this.expiryOf(claim) &&
      !isVoid(this.revoked.venues, claim.accounts) &&
      !isVoid(this.revoked.markets, claim.market)
    );
  }

  expiryOf({ accounts, market }: ModelClaim): bigint {
    const [first, second] = [accounts.asOf + MAX_ACCOUNTS_AGE, market.asOf + MAX_MARKET_AGE];
    return first < second ? first : second;
  }

  pause(): string | undefined {
    if (this.paused) return "EnforcedPause";
    this.paused = true;
    return undefined;
  }

  unpause(): string | undefined {
    if (!this.paused) return "ExpectedPause";
    this.paused = false;
    return undefined;
  }

  revoke(subject: Subject, from: bigint): string | undefined {
    const before = this.revoked[subject];
    if (from > this.now || (before !== undefined && from >= before.revokedFrom)) return "RevokedTooLate";
    // Earlier each time: the hull of all revocations begins with the last one.
    this.revoked[subject] = { revokedFrom: from, voidFrom: from, voidUntil: this.now };
    return undefined;
  }

  /** The router's delay is one second, and each operation takes one. */
  reroute(operation: "freeze" | "unfreeze" | "activate" | "tombstone"): string | undefined {
    const next: Record<typeof operation, Partial<Record<Route, Route>>> = {
      freeze: { Active: "Frozen", Pending: "Frozen" },
      unfreeze: { Frozen: "Pending" },
      activate: { Pending: "Active" },
      tombstone: { Active: "Tombstoned", Frozen: "Tombstoned", Pending: "Tombstoned" },
    };
    const route = next[operation][this.route];
    if (route === undefined) return "StatusMismatch";
    this.route = route;
    return undefined;
  }
}

const isNewer = (terms: ModelTerms, held: ModelClaim): boolean =>
  terms.accounts.epoch > held.accounts.epoch ||
  (terms.accounts.epoch === held.accounts.epoch && terms.market.asOf > held.market.asOf);
