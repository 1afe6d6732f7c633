import { RuleError } from "../domain/errors.ts";
import { assetOf, type ReserveEvidence, type ReserveHolding } from "./evidence.ts";
import { isOwned } from "./ownership.ts";

/**
 * Evidence with one more holding.
 * @throws RuleError for a signature that is not the address's for this venue and epoch, and for an asset of an address that is there already
 */
export async function addHolding(
  evidence: ReserveEvidence,
  holding: ReserveHolding,
): Promise<ReserveEvidence> {
  if (evidence.holdings.some((each) => assetOf(each) === assetOf(holding))) {
    throw new RuleError("the evidence has this asset of this address already");
  }
  if (!(await isOwned(evidence, holding))) {
    throw new RuleError("the signature is not this address's over the text of this venue, epoch and chain");
  }
  return { ...evidence, holdings: [...evidence.holdings, holding] };
}
