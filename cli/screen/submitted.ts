import {
  describePredicate,
  type FieldElement,
  formatFieldElement,
  unpackPredicate,
} from "../../prover/index.ts";
import type { HeldClaim } from "../chain/margin-claims.ts";
import type { Node } from "../chain/rpc.ts";
import type { Submitted } from "../commands/submit.ts";
import { shownPath } from "../files.ts";
import { count } from "./amounts.ts";
import type { Colours } from "./colours.ts";
import { pairs } from "./table.ts";
import { day } from "./time.ts";

export const preflightText = (colours: Colours, file: string, { shownUrl }: Node): string =>
  `${colours.bold("Preflight")}  ${colours.dim(`${shownPath(file)} at ${shownUrl}`)}`;

/** A mined claim: the transaction, and what the contract holds now. */
export function submittedText(colours: Colours, { receipt, held, holds }: Submitted): string {
  return [
    `${colours.green("✔")} mined in block ${receipt.blockNumber}`,
    "",
    pairs(colours, [
      ["transaction", receipt.hash],
      ["gas", count(receipt.gasUsed)],
    ]),
    "",
    heldText(colours, held, holds),
  ].join("\n");
}

/** The claim as the contract holds it, and whether it holds now. */
export function heldText(colours: Colours, held: HeldClaim, holds: boolean): string {
  return [
    `  ${colours.bold("The contract holds")}`,
    pairs(colours, [
      ["isSolvent", holds ? colours.green("true") : colours.red("false")],
      ["claim", describePredicate(unpackPredicate(held.predicate))],
      ["recipient", held.recipient],
      ["honoured until", day(held.expiry)],
      ["accounts of", `epoch ${held.epoch}`],
      ["market of", day(held.marketAsOf)],
    ]),
  ].join("\n");
}

export function heldToJson(held: HeldClaim): Record<string, string> {
  const hex = (value: bigint): string => formatFieldElement(value as FieldElement);
  return {
    recipient: held.recipient,
    expiry: held.expiry.toString(),
    epoch: held.epoch.toString(),
    marketAsOf: held.marketAsOf.toString(),
    accountsRoot: hex(held.accountsRoot),
    marketRoot: hex(held.marketRoot),
    predicate: hex(held.predicate),
    scope: hex(held.scope),
  };
}
