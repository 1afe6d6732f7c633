import {
  type ClaimContext,
  type FieldElement,
  formatFieldElement,
  MARGIN_PUBLIC_SIGNALS,
} from "../../prover/index.ts";
import type { Colours } from "./colours.ts";
import { pairs } from "./table.ts";
import { day } from "./time.ts";

/** What each public input is, in a few words. */
const MEANING: Readonly<Record<(typeof MARGIN_PUBLIC_SIGNALS)[number], string>> = {
  accountsRoot: "the venue's accounts",
  marketRoot: "prices and margin rates",
  predicate: "what is claimed",
  scope: "for which consumer",
  nullifier: "the account's pseudonym there",
  context: "recipient, submitter, contract, chain, deadline",
};

/** The public inputs by name, in the verifier's order. */
export function statementToJson(signals: readonly bigint[]): Record<string, string> {
  return Object.fromEntries(MARGIN_PUBLIC_SIGNALS.map((name, i) => [name, hex(signals[i])]));
}

/** The same for people, with what the context binds the claim to. */
export function statementText(colours: Colours, signals: readonly bigint[], context?: ClaimContext): string {
  const bound: [string, string][] =
    context === undefined
      ? []
      : [
          ["recipient", context.recipient],
          ...(context.submitter === context.recipient
            ? []
            : ([["submitter", context.submitter]] as [string, string][])),
          ["contract", `${context.claims} on chain ${context.chainId}`],
          ["deadline", day(context.deadline)],
        ];
  return pairs(colours, [
    ...MARGIN_PUBLIC_SIGNALS.map((name, i): [string, string] => [
      name,
      `${hex(signals[i])}  ${colours.dim(MEANING[name])}`,
    ]),
    ...bound,
  ]);
}

const hex = (value: bigint | undefined): string => formatFieldElement((value ?? 0n) as FieldElement);
