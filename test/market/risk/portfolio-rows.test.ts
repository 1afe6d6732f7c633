import { describe, expect, it } from "vitest";
import { parseQuantity } from "../../../prover/domain/quantity.ts";
import type { Rate } from "../../../prover/domain/rate.ts";
import { valuePortfolio } from "../../../prover/margin/portfolio.ts";
import { assertPublishable } from "../../../prover/market/publication.ts";
import { contingencySchedule } from "../../../prover/market/risk/contingency.ts";
import type { OptionSource } from "../../../prover/market/risk/option-source.ts";
import { portfolioRows } from "../../../prover/market/risk/portfolio-rows.ts";
import { loadShockSet } from "../../../prover/market/risk/shipped.ts";
import type { Market } from "../../../prover/market/row.ts";
import { assetRow, inverseContractRow, settlementRow } from "../../../prover/market/sources/plain.ts";
import { assignIndexes } from "../../../prover/market/sources/row-indexes.ts";
import { AS_OF, DECEMBER, option, optionSource, SHOCKS_JSON, shocks, usdPrice } from "./support/options.ts";

type Build = Parameters<typeof portfolioRows>;
const market = (...[rows, source, set, asOf]: Build): Market => {
  const built = portfolioRows(rows, source, set, asOf);
  const published = { venue: "test", asOf, rows: assignIndexes(built.rows), portfolio: built.portfolio };
  assertPublishable(published);
  return published;
};

const holdings = (of: Market, quantities: Readonly<Record<string, string>>) =>
  Object.entries(quantities).map(([name, quantity]) => {
    const row = of.rows.find((each) => each.name === name);
    if (row === undefined) throw new Error(`no row ${name}`);
    return { row: row.index, quantity: parseQuantity(quantity) };
  });

