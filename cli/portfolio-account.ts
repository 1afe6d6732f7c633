import { dirname } from "node:path";
import { formatScenarioUsd } from "../prover/domain/scenario-usd.ts";
import { type Account, formatFieldElement, formatUsd, type MarketTree } from "../prover/index.ts";
import type { PortfolioValuation } from "../prover/margin/portfolio.ts";
import { accountGreeks } from "../prover/market/risk/account-greeks.ts";
import { makeFolder, shownPath, writeText } from "./files.ts";
import { greeksToJson } from "./greeks-json.ts";
import { healthToJson } from "./health-json.ts";
import { portfolioPicture } from "./picture/portfolio-picture.ts";
import { pricingFor } from "./pricing-file.ts";
import { portfolioText } from "./screen/portfolio.ts";
import type { Result } from "./screen/screen.ts";

/** What `account show` has to say of a portfolio account. */
export async function showPortfolio(shown: {
  readonly file: string;
  readonly account: Account;
  readonly valuation: PortfolioValuation;
  readonly tree: MarketTree;
  readonly options: { readonly market: string; readonly pricing?: string; readonly picture?: string };
}): Promise<Result> {
  const { file, account, valuation, tree, options } = shown;
  const { market } = tree;
  const pricing = await pricingFor(tree, options.market, options.pricing);
  const greeks = pricing && accountGreeks(market, account, pricing);
  const { picture } = options;
  if (picture !== undefined) {
    await makeFolder(dirname(picture));
    // It shows positions: nobody else is to read it before its owner passes it on.
    await writeText(picture, portfolioPicture(account, valuation, market, pricing), { secret: true });
  }
  return {
    json: {
      file,
      marketRoot: formatFieldElement(tree.root),
      ...healthToJson(account, valuation),
      ...scenariosToJson(valuation),
      ...(greeks && { greeks: greeksToJson(greeks) }),
      ...(picture !== undefined && { picture }),
    },
    text: ({ colours }) =>
      [
        portfolioText(colours, account, valuation, market, greeks),
        ...(picture === undefined ? [] : ["", `${colours.green("✔")} ${shownPath(picture)}`]),
      ].join("\n"),
  };
}

/** P&L in USD, exact. */
function scenariosToJson({ perScenario, worst, contingency }: PortfolioValuation): Record<string, unknown> {
  return {
    contingency: {
      maintenance: formatUsd(contingency.maintenance),
      initial: formatUsd(contingency.initial),
    },
    worstScenario: worst?.scenario.name ?? null,
    scenarios: perScenario.map((each) => ({
      name: each.scenario.name,
      pnl: formatScenarioUsd(each.pnl),
      groups: Object.fromEntries(each.groups.map(({ group, pnl }) => [group.name, formatScenarioUsd(pnl)])),
    })),
  };
}
