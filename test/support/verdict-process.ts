import { compiledCircuit } from "./circuit.ts";
import { caseOfHoldings } from "./margin-case.ts";
import type { RandomClaim } from "./random-margin.ts";
import type { Verdict } from "./verdict.ts";

/** The other end of verdict.ts. */
const circuit = compiledCircuit("margin-standard-8");

process.on("message", async (claim: RandomClaim) => {
  const { calculator } = await circuit;
  const { input, slack, valuation } = await caseOfHoldings(claim);
  const refusal = await calculator.wtns(input).then(
    () => null,
    (error: Error) => error.message,
  );
  const tiered = valuation.holdings.some(({ bracketIndex }) => bracketIndex > 0);
  process.send?.({ slack, refusal, tiered } satisfies Verdict);
});