describe("rows", () => {
  const base = [settlementRow("USDC", usdPrice("1")), assetRow({ name: "BTC", price: usdPrice("100000") })];

  it("that do not move keep their numbers and have no prices", () => {
    const { rows } = market(base, optionSource(), shocks(), AS_OF);
    expect(rows[0]).toEqual({ index: 1, ...base[0] });
    expect(rows[1]).toEqual({ index: 2, ...base[1] });
    expect(rows[2]?.risk?.prices).toHaveLength(3);
  });

  it("of options have the index as notional, contingencies by side, and the allowance for rounding on the short one", () => {
    const set = shocks({
      parameters: {
        default: {
          ...SHOCKS_JSON.parameters.default,
          contingency: {
            option: {
              long: { maintenanceRate: "0.001", initialRate: "0.001" },
              short: { maintenanceRate: "0.003", initialRate: "0.005" },
            },
            linear: { maintenanceRate: "0.008", initialRate: "0.01" },
          },
        },
      },
    });
    const source = optionSource({
      futures: [{ name: "BTC-PERP", underlying: "BTC", mark: usdPrice("100100") }],
    });
    const [perpetual, call] = market([], source, set, AS_OF).rows;
    expect(call).toMatchObject({
      notionalPrice: usdPrice("100000"),
      long: [{ maintenanceRate: 1_000_000n, initialRate: 1_000_000n }],
      short: [{ maintenanceRate: 3_000_001n, initialRate: 5_000_001n }],
    });
    // Fifteen per cent of 100,100 is exact: nothing to make up for.
    expect(perpetual).toMatchObject({
      valuePrice: usdPrice("100100"),
      long: [{ maintenanceRate: 8_000_000n, initialRate: 10_000_000n }],
      short: [{ maintenanceRate: 8_000_000n, initialRate: 10_000_000n }],
    });
  });

  it("have the allowance on both sides where a gain counts as a loss", () => {
    const set = shocks({ scenarios: [{ name: "turn", price: "0.01", volatility: "up", absolute: true }] });
    const [call] = market([], optionSource(), set, AS_OF).rows;
    expect(call?.long[0]).toMatchObject({ maintenanceRate: 1n, initialRate: 1n });
    expect(call?.short[0]).toMatchObject({ maintenanceRate: 1n, initialRate: 1n });
  });

  it("of options worth less than 1e-8 USD have no value, but prices", () => {
    const [row] = market(
      [],
      optionSource({ options: [option({ strike: "900000", markIv: "0.2" })] }),
      shocks(),
      AS_OF,
    ).rows;
    expect(row).toMatchObject({ valuePrice: null, long: [{ valueRate: 0n }], short: [{ valueRate: 0n }] });
  });

  it("of a coin's settlement account carry an inverse contract's move", () => {
    const inverse = inverseContractRow("BTC/USD:BTC", usdPrice("1"), contingencySchedule(0n as Rate));
    const rows = [settlementRow("BTC", usdPrice("100000")), settlementRow("USD", usdPrice("1")), inverse];
    const built = market(rows, optionSource({ moves: { BTC: ["PNL-BTC"] } }), shocks(), AS_OF);
    // Long 100,000 USD of BTC from 100,000, by its settlement accounts.
    const account = {
      holdings: holdings(built, { "PNL-BTC": "1", "PNL-USD": "-100000", "BTC/USD:BTC": "100000" }),
    };
    const { perScenario } = valuePortfolio(built, account);
    expect(perScenario.map(({ pnl }) => pnl / 10n ** 34n)).toEqual([9_000n, 0n, -15_000n]);
    expect(() => market(rows, optionSource(), shocks(), AS_OF)).toThrow(
      /moves is "BTC\/USD:BTC": is inverse: its profit moves with PNL-BTC/,
    );
    expect(() =>
      market(rows, optionSource({ moves: { BTC: ["PNL-BTC", "BTC/USD:BTC"] } }), shocks(), AS_OF),
    ).toThrow(/moves\.BTC is "BTC\/USD:BTC": has no value that could move/);
  });

  it.each([
    [
      "an expired option",
      { options: [option({ expiry: AS_OF })] },
      /options is "?BTC-1AUG25-100000-C"?: expired at 2025-08-01T00:00:00Z/,
    ],
    [
      "an option of 50 years",
      { options: [option({ expiry: AS_OF + 50 * 365 * 86_400 })] },
      /expires in 50 years or more/,
    ],
    [
      "arbitrage",
      { options: [option(), option({ strike: "110000", mark: "50000" })] },
      /110000-C: is worth more than/,
    ],
    ["a row that is not there", { moves: { BTC: ["ETH"] } }, /moves\.BTC is "ETH": unknown row/],
    [
      "a row that moves twice",
      { moves: { BTC: ["BTC", "BTC"] } },
      /moves\.BTC is "BTC": moves with two underlyings/,
    ],
    [
      "an unknown underlying of a row",
      { moves: { DOGE: ["BTC"] } },
      /moves\.DOGE is "DOGE": is not in the list "underlyings"/,
    ],
    [
      "an unknown underlying of a future",
      { futures: [{ name: "X", underlying: "DOGE", mark: usdPrice("1") }] },
      /future X is "DOGE"/,
    ],
  ] as readonly (readonly [string, Partial<OptionSource>, RegExp])[])(
    "are refused for %s",
    (_, parts, message) => {
      expect(() => market(base, optionSource(parts), shocks(), AS_OF)).toThrow(message);
    },
  );

  it("are refused where a rate would be beyond what is published, with the row named", () => {
    const discount = {
      long: { base: "0.9", rateScale: "1", rateAddition: "0" },
      short: { base: "5", rateScale: "1", rateAddition: "0" },
    };
    const parameters = { default: { ...SHOCKS_JSON.parameters.default, discount } };
    const options = [option({ rate: "2", expiry: AS_OF + 365 * 86_400 })];
    const set = shocks({ form: "price", groupBy: "expiry", parameters });
    expect(() => market([], optionSource({ options }), set, AS_OF)).toThrow(
      /row BTC-1AUG26-100000-C, discount of its group: must be a rate of at most/,
    );
    const cheap = optionSource({
      underlyings: [{ name: "BTC", index: usdPrice("0.00000001") }],
      options: [option({ strike: "0.00000002", forward: "0.00000001" })],
    });
    const heavy = shocks({
      initialFactor: "4",
      maintenanceFactor: "4",
      parameters: { default: { ...SHOCKS_JSON.parameters.default, discount: { gain: "1", loss: "2" } } },
    });
    expect(() => market([], cheap, heavy, AS_OF)).toThrow(
      /row BTC-29AUG25-0\.00000002-C, allowance for rounding: must be a rate/,
    );
  });

  it("are refused where two expiries of a day would share a group with different discounts", async () => {
    const options = [option({ expiry: DECEMBER }), option({ expiry: DECEMBER + 3600, strike: "110000" })];
    const set = await loadShockSet("derive-31");
    expect(() => market([], optionSource({ options }), set, AS_OF)).toThrow(
      /row BTC-26DEC25-110000-C: would be in the group BTC-26DEC25 of another row/,
    );
  });
});
