import type { Outcome } from "./run.ts";

/** One line for each vector that failed or was skipped, and for each remark; the count comes last. */
export function outcomeLines(outcomes: readonly Outcome[]): readonly string[] {
  const lines = outcomes.flatMap(({ id, model, verdict, reason, notes }) => [
    ...(verdict === "passed" ? [] : [`${verdict.padEnd(7)} ${id} (${model}): ${reason}`]),
    ...notes.map((note) => `note    ${id} (${model}): ${note}`),
  ]);
  const count = (verdict: Outcome["verdict"]): number =>
    outcomes.filter((one) => one.verdict === verdict).length;
  return [...lines, `${count("passed")} passed, ${count("failed")} failed, ${count("skipped")} skipped`];
}
