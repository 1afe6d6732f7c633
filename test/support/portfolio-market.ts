import { parseDecimal } from "../../prover/domain/decimal.ts";
import { type Price, parsePrice } from "../../prover/domain/price.ts";
import { parseRate } from "../../prover/domain/rate.ts";
import { parseScenarioPrice, type ScenarioPrice } from "../../prover/domain/scenario-price.ts";
import type { Market, Row } from "../../prover/market/row.ts";
import type { Scenario, ScenarioSet } from "../../prover/market/scenarios.ts";
import { continuousSchedule } from "../../prover/market/schedule.ts";
import { tier } from "./market.ts";

/**
 * A market of portfolio margin: dollars, coins that take part in the scenarios, perpetuals and options. Two expiries of
 * BTC with discounts of their own, spot and perpetuals without; options ask for a minimum when short.
 */

const flat = continuousSchedule([tier("0", "1", "0", "0")]);
const haircut = continuousSchedule([tier("0", "0.95", "0", "0"), tier("1000000", "0.9", "0", "0")]);
const perpetual = continuousSchedule([tier("0", "1", "0.015", "0.02")]);
const shortOption = continuousSchedule([tier("0", "1", "0.003", "0.005")]);

const scenario = (name: string, damp = "1", absolute = false): Scenario => ({
  name,
  damp: parseRate(damp),
  absolute,
});

/** Two moves and, last in the market's order, one that counts by absolute value. */
export const THREE: readonly Scenario[] = [
  scenario("spot -20 %"),
  scenario("spot +30 %", "0.75"),
  scenario("skew", "0.5", true),
];

const SPOT = parsePrice("60000");

/** Name, group, mark, and prices under the three scenarios. */
const LISTED: readonly (readonly [name: string, group: string, mark: string, ...prices: string[]])[] = [
  ["BTC", "spot", "60000", "48000", "78000", "60000"],
  ["BTC-PERP", "spot", "60000", "48000", "78000", "60000"],
  ["BTC-MAR-60000-C", "MAR", "2400.5", "210.25", "18100.00000001", "2445"],
  ["BTC-MAR-60000-P", "MAR", "2390", "12050", "101.5", "2300"],
  ["BTC-JUN-70000-C", "JUN", "1800", "400", "11900", "1700"],
];

const GROUPS = [
  { name: "spot", gain: parseRate("1"), loss: parseRate("1") },
  { name: "MAR", gain: parseRate("0.98"), loss: parseRate("1.01") },
  { name: "JUN", gain: parseRate("0.9"), loss: parseRate("1.05") },
];

function rowOf(name: string, index: number, mark: Price): Pick<Row, "long" | "short"> & Partial<Row> {
  const priced = { index, name, basis: "notional", valuePrice: mark } as const;
  if (name === "BTC") return { ...priced, notionalPrice: mark, long: haircut, short: flat };
  if (name === "BTC-PERP") return { ...priced, notionalPrice: mark, long: perpetual, short: perpetual };
  return { ...priced, notionalPrice: SPOT, long: flat, short: shortOption };
}

/** `prices` are the row's under three scenarios; with more scenarios they repeat, moved by cents. */
function arrayOf(prices: readonly string[], count: number): readonly ScenarioPrice[] {
  return Array.from({ length: count }, (_, s) => {
    const price = parseScenarioPrice(prices[s % prices.length] ?? "0");
    return (price + BigInt(s - (s % prices.length)) * 1_000_000n) as ScenarioPrice;
  });
}

/** @param count scenarios: the three, and then those again with other names, never by absolute value */
export function portfolioMarket(count = 3): Market {
  const scenarios = Array.from({ length: count }, (_, s): Scenario => {
    const named = THREE[s % 3] ?? scenario("none");
    return s < 3 ? named : { ...named, name: `${named.name} (${s})`, absolute: false };
  });
  const portfolio: ScenarioSet = {
    scenarios,
    groups: GROUPS,
    maintenanceFactor: parseRate("0.8"),
    initialFactor: parseRate("1.1"),
  };
  const dollar = parsePrice("1");
  const rows: Row[] = [
    {
      index: 1,
      name: "USDC",
      basis: "notional",
      valuePrice: dollar,
      notionalPrice: dollar,
      long: flat,
      short: continuousSchedule([tier("0", "1", "0.05", "0.1")]),
    },
    ...LISTED.map(
      ([name, group, mark, ...prices], k) =>
        ({
          ...rowOf(name, 10 + k, parsePrice(mark)),
          risk: { group, base: parseScenarioPrice(mark), prices: arrayOf(prices, count) },
        }) as Row,
    ),
  ];
  return { venue: "test-venue", asOf: 1_760_000_000, portfolio, rows };
}

/** Short a call, long the perpetual against it, 20,000 dollars. */
export const COVERED: Readonly<Record<string, string>> = {
  USDC: "20000",
  "BTC-PERP": "1.5",
  "BTC-MAR-60000-C": "-2",
};

export const usd = (text: string): bigint => parseDecimal(text, 25);
