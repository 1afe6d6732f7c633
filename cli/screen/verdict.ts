import { type Claim, describePredicate, type Verdict, type VerifierArtefacts } from "../../prover/index.ts";
import { nowSeconds } from "../options.ts";
import { type CheckLine, checklist } from "./checklist.ts";
import { statementText } from "./claim.ts";
import type { Colours } from "./colours.ts";
import { insecureText } from "./manifest.ts";

interface Verified {
  readonly file: string;
  readonly claim: Claim;
  readonly verdict: Verdict;
  readonly unchecked: readonly string[];
  readonly key: VerifierArtefacts;
}

/** One verdict first, then every check behind it. */
export function verdictText(colours: Colours, { file, claim, verdict, unchecked, key }: Verified): string {
  const bare = unchecked.length === 0 ? "" : colours.dim("  proof; roots are as the claim states them");
  const head = verdict.valid ? `${colours.green("✔ VALID")}${bare}` : colours.red("✘ INVALID");
  const passed = claim.context.deadline < BigInt(nowSeconds());
  const checks: CheckLine[] = [
    ...verdict.checks,
    ...unchecked.map((name) => ({ name, holds: null, detail: "not compared: no root given as trusted" })),
    ...(passed
      ? [{ name: "deadline", holds: null, detail: "has passed: it can no longer be submitted" }]
      : []),
  ];
  return [
    `${colours.bold(head)}  ${file}`,
    "",
    checklist(colours, checks),
    ...(verdict.valid && verdict.predicate !== undefined
      ? ["", `  It says: ${colours.bold(describePredicate(verdict.predicate))}`]
      : []),
    "",
    statementText(colours, claim.publicSignals, claim.context),
    ...insecureText(colours, key.manifest),
  ].join("\n");
}
