import { MARGIN_PUBLIC_SIGNALS } from "../../circuits/registry.ts";
import type { FieldElement } from "../../prover/domain/field.ts";
import type { Claim } from "../../prover/formats/claim.ts";
import { solidityKey } from "../../prover/keys/solidity-key.ts";
import { contextSignal } from "../../prover/margin/context.ts";
import { packPredicate } from "../../prover/margin/predicate.ts";
import { verifierRouterAbi } from "../../verifier-contracts/abi/verifierRouter.ts";
import type { SignedAccounts, SignedMarket } from "../../verifier-contracts/client/attestations.ts";
import { at } from "./at.ts";
import { type Chain, type Receipt, START } from "./chain.ts";
import { Contract, type SendOptions } from "./contract.ts";
import { deployClaims, LEVELS, openScope, ROUTER_DELAY, routeKey } from "./deploy-claims.ts";
import { coordinatesOf } from "./points.ts";
import { type ClaimSpec, provenClaim, rootsOf, verifierArtefacts } from "./proofs.ts";
import { RegistriesWorld } from "./registries.ts";
import { solidityProof } from "./solidity-proof.ts";
import { type SquaresProver, squaresProver } from "./squares.ts";

export const MAX_UINT32 = 2n ** 32n - 1n;

/** Last second for submitting, of every claim that names no other. Later than any test gets. */
export const DEADLINE = START + 1_000_000n;

/** The time when the world is ready, in seconds after `registries.start`. All roots are of before. */
export const NOW = 1_100n;

/** What the claims of one call have in common. */
export interface Terms {
  readonly scope: bigint;
  readonly level: bigint;
  readonly deadline: bigint;
  readonly keyDigest: string;
  readonly accounts: SignedAccounts;
  readonly market: SignedMarket;
}

/** What is a claim's own. */
export interface Submission {
  readonly proof: readonly bigint[];
  readonly nullifier: bigint;
  readonly recipient: string;
}

export interface TermsSpec {
  /** Index of the accounts root: epoch 1, 2 or 3. */
  readonly accounts?: 0 | 1 | 2;
  /** Index of the market. */
  readonly market?: 0 | 1 | 2;
  readonly level?: 0 | 1 | 2;
  readonly deadline?: bigint;
}

export interface MadeSpec extends TermsSpec {
  readonly recipient?: string;
  /** Default: the recipient. */
  readonly submitter?: string;
  /** The address of another MarginClaims. */
  readonly claims?: string;
}

/** Terms and a claim with a proof for them. */
export interface Made {
  readonly terms: Terms;
  readonly submission: Submission;
  readonly submitter: string;
  /** The public signals, computed here and not by the contract. */
  readonly signals: readonly bigint[];
}

export interface ClaimRecord {
  readonly recipient: string;
  readonly epoch: bigint;
  readonly accountsAsOf: bigint;
  readonly marketAsOf: bigint;
  readonly expiry: bigint;
  readonly verifier: bigint;
  readonly level: bigint;
  readonly predicate: bigint;
}

/** The arguments of isSolvent; each is the claim's own unless given. */
export interface Question {
  readonly recipient?: string;
  readonly scope?: bigint;
  readonly nullifier?: bigint;
  readonly predicate?: bigint;
  readonly maxAccountsAge?: bigint;
  readonly maxMarketAge?: bigint;
}

/** The number of the router's first verifier, of real margin proofs; and of its second, the stand-in. */
export const MARGIN_VERIFIER = 1n;
export const STAND_IN_VERIFIER = 2n;

interface Parts {
  readonly registries: RegistriesWorld;
  readonly router: Contract;
  /** The verifier of margin proofs. */
  readonly verifier: Contract;
  readonly claims: Contract;
  readonly scope: FieldElement;
  readonly marginKey: string;
  readonly standInKey: string;
  /** What `accounts` and `market` of the specs index. */
  readonly roots: { readonly accounts: readonly bigint[]; readonly markets: readonly bigint[] };
}

