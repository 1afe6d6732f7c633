import { rebook } from "./portfolio-books.ts";
import {
  type PortfolioCase,
  type PortfolioInput,
  portfolioCase,
  portfolioSystem,
  SMALL,
} from "./portfolio-case.ts";
import { portfolioCheck } from "./portfolio-checks.ts";
import { COVERED } from "./portfolio-market.ts";

type Edit = (input: PortfolioInput) => void | Promise<void>;

/** An honest claim, and the names of the checks that refuse what is made of it, sorted. */
export interface PortfolioAttack {
  readonly base: PortfolioCase;
  refusals(input: PortfolioInput): Promise<string[]>;
  /** After an edit; the witness is adapted to it as far as it can be. */
  refusalsAfter(edit: Edit): Promise<string[]>;
  /** After an edit of prices, rates or shares, with the book-keeping adapted to it. */
  refusalsRebooked(edit: Edit): Promise<string[]>;
}

/** Of the covered call, with a million dollars to spare: nothing is refused for want of equity alone. */
export async function portfolioAttack(): Promise<PortfolioAttack> {
  const circuit = await portfolioSystem();
  const base = await portfolioCase({ holdings: { ...COVERED, USDC: "1000000" } });
  const refusals = async (input: PortfolioInput): Promise<string[]> =>
    (await circuit.refusedBy(input)).map((row) => portfolioCheck(circuit, SMALL, row)).toSorted();
  const refusalsAfter = async (...edits: readonly Edit[]): Promise<string[]> => {
    const { input } = base;
    for (const edit of edits) await edit(input);
    return refusals(input);
  };
  return {
    base,
    refusals,
    refusalsAfter: (edit) => refusalsAfter(edit),
    refusalsRebooked: (edit) => refusalsAfter(edit, rebook),
  };
}
