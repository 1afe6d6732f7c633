import type { ContractRunner, ContractTransactionResponse } from "ethers";
import { reserveRegistryAbi } from "../abi/reserveRegistry.ts";
import { ContractClient } from "./contract-client.ts";
import type { Ownership, SignedOwnership } from "./publication.ts";

/** The contract ReserveRegistry with types: see IReserveRegistry.sol. */
export class ReserveRegistry extends ContractClient {
  constructor(address: string, runner: ContractRunner) {
    super(address, reserveRegistryAbi, runner);
  }

  record(signed: readonly SignedOwnership[]): Promise<ContractTransactionResponse> {
    return this.send("record", signed);
  }

  isOwned(owner: string, venue: string): Promise<boolean> {
    return this.read("isOwned", owner, venue);
  }

  /** Zeros if it never backed a venue. */
  ownershipOf(owner: string): Promise<{ readonly venue: string; readonly notAfter: bigint }> {
    return this.read("ownershipOf", owner);
  }

  digestOf(ownership: Ownership): Promise<string> {
    return this.read("digestOf", ownership);
  }
}