/**
 * A chain with registries, router and MarginClaims; a scope of the venue and the market; and two verifiers of the
 * scope's family. One is of the margin circuit's development key. The other, a stand-in, is of a circuit with as many
 * signals that proves anything, for the many tests that are not about margin.
 */
export class ClaimsWorld {
  readonly registries: Parts["registries"];
  readonly router: Parts["router"];
  readonly verifier: Parts["verifier"];
  readonly claims: Parts["claims"];
  readonly scope: Parts["scope"];
  readonly marginKey: Parts["marginKey"];
  readonly standInKey: Parts["standInKey"];
  readonly roots: Parts["roots"];
  /** Times that the roots describe, in turns: of accounts, of a market, of accounts, ... */
  readonly accountsAsOf: readonly bigint[];
  readonly marketAsOf: readonly bigint[];
  readonly #prover: SquaresProver;

  private constructor(parts: Parts, prover: SquaresProver) {
    this.registries = parts.registries;
    this.router = parts.router;
    this.verifier = parts.verifier;
    this.claims = parts.claims;
    this.scope = parts.scope;
    this.marginKey = parts.marginKey;
    this.standInKey = parts.standInKey;
    this.roots = parts.roots;
    const { start } = parts.registries;
    this.accountsAsOf = [100n, 200n, 300n].map((seconds) => start + seconds);
    this.marketAsOf = [150n, 250n, 350n].map((seconds) => start + seconds);
    this.#prover = prover;
  }

  static async open(chainId?: bigint): Promise<ClaimsWorld> {
    const registries = await RegistriesWorld.open(chainId);
    const { chain, admin, guardian } = registries;
    const router = await Contract.deploy(chain, "VerifierRouter", verifierRouterAbi, [ROUTER_DELAY, admin]);
    await router.send("grantRole", [await router.read("MANAGER_ROLE"), admin]);
    await router.send("grantRole", [await router.read("GUARDIAN_ROLE"), guardian]);
    const key = solidityKey((await verifierArtefacts()).verificationKey);
    const verifier = await routeKey(router, key, "margin-standard-8");
    const prover = await squaresProver(MARGIN_PUBLIC_SIGNALS.length);
    const standIn = await routeKey(router, prover.key, "stand-in");

    const claims = await deployClaims(registries, router);
    await claims.send("grantRole", [await claims.read("GUARDIAN_ROLE"), guardian]);
    const parts = {
      registries,
      router,
      verifier,
      claims,
      scope: (await openScope(claims)) as FieldElement,
      marginKey: (await verifier.read("keyDigest")) as string,
      standInKey: (await standIn.read("keyDigest")) as string,
      roots: await rootsOf(),
    };
    await chain.warpTo(registries.start + NOW);
    return new ClaimsWorld(parts, prover);
  }

  get chain(): Chain {
    return this.registries.chain;
  }
  /** Administers registries, router and claims; owns the scope. */
  get admin(): string {
    return this.registries.admin;
  }
  get guardian(): string {
    return this.registries.guardian;
  }
  get mallory(): string {
    return this.registries.mallory;
  }
  get alice(): string {
    return this.chain.account(6);
  }
  get bob(): string {
    return this.chain.account(7);
  }
  get relayer(): string {
    return this.chain.account(8);
  }

  /** Terms with both attestations signed, for the key of the stand-in. */
  async terms(spec: TermsSpec = {}): Promise<Terms> {
    const { accounts = 0, market = 0, level = 0, deadline = DEADLINE } = spec;
    const { registries, roots, accountsAsOf, marketAsOf } = this;
    return {
      scope: this.scope,
      level: BigInt(level),
      deadline,
      keyDigest: this.standInKey,
      accounts: await registries.signAccounts(
        BigInt(accounts + 1),
        at(roots.accounts, accounts),
        at(accountsAsOf, accounts),
      ),
      market: await registries.signMarket(at(roots.markets, market), at(marketAsOf, market)),
    };
  }

