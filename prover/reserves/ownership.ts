import { verifyMessage } from "ethers";
import { isBitcoinSignature } from "./bitcoin-signature.ts";
import { BITCOIN, type ReserveEvidence, type ReserveHolding } from "./evidence.ts";
import { ownershipText } from "./ownership-text.ts";

/**
 * Whether the address of a holding signed that it backs the venue. Contract wallets of other chains (ERC-1271) cannot be asked
 * off-chain: theirs count as no signature.
 */
export async function isOwned(evidence: ReserveEvidence, holding: ReserveHolding): Promise<boolean> {
  if (holding.kind === "bitcoin") {
    const text = ownershipText(evidence, BITCOIN, holding.address);
    return isBitcoinSignature(holding.address, text, holding.signature);
  }
  const text = ownershipText(evidence, holding.chain, holding.owner);
  try {
    return verifyMessage(text, holding.signature) === holding.owner;
  } catch {
    return false; // no signature at all
  }
}
