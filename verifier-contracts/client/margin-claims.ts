import type { ContractRunner, ContractTransactionResponse } from "ethers";
import { marginClaimsAbi } from "../abi/marginClaims.ts";
import { AccessControlled } from "./access-controlled.ts";
import type { SignedAccounts, SignedMarket } from "./attestations.ts";

/** What a scope accepts. Never changes. */
export interface Policy {
  /** bytes32 */
  readonly venue: string;
  /** bytes32 */
  readonly market: string;
  /** bytes32: the statement that circuits must prove. */
  readonly family: string;
  /** Seconds. */
  readonly maxAccountsAge: bigint;
  /** Seconds. */
  readonly maxMarketAge: bigint;
}

export interface OpenScope {
  readonly policy: Policy;
  /** The zero address if the scope is not open. */
  readonly owner: string;
  /** Its levels, packed: see unpackPredicate. */
  readonly predicates: readonly bigint[];
}

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
  /** Eight words: see proofWords. */
  readonly proof: readonly bigint[];
  readonly nullifier: bigint;
  readonly recipient: string;
}

/** A claim as the contract holds it. */
export interface HeldClaim {
  /** The zero address if there is no claim. */
  readonly recipient: string;
  readonly epoch: bigint;
  readonly accountsAsOf: bigint;
  readonly marketAsOf: bigint;
  readonly expiry: bigint;
  readonly verifier: bigint;
  readonly level: bigint;
  readonly predicate: bigint;
}

/** What a consumer asks of a claim at the time of use. Ages are in seconds. */
export interface Requirement {
  readonly predicate: bigint;
  readonly maxAccountsAge: bigint;
  readonly maxMarketAge: bigint;
}

/** The contract MarginClaims with types: see IMarginClaims.sol. */
export class MarginClaims extends AccessControlled {
  constructor(address: string, runner: ContractRunner) {
    super(address, marginClaimsAbi, runner);
  }

  /** The same contract for another sender. */
  as(runner: ContractRunner): MarginClaims {
    return new MarginClaims(this.address, runner);
  }

  /* CLAIMS */

  submit(terms: Terms, claim: Submission): Promise<ContractTransactionResponse> {
    return this.send("submit", terms, claim);
  }

  submitBatch(terms: Terms, claims: readonly Submission[]): Promise<ContractTransactionResponse> {
    return this.send("submitBatch", terms, claims);
  }

  /**
   * The claim that `submit` would record.
   * @throws ContractRefusal as `submit` would
   */
  check(terms: Terms, claim: Submission, submitter: string): Promise<HeldClaim> {
    return this.read("check", terms, claim, submitter);
  }

  isSolvent(recipient: string, scope: bigint, nullifier: bigint, required: Requirement): Promise<boolean> {
    return this.read("isSolvent", recipient, scope, nullifier, required);
  }

  claimOf(scope: bigint, nullifier: bigint): Promise<HeldClaim> {
    return this.read("claimOf", scope, nullifier);
  }

  contextOf(recipient: string, submitter: string, deadline: bigint): Promise<bigint> {
    return this.read("contextOf", recipient, submitter, deadline);
  }

  /** The bytes that the chain sees of a submission. */
  submitCalldata(terms: Terms, claim: Submission): string {
    return this.encode("submit", terms, claim);
  }

  /* SCOPES */

  openScope(
    policy: Policy,
    predicates: readonly bigint[],
    salt: string,
  ): Promise<ContractTransactionResponse> {
    return this.send("openScope", policy, predicates, salt);
  }

  addLevel(scope: bigint, predicate: bigint): Promise<ContractTransactionResponse> {
    return this.send("addLevel", scope, predicate);
  }

  scopeIdOf(owner: string, policy: Policy, salt: string): Promise<bigint> {
    return this.read("scopeIdOf", owner, policy, salt);
  }

  scopeOf(scope: bigint): Promise<OpenScope> {
    return this.read("scopeOf", scope);
  }

  /* ADMINISTRATION */

  pause(): Promise<ContractTransactionResponse> {
    return this.send("pause");
  }

  unpause(): Promise<ContractTransactionResponse> {
    return this.send("unpause");
  }

  paused(): Promise<boolean> {
    return this.read("paused");
  }

  /* PARAMETERS */

  venues(): Promise<string> {
    return this.read("venues");
  }

  markets(): Promise<string> {
    return this.read("markets");
  }

  router(): Promise<string> {
    return this.read("router");
  }
}
