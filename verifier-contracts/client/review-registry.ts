import type { ContractRunner, ContractTransactionResponse } from "ethers";
import { reviewRegistryAbi } from "../abi/reviewRegistry.ts";
import { ContractClient } from "./contract-client.ts";
import type { BundleReview } from "./publication.ts";

/** The contract ReviewRegistry with types: see IReviewRegistry.sol. */
export class ReviewRegistry extends ContractClient {
  constructor(address: string, runner: ContractRunner) {
    super(address, reviewRegistryAbi, runner);
  }

  /** @param signers in increasing order; @param signatures of each */
  record(
    review: BundleReview,
    signers: readonly string[],
    signatures: readonly string[],
  ): Promise<ContractTransactionResponse> {
    return this.send("record", review, signers, signatures);
  }

  /** @param since the earliest time of a review that counts: that of the accounts */
  isReviewed(panel: string, statement: string, since: bigint): Promise<boolean> {
    return this.read("isReviewed", panel, statement, since);
  }

  digestOf(review: BundleReview): Promise<string> {
    return this.read("digestOf", review);
  }

  markets(): Promise<string> {
    return this.read("markets");
  }
}
