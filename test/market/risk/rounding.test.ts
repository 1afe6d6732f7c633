import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Quantity } from "../../../prover/domain/quantity.ts";
import { valuePortfolio } from "../../../prover/margin/portfolio.ts";
import { black76Price } from "../../../prover/market/risk/black76.ts";
import { FIXED_BITS } from "../../../prover/market/risk/math/fixed.ts";
import { modelOf } from "../../../prover/market/risk/option-model.ts";
import { portfolioRows } from "../../../prover/market/risk/portfolio-rows.ts";
import { moved, scale } from "../../../prover/market/risk/ratio.ts";
import { moveOf } from "../../../prover/market/risk/scenario-prices.ts";
import { parametersOf, type ShockSet } from "../../../prover/market/risk/shock-set.ts";
import { shockedVolatility } from "../../../prover/market/risk/volatility-shock.ts";
import type { Market } from "../../../prover/market/row.ts";
import { assignIndexes } from "../../../prover/market/sources/row-indexes.ts";
import { AS_OF, DECEMBER, option, optionSource, shocks, usdPrice } from "./support/options.ts";

// Cheap enough that a unit's rounding is a large part of its price, and some of it in thirds.
const OPTIONS = [
  option({ strike: "0.00002", forward: "0.000021", underlying: "BTC" }),
  option({ strike: "0.00002", forward: "0.000021", type: "put" }),
  option({ strike: "0.00003", forward: "0.0000215", expiry: DECEMBER, markIv: "0.6" }),
];
const SOURCE = optionSource({
  underlyings: [{ name: "BTC", index: usdPrice("0.000021") }],
  options: OPTIONS,
});

const SCENARIOS = [
  { name: "up", range: "1", volatility: "up" },
  { name: "third", range: "1/3", volatility: "same" },
  { name: "down", range: "-1", volatility: "down", damp: "0.35" },
];

/** The requirement that prices with all their digits would give, in USD times 2^144 * 10^8 * 10^27. */
function exactLoss(market: Market, set: ShockSet, quantities: readonly bigint[]): bigint {
  const parameters = parametersOf(set, "BTC");
  const groups = new Map(market.portfolio?.groups.map((group) => [group.name, group]));
  const losses = set.scenarios.map((shock) => {
    const sums = new Map<string, { shocked: bigint; base: bigint }>();
    OPTIONS.forEach((listed, k) => {
      const row = market.rows.find(({ name }) => name === listed.name);
      const risk = row?.risk;
      if (risk === undefined) throw new Error("an option without prices");
      const model = modelOf(listed, AS_OF);
      const price = black76Price(listed.type, {
        ...model,
        forward: scale(model.forward, moved(moveOf(shock, parameters))),
        volatility: shockedVolatility(shock.volatility, model, parameters),
      });
      const mark = ((row?.valuePrice ?? 0n) << FIXED_BITS) / 10n ** 8n;
      const sum = sums.get(risk.group) ?? { shocked: 0n, base: 0n };
      sum.shocked += (quantities[k] ?? 0n) * (set.form === "price" ? price : price - mark);
      sum.base += (quantities[k] ?? 0n) * (set.form === "price" ? mark : 0n);
      sums.set(risk.group, sum);
    });
    const damp = shock.damp === "range/price" ? 10n ** 9n : shock.damp;
    let total = 0n;
    for (const [name, { shocked, base }] of sums) {
      const { gain = 0n, loss = 0n } = groups.get(name) ?? {};
      const part = shocked > 0n ? gain * shocked : loss * shocked;
      const pnl = part - 10n ** 9n * base;
      total += damp * (shock.absolute && pnl > 0n ? -pnl : pnl);
    }
    return -total;
  });
  return losses.reduce((worst, loss) => (loss > worst ? loss : worst), 0n) * set.maintenanceFactor;
}

describe("nobody gains by rounding (T-39)", () => {
  const sets: readonly (readonly [string, ShockSet])[] = [
    ["P&L", shocks({ scenarios: SCENARIOS })],
    ["prices", shocks({ form: "price", scenarios: SCENARIOS })],
    [
      "absolute scenarios",
      shocks({
        scenarios: [...SCENARIOS, { name: "turn", price: "0.05", volatility: "same", absolute: true }],
      }),
    ],
    [
      "groups by expiry with a discount by time",
      shocks({
        form: "price",
        groupBy: "expiry",
        scenarios: SCENARIOS,
        parameters: {
          default: {
            priceRange: "0.15",
            volatility: { up: "0.5", down: "0.25" },
            discount: {
              long: { base: "0.95", rateScale: "1", rateAddition: "0.08" },
              short: { base: "1.04", rateScale: "0.5", rateAddition: "0.08" },
            },
          },
        },
      }),
    ],
  ];

  it.each(sets)("the published requirement is never below that of unrounded prices: %s", (_, set) => {
    const built = portfolioRows([], SOURCE, set, AS_OF);
    const market: Market = {
      venue: "test",
      asOf: AS_OF,
      rows: assignIndexes(built.rows),
      portfolio: built.portfolio,
    };
    const quantity = fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n });
    fc.assert(
      fc.property(fc.tuple(quantity, quantity, quantity), (quantities) => {
        const account = {
          holdings: quantities.map((each, k) => ({ row: k + 1, quantity: each as Quantity })),
        };
        const published = valuePortfolio(market, account).exact.maintenance;
        // published is in 1e-43 USD; the other in 2^-144 * 1e-35 USD.
        const exact = exactLoss(market, set, quantities);
        expect((published << FIXED_BITS) / 10n ** 8n).toBeGreaterThanOrEqual(exact);
      }),
      { seed: 2_025_0801, numRuns: 200 },
    );
  });

  it("without the allowance a short would gain: the property can fail", () => {
    const set = shocks({ scenarios: SCENARIOS });
    const built = portfolioRows([], SOURCE, set, AS_OF);
    const market: Market = {
      venue: "test",
      asOf: AS_OF,
      rows: assignIndexes(built.rows),
      portfolio: built.portfolio,
    };
    const quantities = [-(10n ** 14n), 0n, 0n];
    const account = { holdings: [{ row: 1, quantity: (quantities[0] ?? 0n) as Quantity }] };
    const valuation = valuePortfolio(market, account);
    const scanOnly = valuation.exact.maintenance - 10n ** 18n * valuation.contingency.maintenance;
    expect((scanOnly << FIXED_BITS) / 10n ** 8n).toBeLessThan(exactLoss(market, set, quantities));
  });
});