  /** A claim with a proof by the stand-in, of whatever terms; for alice unless told otherwise. */
  async standIn(
    terms: Terms,
    nullifier: bigint,
    { recipient = this.alice, submitter = recipient, claims = this.claims.address }: MadeSpec = {},
  ): Promise<Made> {
    const signals = [
      terms.accounts.attestation.accountsRoot,
      terms.market.attestation.marketRoot,
      packPredicate(at(LEVELS, Number(terms.level))),
      terms.scope,
      nullifier,
      contextSignal({ chainId: this.chain.id, claims, submitter, deadline: terms.deadline, recipient }),
    ];
    const proof = coordinatesOf(await this.#prover.prove(signals));
    return { terms, submission: { proof, nullifier, recipient }, submitter, signals };
  }

  /** The same on the world's own terms. */
  async made(nullifier: bigint, spec: MadeSpec = {}): Promise<Made> {
    return this.standIn(await this.terms(spec), nullifier, spec);
  }

  /** A claim with a real margin proof. */
  async proven(
    spec: Omit<MadeSpec, "claims"> & Pick<ClaimSpec, "owner"> = {},
  ): Promise<Made & { readonly claim: Claim }> {
    const { recipient = this.alice, submitter = recipient } = spec;
    const terms = { ...(await this.terms(spec)), keyDigest: this.marginKey };
    const claim = await provenClaim({
      ...spec,
      predicate: at(LEVELS, spec.level ?? 0),
      scope: this.scope,
      context: {
        chainId: this.chain.id,
        claims: this.claims.address,
        submitter,
        deadline: terms.deadline,
        recipient,
      },
    });
    return { ...this.madeOf(claim, terms), claim };
  }

  madeOf(claim: Claim, terms: Terms): Made {
    const signals = claim.publicSignals;
    const { recipient, submitter } = claim.context;
    const nullifier = at(signals, MARGIN_PUBLIC_SIGNALS.indexOf("nullifier"));
    const proof = coordinatesOf(solidityProof(claim.proof));
    return { terms, submission: { proof, nullifier, recipient }, submitter, signals };
  }

  /** From the submitter unless told otherwise. */
  submit({ terms, submission, submitter }: Made, options: SendOptions = {}): Promise<Receipt> {
    return this.claims.send("submit", [terms, submission], { from: submitter, ...options });
  }

  /** On the terms of the first, and from its submitter unless told otherwise. */
  submitBatch(batch: readonly Made[], options: SendOptions = {}): Promise<Receipt> {
    const { terms, submitter } = at(batch, 0);
    const args = [terms, batch.map(({ submission }) => submission)];
    return this.claims.send("submitBatch", args, { from: submitter, gas: 6_000_000n, ...options });
  }

  async check({ terms, submission, submitter }: Made): Promise<ClaimRecord> {
    return (await this.claims.read("check", [terms, submission, submitter])) as ClaimRecord;
  }

  async isSolvent({ terms, submission, signals }: Made, question: Question = {}): Promise<boolean> {
    const {
      recipient = submission.recipient,
      scope = terms.scope,
      nullifier = submission.nullifier,
      predicate = at(signals, MARGIN_PUBLIC_SIGNALS.indexOf("predicate")),
      maxAccountsAge = MAX_UINT32,
      maxMarketAge = MAX_UINT32,
    } = question;
    const required = { predicate, maxAccountsAge, maxMarketAge };
    return (await this.claims.read("isSolvent", [recipient, scope, nullifier, required])) as boolean;
  }

  async claimOf({ terms, submission }: Made): Promise<ClaimRecord> {
    return (await this.claims.read("claimOf", [terms.scope, submission.nullifier])) as ClaimRecord;
  }

  close(): Promise<void> {
    return this.chain.close();
  }
}
