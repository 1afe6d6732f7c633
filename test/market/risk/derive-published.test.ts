import { describe, expect, it } from "vitest";
import { parseQuantity } from "../../../prover/domain/quantity.ts";
import { RATE_ONE, type Rate } from "../../../prover/domain/rate.ts";
import { formatUsd, type Usd } from "../../../prover/domain/usd.ts";
import { type PortfolioValuation, valuePortfolio } from "../../../prover/margin/portfolio.ts";
import { assertPublishable } from "../../../prover/market/publication.ts";
import { contingencySchedule } from "../../../prover/market/risk/contingency.ts";
import type { OptionSource } from "../../../prover/market/risk/option-source.ts";
import { portfolioRows } from "../../../prover/market/risk/portfolio-rows.ts";
import { loadShockSet } from "../../../prover/market/risk/shipped.ts";
import type { Market } from "../../../prover/market/row.ts";
import { assetRow } from "../../../prover/market/sources/plain.ts";
import { assignIndexes, type NewRow } from "../../../prover/market/sources/row-indexes.ts";
import { type OptionTexts, option, optionSource, usdPrice } from "./support/options.ts";

/**
 * Whole cases of derivexyz/v2-core, test/risk-managers/unit-tests/PMRM_2/portfolio_cases: from the published forwards,
 * volatilities and rates through the shipped scenarios to the published margins. Derive publishes equity less requirement.
 */

/** The time of all cases: their expiries less their seconds to expiry. */
const AS_OF = 1_739_934_748;
const SPOT = "95663.50604855";

async function valued(
  coins: readonly NewRow[],
  source: Partial<OptionSource>,
  quantities: Readonly<Record<string, string>>,
): Promise<PortfolioValuation & { readonly market: Market }> {
  const underlyings = [{ name: "BTC", index: usdPrice(SPOT) }];
  const set = await loadShockSet("derive-31");
  const built = portfolioRows(coins, optionSource({ underlyings, ...source }), set, AS_OF);
  const market: Market = {
    venue: "derive",
    asOf: AS_OF,
    rows: assignIndexes(built.rows),
    portfolio: built.portfolio,
  };
  assertPublishable(market);
  const holdings = market.rows.map(({ index, name }) => ({
    row: index,
    quantity: parseQuantity(quantities[name] ?? "missing"),
  }));
  return { ...valuePortfolio(market, { holdings }), market };
}

/** Discounts are published as rates of 9 decimals, gain down and loss up: that is 1e-8 of the margin, on the safe side. */
function expectMargins(valuation: PortfolioValuation, maintenance: number, initial: number): void {
  for (const [requirement, published] of [
    [valuation.maintenance, maintenance],
    [valuation.initial, initial],
  ] as const) {
    const free = Number(formatUsd((valuation.equity - requirement) as Usd));
    expect(Math.abs(free / published - 1)).toBeLessThan(2e-8);
    expect(free).toBeLessThanOrEqual(published + 1e-5);
  }
}

function expectScenarios({ perScenario }: PortfolioValuation, published: readonly number[]): void {
  expect(perScenario).toHaveLength(published.length);
  for (const [s, pnl] of published.entries()) {
    expect(Number(perScenario[s]?.pnl ?? 0n) / 1e34, perScenario[s]?.scenario.name).toBeCloseTo(pnl, 3);
  }
}

const listed = (texts: OptionTexts) => option(texts);

describe("test_13, a covered call with risk-cancelling collateral", () => {
  const value = () => {
    const haircut = { floor: 0n, maintenanceRate: 20_000_000n as Rate, initialRate: 30_000_000n as Rate };
    // Collateral is priced in the stable coin: 95,663.50604855 / 1.00019088635.
    const coin: NewRow = {
      ...assetRow({ name: "BTC", price: usdPrice("95645.24867613") }),
      long: contingencySchedule(RATE_ONE, [haircut]),
    };
    const call = listed({
      expiry: 1_740_729_600,
      markIv: "0.453803924321583",
      forward: "95776.67392709",
      rate: "0.15000000000000002",
    });
    return valued([coin], { options: [call], moves: { BTC: ["BTC"] } }, { BTC: "1", [call.name]: "-2" });
  };

  it("comes to the published margins and all 31 scenarios", async () => {
    const valuation = await value();
    expectMargins(valuation, 78_744.926028746, 74_395.669643126);
    expect(valuation.worst?.scenario.name).toBe("spot −18 %, vol up");
    expectScenarios(
      valuation,
      [
        -8662.479279182, -2227.499396218, -3044.420181203, -5949.116432812, 1416.727700936, -305.921063606,
        -4075.949788359, 3093.561269916, 840.172434233, -3253.962367972, 1638.278961074, -8.987938238,
        -3617.867105491, -1995.677694052, -2645.607505011, -5171.798132298, -6237.135795914, -6380.811297586,
        -7771.254935876, -10539.286148761, -10557.744986458, -11160.243837947, -15050.749373322,
        -3313.801472036, -3184.459922292, -2674.70497109, -3063.18997129, -3257.940763284, -3322.857698993,
        -86.86790519, -86.86790519,
      ],
    );
  });

  it("has the option in a group of its expiry and the coin in one of its own", async () => {
    const { market } = await value();
    expect(market.rows.map(({ risk }) => risk?.group)).toEqual(["BTC", "BTC-28FEB25"]);
  });
});

describe("test_52, puts and a call over two expiries with different rates", () => {
  it("comes to the published margins and all 31 scenarios", async () => {
    const september = { expiry: 1_758_873_600, forward: "100374.61000117", rate: "0.2" };
    const june = { expiry: 1_751_011_200, forward: "98198.07812501", rate: "0.1" };
    const options = [
      listed({ ...september, markIv: "0.5543377511787965" }),
      listed({ ...september, strike: "120000", type: "put", markIv: "0.5665119096978181" }),
      listed({ ...june, strike: "120000", type: "put", markIv: "0.5646450091750466" }),
    ];
    const valuation = await valued(
      [],
      { options },
      {
        "BTC-26SEP25-100000-C": "1.5",
        "BTC-26SEP25-120000-P": "2.1",
        "BTC-27JUN25-120000-P": "-4",
      },
    );
    expectMargins(valuation, -81_147.838522968, -94_908.870726196);
    expectScenarios(
      valuation,
      [
        13316.399254785, 14128.771064392, 10817.522638514, 4624.148008563, 3800.479599475, 1122.75167619,
        -4373.306280506, -7064.47239854, -9005.508609058, -13684.384371547, -18415.198698826,
        -19553.900086526, -23314.426344029, -30177.987851997, -30496.990114716, -33264.918536573,
        -42258.996692841, -41796.483869354, -43532.664217119, -54549.753437024, -53401.227683437,
        -54108.930312593, -64978.620774195, -10322.170123013, -11235.04367071, 4855.95016508, 4827.618137788,
        4411.47904209, 4216.528174649, -20143.537221567, -20134.331828241,
      ],
    );
  });
});
