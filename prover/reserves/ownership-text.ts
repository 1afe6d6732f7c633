import type { ReserveEvidence } from "./evidence.ts";

/**
 * What an address signs to back a venue in an epoch, on chains where the contract cannot ask: by EIP-191 or BIP-322. It names one
 * venue, one epoch, one chain and one address, so that a signature serves nobody else and no other time.
 */
export const ownershipText = (
  { venue, epoch }: Pick<ReserveEvidence, "venue" | "epoch">,
  chain: string,
  address: string,
): string =>
  [
    "zk-solvency reserve ownership/1",
    `venue: ${venue}`,
    `epoch: ${epoch}`,
    `chain: ${chain}`,
    `address: ${address}`,
    "This address holds reserves of the venue named, and of no other, in this epoch.",
  ].join("\n");
