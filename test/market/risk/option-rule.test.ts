import { describe, expect, it } from "vitest";
import { parseQuantity } from "../../../prover/domain/quantity.ts";
import { formatUsd, type Usd } from "../../../prover/domain/usd.ts";
import { valueAccount } from "../../../prover/margin/model.ts";
import { assertPublishable } from "../../../prover/market/publication.ts";
import { optionExtension } from "../../../prover/market/risk/option-extension.ts";
import type { ListedOption } from "../../../prover/market/risk/option-quote.ts";
import { loadOptionRule, shippedNames } from "../../../prover/market/risk/shipped.ts";
import type { Market } from "../../../prover/market/row.ts";
import { assignIndexes } from "../../../prover/market/sources/row-indexes.ts";
import { AS_OF, option, optionSource, usdPrice } from "./support/options.ts";

/** One listed option at a mark, under a standard rule; tolerant, since published marks end at some digit. */
async function marketOf(rule: string, listed: ListedOption, index: string): Promise<Market> {
  const source = optionSource({
    underlyings: [{ name: "ETH", index: usdPrice(index) }],
    options: [listed],
    tolerance: 10n ** 8n,
  });
  const { rows } = optionExtension(source, { standard: await loadOptionRule(rule) })([], AS_OF);
  const market = { venue: "test", asOf: AS_OF, rows: assignIndexes(rows) };
  assertPublishable(market);
  return market;
}

const value = (market: Market, quantity: string) =>
  valueAccount(market, { holdings: [{ row: 1, quantity: parseQuantity(quantity) }] });

const eth = (strike: string, type: "call" | "put", mark: string): ListedOption =>
  option({ underlying: "ETH", strike, type, mark, forward: "1500.83327931" });

describe("Derive's standard margin of a naked short, as published", () => {
  // derivexyz/v2-core, test/risk-managers/unit-tests/StandardManager/test-cases.json: equity less requirement.
  it.each([
    ["Test1, a call at the money", eth("1500", "call", "79.37158518"), -191.871585189, -304.371585189],
    ["Test3, a call out of the money", eth("1900", "call", "6.00826183"), -118.508261835, -156.008261835],
    ["Test21, a put deep in the money", eth("4500", "put", "2999.16672286"), -3224.104227076, -3385.30943843],
  ] as const)("%s", async (_, listed, maintenance, initial) => {
    const valuation = value(await marketOf("derive", listed, "1500"), "-1");
    const free = (requirement: Usd): number => Number(formatUsd((valuation.equity - requirement) as Usd));
    expect(free(valuation.maintenance)).toBeCloseTo(maintenance, 5);
    expect(free(valuation.initial)).toBeCloseTo(initial, 5);
  });

  it("asks for more than the greatest loss of a spread, never less", async () => {
    // Test5, short 1,100 and long 1,300 calls: Derive takes their greatest loss, 200.
    const short = value(await marketOf("derive", eth("1100", "call", "402.24071127"), "1500"), "-1");
    const long = value(await marketOf("derive", eth("1300", "call", "215.15607360"), "1500"), "1");
    const free = short.equity + long.equity - short.maintenance - long.maintenance;
    expect(Number(formatUsd(free as Usd))).toBeLessThan(-200);
  });
});

describe("Deribit's and OKX's", () => {
  it("leave a long option out of the margin balance, and take a short one's mark from it", async () => {
    for (const rule of ["deribit", "okx"]) {
      const market = await marketOf(rule, eth("1500", "call", "80"), "1500");
      expect(value(market, "2")).toMatchObject({ equity: 0n, maintenance: 0n, initial: 0n });
      expect(value(market, "-2").equity).toBe(-160n * 10n ** 25n);
    }
  });

  it.each([
    ["deribit", "call", "1500", "80", "112.5", "225"],
    ["deribit", "call", "1560", "50", "112.5", "165"],
    ["deribit", "call", "1800", "9", "112.5", "150"],
    ["deribit", "put", "1500", "80", "112.5", "225"],
    // 7.5 % of the mark exceeds 7.5 % of the index: maintenance rises above initial's 15 %.
    ["deribit", "put", "5000", "3500", "262.5", "262.5"],
    ["okx", "call", "1560", "50", "75", "165"],
    ["okx", "put", "3200", "1800", "90", "225"],
  ] as const)(
    "%s: a short %s of %s marked %s requires %s and %s",
    async (rule, type, strike, mark, maintenance, initial) => {
      const valuation = value(await marketOf(rule, eth(strike, type, mark), "1500"), "-1");
      expect(formatUsd(valuation.maintenance)).toBe(maintenance);
      expect(formatUsd(valuation.initial)).toBe(initial);
    },
  );

  it("round their rates up", async () => {
    // 7.5 % of a mark of 1,700.00000001 is no multiple of 1e-9 of the index.
    const valuation = value(await marketOf("deribit", eth("3200", "put", "1700.00000001"), "1500"), "-1");
    const exact = 127_500_000_000_75n * 10n ** 14n;
    expect(valuation.maintenance).toBeGreaterThanOrEqual(exact);
    expect(valuation.maintenance - exact).toBeLessThan(1_500n * 10n ** 16n);
  });
});

describe("a standard market of options", () => {
  it("has no scenarios and takes no futures", async () => {
    expect(await shippedNames("standard")).toEqual(["deribit", "derive", "okx"]);
    const standard = await loadOptionRule("deribit");
    const futures = [{ name: "ETH-PERP", underlying: "BTC", mark: usdPrice("1500") }];
    expect(optionExtension(optionSource(), { standard })([], AS_OF).portfolio).toBeUndefined();
    expect(() => optionExtension(optionSource({ futures }), { standard })([], AS_OF)).toThrow(
      /futures is "ETH-PERP": has no brackets here/,
    );
  });

  it("refuses expired options and arbitrage as a portfolio market does", async () => {
    const standard = await loadOptionRule("deribit");
    const build = (options: readonly ListedOption[]) =>
      optionExtension(optionSource({ options }), { standard })([], AS_OF);
    expect(() => build([option({ expiry: AS_OF - 1 })])).toThrow(/expired/);
    expect(() => build([option({ mark: "100001" })])).toThrow(/above the discounted forward/);
  });

  it("refuses a requirement beyond the largest rate", async () => {
    const listed = option({ strike: "900000000", type: "put", mark: "899900000" });
    const standard = await loadOptionRule("deribit");
    expect(() => optionExtension(optionSource({ options: [listed] }), { standard })([], AS_OF)).toThrow(
      /option BTC-29AUG25-900000000-P is mark 899900000: must be a rate of at most/,
    );
  });
});
