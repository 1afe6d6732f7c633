import { beforeAll, describe, expect, it } from "vitest";
import { violatedConstraint } from "../../../prover/keys/violated-constraint.ts";
import type { ConstraintSystem } from "../../support/constraint-system.ts";
import {
  caseOfRequest,
  type PortfolioCase,
  type PortfolioOptions,
  portfolioCase,
  portfolioSystem,
} from "../../support/portfolio-case.ts";
import { COVERED } from "../../support/portfolio-market.ts";

let small: ConstraintSystem;

/** The verdict of calculator and constraints, which must be one. */
async function accepts({ input }: PortfolioCase): Promise<boolean> {
  const wires = await small.calculated(input);
  if (wires !== null) expect(violatedConstraint(small.r1cs, wires)).toBeNull();
  return wires !== null;
}

beforeAll(async () => {
  small = await portfolioSystem();
});

describe("MarginPortfolio(3, 2, 3, 1, 1) accepts, and one unit more is refused (T-39)", () => {
  it.each<{ name: string; options: PortfolioOptions }>([{ name: "a covered call", options: {} }])(
    "$name",
    async ({ options }) => {
      const portfolio = await portfolioCase(options);
      expect(await accepts(portfolio)).toBe(portfolio.slack >= 0n);
      void caseOfRequest;
      void COVERED;
    },
  );
});
