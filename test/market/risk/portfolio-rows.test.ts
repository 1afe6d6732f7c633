import { describe, expect, it } from "vitest";
import { parseQuantity } from "../../../prover/domain/quantity.ts";
import { RATE_ONE, type Rate } from "../../../prover/domain/rate.ts";
import { formatUsd } from "../../../prover/domain/usd.ts";
import { valuePortfolio } from "../../../prover/margin/portfolio.ts";
import { assertPublishable } from "../../../prover/market/publication.ts";
import { contingencySchedule } from "../../../prover/market/risk/contingency.ts";
import type { OptionSource } from "../../../prover/market/risk/option-source.ts";
import { portfolioRows } from "../../../prover/market/risk/portfolio-rows.ts";
import { loadShockSet } from "../../../prover/market/risk/shipped.ts";
import type { Market } from "../../../prover/market/row.ts";
import { assetRow, inverseContractRow, settlementRow } from "../../../prover/market/sources/plain.ts";
import { assignIndexes, type NewRow } from "../../../prover/market/sources/row-indexes.ts";
import {
  AS_OF,
  AUGUST,
  DECEMBER,
  option,
  optionSource,
  SHOCKS_JSON,
  shocks,
  usdPrice,
} from "./support/options.ts";

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

describe("a published case of Derive's, from its quotes to its margin", () => {
  // derivexyz/v2-core, PMRM_2/portfolio_cases/test_13_risk_cancelling_btc_covered_call.json: 1 BTC, risk cancelling, and two
  // short calls. Collateral is priced in the stable coin, 95,663.50604855 / 1.00019088635.
  const build = async (): Promise<Market> => {
    const haircut = { floor: 0n, maintenanceRate: 20_000_000n as Rate, initialRate: 30_000_000n as Rate };
    const coin: NewRow = {
      ...assetRow({ name: "BTC", price: usdPrice("95645.24867613") }),
      long: contingencySchedule(RATE_ONE, [haircut]),
    };
    const source = optionSource({
      underlyings: [{ name: "BTC", index: usdPrice("95663.50604855") }],
      options: [
        {
          ...option({ markIv: "0.453803924321583", rate: "0.15000000000000002" }),
          forward: usdPrice("95776.67392709"),
        },
      ],
      moves: { BTC: ["BTC"] },
    });
    return market([coin], source, await loadShockSet("derive-31"), AUGUST - 794_852);
  };
  const within = (got: bigint, published: string, relative: number): void => {
    const usd = Number(formatUsd(got as never));
    expect(Math.abs(usd / Number(published) - 1)).toBeLessThan(relative);
  };

  it("comes to the published maintenance and initial margin within 1e-8, and never above them", async () => {
    const built = await build();
    const account = { holdings: holdings(built, { BTC: "1", "BTC-29AUG25-100000-C": "-2" }) };
    const { equity, maintenance, initial, worst, perScenario } = valuePortfolio(built, account);
    // Derive publishes equity less requirement.
    within(equity - maintenance, "78744.92602874589", 1e-8);
    within(equity - initial, "74395.66964312586", 1e-8);
    expect(Number(formatUsd((equity - maintenance) as never))).toBeLessThan(78_744.926028746);
    expect(worst?.scenario.name).toBe("spot −18 %, vol up");
    const published = [-8662.479279182287, -2227.4993962184581, -3044.4201812026531, -5949.1164328121013];
    published.forEach((pnl, s) => {
      expect(Number(perScenario[s]?.pnl ?? 0n) / 1e34).toBeCloseTo(pnl, 4);
    });
    expect(Number(perScenario[29]?.pnl ?? 0n) / 1e34).toBeCloseTo(-86.86790519006, 4);
    expect(Number(perScenario[24]?.pnl ?? 0n) / 1e34).toBeCloseTo(-3184.459922291, 3);
  });

  it("groups the option by its expiry and the coin by itself", async () => {
    const { rows, portfolio } = await build();
    expect(rows.map(({ name, risk }) => [name, risk?.group])).toEqual([
      ["BTC", "BTC"],
      ["BTC-29AUG25-100000-C", "BTC-29AUG25"],
    ]);
    expect(portfolio?.groups.map(({ name }) => name)).toEqual(["BTC", "BTC-29AUG25"]);
  });
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

  it("are refused where two expiries of a day would share a group with different discounts", async () => {
    const options = [option({ expiry: DECEMBER }), option({ expiry: DECEMBER + 3600, strike: "110000" })];
    const set = await loadShockSet("derive-31");
    expect(() => market([], optionSource({ options }), set, AS_OF)).toThrow(
      /row BTC-26DEC25-110000-C: would be in the group BTC-26DEC25 of another row/,
    );
  });
});
