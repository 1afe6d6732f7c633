import {
  describePredicate,
  type FieldElement,
  formatFieldElement,
  unpackPredicate,
} from "../../prover/index.ts";
import type { HeldClaim } from "../../verifier-contracts/client/margin-claims.ts";
import type { Node } from "../chain/rpc.ts";
import { transactionJson } from "../chain/send.ts";
import type { RecordedClaim, Submitted } from "../chain/submit-claims.ts";
import { shownPath } from "../files.ts";
import { count } from "./amounts.ts";
import type { Colours } from "./colours.ts";
import { pairs } from "./table.ts";
import { day } from "./time.ts";

export const preflightText = (colours: Colours, file: string, { shownUrl }: Node): string =>
  `${colours.bold("Preflight")}  ${colours.dim(`${shownPath(file)} at ${shownUrl}`)}`;

/** Mined claims: the transaction, and what the contract holds now. */
export function submittedText(colours: Colours, { receipt, claims }: Submitted): string {
  const gas =
    claims.length === 1
      ? count(receipt.gasUsed)
      : `${count(receipt.gasUsed)}, ${count(receipt.gasUsed / BigInt(claims.length))} a claim`;
  return [
    `${colours.green("✔")} mined in block ${receipt.blockNumber}`,
    "",
    pairs(colours, [
      ["transaction", receipt.hash],
      ["gas", gas],
    ]),
    ...claims.flatMap((claim) => ["", heldText(colours, claim)]),
  ].join("\n");
}

/** The claim as the contract holds it, and whether it holds now. */
export function heldText(colours: Colours, { held, holds }: RecordedClaim): string {
  return [
    `  ${colours.bold("The contract holds")}`,
    pairs(colours, [
      ["isSolvent", holds ? colours.green("true") : colours.red("false")],
      ["claim", describePredicate(unpackPredicate(held.predicate))],
      ["recipient", held.recipient],
      ["honoured until", day(held.expiry)],
      ["accounts of", `epoch ${held.epoch}, ${day(held.accountsAsOf)}`],
      ["market of", day(held.marketAsOf)],
    ]),
  ].join("\n");
}

export const submittedToJson = ({ receipt, claims }: Submitted, chainId: bigint) => ({
  ...transactionJson(receipt, chainId),
  claims: claims.map(({ nullifier, held, holds }) => ({
    nullifier: formatFieldElement(nullifier as FieldElement),
    isSolvent: holds,
    ...heldToJson(held),
  })),
});

export const heldToJson = (held: HeldClaim): Record<string, string> => ({
  recipient: held.recipient,
  epoch: held.epoch.toString(),
  accountsAsOf: held.accountsAsOf.toString(),
  marketAsOf: held.marketAsOf.toString(),
  expiry: held.expiry.toString(),
  verifier: held.verifier.toString(),
  level: held.level.toString(),
  predicate: formatFieldElement(held.predicate as FieldElement),
});
