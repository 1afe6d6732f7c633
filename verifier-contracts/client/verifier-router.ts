import type { ContractRunner, ContractTransactionResponse } from "ethers";
import { verifierRouterAbi } from "../abi/verifierRouter.ts";
import { AccessControlled } from "./access-controlled.ts";

/** IVerifierRouter.Status, in its order. */
export const ROUTE_STATUS = ["unknown", "pending", "active", "frozen", "tombstoned"] as const;

export type RouteStatus = (typeof ROUTE_STATUS)[number];

export interface Route {
  readonly verifier: string;
  /** The first second at which it may be activated, if it is pending. */
  readonly eta: bigint;
  readonly status: RouteStatus;
  readonly number: bigint;
  readonly signalCount: bigint;
  /** bytes32 */
  readonly family: string;
  /** bytes32 */
  readonly circuit: string;
}

/** The contract VerifierRouter with types: see IVerifierRouter.sol. A digest is that of a verification key. */
export class VerifierRouter extends AccessControlled {
  constructor(address: string, runner: ContractRunner) {
    super(address, verifierRouterAbi, runner);
  }

  async routeOf(digest: string): Promise<Route> {
    const route = await this.read<Omit<Route, "status"> & { status: bigint }>("routeOf", digest);
    return { ...route, status: ROUTE_STATUS[Number(route.status)] ?? "unknown" };
  }

  isActive(number: bigint): Promise<boolean> {
    return this.read("isActive", number);
  }

  /** The zero word if there is none. */
  digestOf(number: bigint): Promise<string> {
    return this.read("digestOf", number);
  }

  delay(): Promise<bigint> {
    return this.read("delay");
  }

  gasCap(digest: string, size: bigint): Promise<bigint> {
    return this.read("gasCap", digest, size);
  }

  verify(digest: string, proof: readonly bigint[], signals: readonly bigint[]): Promise<boolean> {
    return this.read("verify", digest, proof, signals);
  }

  propose(
    digest: string,
    verifier: string,
    family: string,
    circuit: string,
  ): Promise<ContractTransactionResponse> {
    return this.send("propose", digest, verifier, family, circuit);
  }

  activate(digest: string): Promise<ContractTransactionResponse> {
    return this.send("activate", digest);
  }

  freeze(digest: string): Promise<ContractTransactionResponse> {
    return this.send("freeze", digest);
  }

  unfreeze(digest: string): Promise<ContractTransactionResponse> {
    return this.send("unfreeze", digest);
  }

  tombstone(digest: string): Promise<ContractTransactionResponse> {
    return this.send("tombstone", digest);
  }

  /** Every digest with a route, in the order of proposals. */
  async digests(): Promise<string[]> {
    const digests: string[] = [];
    for (let number = 1n; ; number++) {
      const digest = await this.digestOf(number);
      if (BigInt(digest) === 0n) return digests;
      digests.push(digest);
    }
  }
}
