import { describe, expect, it } from "vitest";
import { type Circuit, circuitById } from "../../../circuits/registry.ts";
import { violatedConstraint } from "../../../prover/keys/violated-constraint.ts";
import { parsePredicate, slack } from "../../../prover/margin/predicate.ts";
import { compiledCircuit, type TestCircuit } from "../../support/circuit.ts";
import { fullBook } from "../../support/full-book.ts";
import {
  caseOfRequest,
  type PortfolioCase,
  type PortfolioInput,
  portfolioCase,
} from "../../support/portfolio-case.ts";
import { PORTFOLIO_SLACK_STEP } from "../../support/random-portfolio.ts";

const small = circuitById("margin-portfolio-16-4-16");
const large = circuitById("margin-portfolio-32-8-36");
const predicate = parsePredicate("initial", "1.1", "100");

/** The calculator's verdict: it stops at the first constraint that does not hold. */
const accepts = ({ calculator }: TestCircuit, input: PortfolioInput): Promise<boolean> =>
  calculator.wires(input).then(
    () => true,
    () => false,
  );

/** The book of a circuit of such sizes, proven with another. */
const bookOf = (needs: Circuit, circuit: Circuit): Promise<PortfolioCase> =>
  portfolioCase({ ...fullBook(needs), circuit, predicate });

/** These circuits are large, and other tests may be computing. */
const PATIENCE = 600_000;

describe.each([small, large])("$id, all places taken", (circuit) => {
  it(
    "accepts what the model allows to the last 1e-8 USD, and no loss less than the model's (T-39)",
    async () => {
      const compiled = await compiledCircuit(circuit.id);
      const book = await bookOf(circuit, circuit);
      const spare = slack({ ...predicate, bufferUsd: 0n }, book.valuation) / PORTFOLIO_SLACK_STEP;
      const withBuffer = (bufferUsd: bigint) =>
        caseOfRequest({ ...book.request, predicate: { ...predicate, bufferUsd } }, circuit);
      const last = await withBuffer(spare);
      expect(last.slack).toBeGreaterThanOrEqual(0n);
      const wires = await compiled.calculator.wires(last.input);
      expect(violatedConstraint(compiled.r1cs, wires)).toBeNull();
      expect(await accepts(compiled, (await withBuffer(spare + 1n)).input)).toBe(false);

      const { input } = book;
      expect(input.worstLoss).toBeGreaterThan(0n);
      expect(await accepts(compiled, { ...input, worstLoss: input.worstLoss - 1n })).toBe(false);
    },
    PATIENCE,
  );
});

describe("margin-portfolio-32-8-36", () => {
  it(
    "takes a market of the smaller circuit's scenarios, the rest filled up",
    async () => {
      const compiled = await compiledCircuit(large.id);
      const { input } = await bookOf({ ...small, holdings: 20 }, large);
      expect(await accepts(compiled, input)).toBe(true);
    },
    PATIENCE,
  );
});

describe("margin-portfolio-16-4-16", () => {
  it.each([17, 31, 32, 36])(
    "opens no row of a market of %i scenarios: none can be left out",
    async (scenarios) => {
      const compiled = await compiledCircuit(small.id);
      const { input } = await bookOf({ ...small, scenarios }, small);
      expect(await accepts(compiled, input)).toBe(false);
    },
  );
});
