import {
  type Claim,
  describePredicate,
  type Predicate,
  ratioBps,
  type Valuation,
} from "../../prover/index.ts";
import { shownPath } from "../files.ts";
import { ratioText, seconds, usd } from "./amounts.ts";
import { statementText } from "./claim.ts";
import type { Colours } from "./colours.ts";
import { pairs } from "./table.ts";

export interface ProvenClaim {
  readonly claim: Claim;
  readonly predicate: Predicate;
  /** For the trader's eyes only. */
  readonly valuation: Valuation;
  readonly files: Readonly<Record<"claim" | "proof" | "public" | "verificationKey", string>>;
  /** Of computing witness and proof, and of the whole, in milliseconds. */
  readonly times: Readonly<Record<string, number>>;
}

/** A fresh claim: what its maker may see, then what everybody sees. */
export function provenText(colours: Colours, proven: ProvenClaim): string {
  const { claim, predicate, files, times } = proven;
  const spent = Object.values(times).reduce((sum, ms) => sum + ms, 0);
  return [
    `${colours.green("✔")} proven: ${colours.bold(describePredicate(predicate))}  ${colours.dim(`${claim.circuit}, ${seconds(spent)}`)}`,
    "",
    `  ${colours.bold("For your eyes only")}  ${colours.dim("in no file")}`,
    privateText(colours, proven),
    "",
    `  ${colours.bold("Public")}`,
    statementText(colours, claim.publicSignals, claim.context),
    "",
    `  ${colours.bold("Files")}`,
    pairs(
      colours,
      Object.values(files).map((file) => ["", shownPath(file)] as const),
    ),
  ].join("\n");
}

/** Equity, requirement, ratio: never written to a file. */
export function privateText(
  colours: Colours,
  { predicate, valuation }: Pick<ProvenClaim, "predicate" | "valuation">,
): string {
  const requirement = valuation[predicate.kind];
  return pairs(colours, [
    ["equity", `${usd(valuation.equity, "down")} USD`],
    [`${predicate.kind} margin`, `${usd(requirement, "up")} USD`],
    ["ratio", ratioText(ratioBps(valuation.equity, requirement))],
  ]);
}
