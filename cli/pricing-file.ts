import { readPricing } from "../prover/formats/pricing.ts";
import { formatFieldElement, InputError, type MarketTree } from "../prover/index.ts";
import type { Pricing } from "../prover/market/risk/pricing.ts";
import { exists } from "./files.ts";

/** Where `market build` puts a market's pricing: market.json has market.pricing.json beside it. */
export const pricingPath = (market: string): string => `${market.replace(/\.json$/, "")}.pricing.json`;

/**
 * What a market was priced from: the file given, or the one beside the market where there is one.
 * @returns undefined where there is none beside it, or one of another market
 * @throws InputError when the given file is of another market
 */
export async function pricingFor(
  tree: MarketTree,
  market: string,
  given: string | undefined,
): Promise<Pricing | undefined> {
  const file = given ?? pricingPath(market);
  if (given === undefined && !(await exists(file))) return undefined;
  const { marketRoot, pricing } = await readPricing(file);
  // Beside a market that was built again without options lies the file of the one before.
  if (marketRoot !== tree.root && given === undefined) return undefined;
  if (marketRoot !== tree.root) {
    throw new InputError({
      source: file,
      field: "marketRoot",
      value: formatFieldElement(marketRoot),
      rule: `must be the root of ${market}, ${formatFieldElement(tree.root)}: it prices another market`,
    });
  }
  return pricing;
}
