import { type FieldElement, formatFieldElement } from "../../prover/index.ts";
import type { AccountsAttestation, MarketAttestation } from "../../verifier-contracts/client/attestations.ts";
import { bytes32ToName } from "../../verifier-contracts/client/names.ts";
import { day } from "./time.ts";

type Facts = (readonly [name: string, value: string])[];

/** What an attestation says, for people. */
export const attestedAccounts = ({ venue, epoch, accountsRoot, asOf }: AccountsAttestation): Facts => [
  ["venue", bytes32ToName(venue)],
  ["epoch", `${epoch}, ${day(asOf)}`],
  ["accounts root", formatFieldElement(accountsRoot as FieldElement)],
];

export const attestedMarket = ({ market, marketRoot, asOf }: MarketAttestation): Facts => [
  ["market", bytes32ToName(market)],
  ["as of", day(asOf)],
  ["market root", formatFieldElement(marketRoot as FieldElement)],
];
