import { Contract, type ContractRunner, type ContractTransactionResponse } from "ethers";
import type { Claim, Groth16Proof } from "../../prover/index.ts";
import { marginClaimsAbi } from "../../verifier-contracts/abi.ts";

export const ROOT_STATUS = ["unknown", "trusted", "distrusted"] as const;

export interface RootInfo {
  readonly status: (typeof ROOT_STATUS)[number];
  readonly epoch: bigint;
  readonly asOf: bigint;
}

/** A claim as the contract holds it. */
export interface HeldClaim {
  readonly recipient: string;
  readonly expiry: bigint;
  readonly epoch: bigint;
  readonly marketAsOf: bigint;
  readonly accountsRoot: bigint;
  readonly marketRoot: bigint;
  readonly predicate: bigint;
  readonly scope: bigint;
}

/** The MarginClaims contract with types. */
export class MarginClaims {
  readonly address: string;
  readonly #contract: Contract;

  constructor(address: string, runner: ContractRunner) {
    this.address = address;
    this.#contract = new Contract(address, marginClaimsAbi, runner);
  }

  /** The same contract for another sender. */
  as(runner: ContractRunner): MarginClaims {
    return new MarginClaims(this.address, runner);
  }

  /** `check` of the contract, which reverts as `submit` would. */
  async check(claim: Claim): Promise<void> {
    await this.#contract.getFunction("check").staticCall(...callOf(claim));
  }

  async submit(claim: Claim): Promise<ContractTransactionResponse> {
    return (await this.#contract.getFunction("submit").send(...callOf(claim))) as ContractTransactionResponse;
  }

  /** The bytes that the chain sees. */
  calldata(claim: Claim): string {
    return this.#contract.interface.encodeFunctionData("submit", callOf(claim));
  }

  async contextOf(recipient: string, deadline: bigint): Promise<bigint> {
    return (await this.#contract.getFunction("contextOf").staticCall(recipient, deadline)) as bigint;
  }

  async accountsRootInfo(root: bigint): Promise<RootInfo> {
    return rootInfo(await this.#contract.getFunction("accountsRootInfo").staticCall(root));
  }

  async marketRootInfo(root: bigint): Promise<RootInfo> {
    return rootInfo(await this.#contract.getFunction("marketRootInfo").staticCall(root));
  }

  async isSolvent(nullifier: bigint, recipient: string, scope: bigint, predicate: bigint): Promise<boolean> {
    const ask = this.#contract.getFunction("isSolvent");
    return (await ask.staticCall(nullifier, recipient, scope, predicate)) as boolean;
  }

  async claimOf(nullifier: bigint): Promise<HeldClaim> {
    return (await this.#contract.getFunction("claimOf").staticCall(nullifier)) as HeldClaim;
  }

  /** For the owner. */
  async trustAccountsRoot(root: bigint, epoch: number, asOf: number): Promise<ContractTransactionResponse> {
    const trust = this.#contract.getFunction("trustAccountsRoot");
    return (await trust.send(root, epoch, asOf)) as ContractTransactionResponse;
  }

  /** For the owner. */
  async trustMarketRoot(root: bigint, asOf: number): Promise<ContractTransactionResponse> {
    return (await this.#contract
      .getFunction("trustMarketRoot")
      .send(root, asOf)) as ContractTransactionResponse;
  }
}

/** Arguments of `check` and `submit`. The context is left out: the contract computes it. */
function callOf(claim: Claim): unknown[] {
  const { recipient, deadline } = claim.context;
  return [solidityProof(claim.proof), claim.publicSignals.slice(0, 5), recipient, deadline];
}

/** As snarkjs exports it: coordinates in the extension field have their imaginary part first. */
function solidityProof({ pi_a, pi_b, pi_c }: Groth16Proof): unknown[] {
  const swapped = pi_b.slice(0, 2).map(([real, imaginary]) => [imaginary, real]);
  return [pi_a.slice(0, 2), swapped, pi_c.slice(0, 2)];
}

function rootInfo(answer: { status: bigint; epoch: bigint; asOf: bigint }): RootInfo {
  const status = ROOT_STATUS[Number(answer.status)] ?? "unknown";
  return { status, epoch: answer.epoch, asOf: answer.asOf };
}
