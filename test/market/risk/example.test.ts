import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { CIRCUITS } from "../../../circuits/registry.ts";
import type { Account } from "../../../prover/accounts/account.ts";
import { formatUsd } from "../../../prover/domain/usd.ts";
import { readAccount } from "../../../prover/formats/account.ts";
import { marketSchema, marketToJson } from "../../../prover/formats/market.ts";
import { packageFolder } from "../../../prover/keys/cache.ts";
import { valuePortfolio } from "../../../prover/margin/portfolio.ts";
import { valueMargin } from "../../../prover/margin/valuation.ts";
import { optionExtension } from "../../../prover/market/risk/option-extension.ts";
import { type OptionSource, readOptionSource } from "../../../prover/market/risk/option-source.ts";
import { loadOptionRule, loadShockSet } from "../../../prover/market/risk/shipped.ts";
import type { Market } from "../../../prover/market/row.ts";
import { marketFromSource } from "../../../prover/market/sources/market-source.ts";
import { MarketTree } from "../../../prover/market/tree.ts";

const example = (name: string): string => join(packageFolder(), "examples", "portfolio", name);

let source: OptionSource;
beforeAll(async () => {
  source = await readOptionSource(example("options.json"));
});

const build = async (name: string): Promise<Market> => {
  const shocks = await loadShockSet(name);
  return (await marketFromSource(example("market.json"), [], optionExtension(source, { shocks }))).market;
};

const account = (market: Market): Promise<Account> => readAccount(example("account.json"), market);

describe("the example of a portfolio", () => {
  it.each([
    ["span-16", "price +3/3, vol down", 2],
    ["tims-10", "price +5/5", 2],
    ["deribit-35", "price +4/4, vol down", 2],
    ["derive-31", "spot +13.5 %, vol down", 6],
    ["paradex-24", "spot +16 %, vol up", 2],
  ] as const)("is margined by %s, and meets it", async (name, worst, groups) => {
    const market = await build(name);
    expect(market.portfolio?.groups).toHaveLength(groups);
    const valuation = valuePortfolio(market, await account(market));
    expect(valuation.worst?.scenario.name).toBe(worst);
    expect(valuation.maintenance).toBeGreaterThan(valuation.contingency.maintenance);
    expect(valuation.initial).toBeGreaterThanOrEqual(valuation.maintenance);
    expect(valuation.equity).toBeGreaterThan(valuation.initial);
  });

  it("comes back from its file with the same root", async () => {
    const market = await build("derive-31");
    const { format: _, ...read } = marketSchema.parse(JSON.parse(JSON.stringify(marketToJson(market))));
    expect(read).toEqual(market);
    expect((await MarketTree.build(read)).root).toBe((await MarketTree.build(market)).root);
  });

  it("fits a circuit whatever the set", async () => {
    const portfolio = CIRCUITS.filter(({ margin }) => margin === "portfolio");
    for (const name of ["span-16", "deribit-35", "derive-31", "paradex-24", "tims-10"]) {
      const market = await build(name);
      const { holdings } = await account(market);
      const held = new Set(holdings.map(({ row }) => row));
      const groups = new Set(
        market.rows.flatMap(({ index, risk }) => (risk && held.has(index) ? [risk.group] : [])),
      );
      const scenarios = market.portfolio?.scenarios.length ?? 0;
      const fitting = portfolio.filter(
        (circuit) =>
          circuit.holdings >= holdings.length &&
          circuit.groups >= groups.size &&
          circuit.scenarios >= scenarios,
      );
      expect(fitting.length, name).toBeGreaterThan(0);
    }
  });

  it("is margined contract by contract too", async () => {
    const standard = await loadOptionRule("deribit");
    const extension = optionExtension({ ...source, futures: [] }, { standard });
    const { market } = await marketFromSource(example("market.json"), [], extension);
    const row = market.rows.find(({ name }) => name === "ETH-29AUG25-3400-P");
    const holdings = [{ row: row?.index ?? 0, quantity: -(10n ** 8n) as never }];
    const valuation = valueMargin(market, { mode: "cross", holdings });
    // 15 % of 3,698.4 less the 298.4 it is out of the money is below the minimum of 10 %.
    expect(formatUsd(valuation.initial)).toBe("369.84");
    expect(formatUsd(valuation.maintenance)).toBe("277.38");
  });
});
