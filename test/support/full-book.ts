import type { Circuit } from "../../circuits/registry.ts";
import type { Holding } from "../../prover/accounts/account.ts";
import type { Price } from "../../prover/domain/price.ts";
import type { Quantity } from "../../prover/domain/quantity.ts";
import { parseRate, type Rate } from "../../prover/domain/rate.ts";
import type { ScenarioPrice } from "../../prover/domain/scenario-price.ts";
import type { Market, Row } from "../../prover/market/row.ts";
import { continuousSchedule } from "../../prover/market/schedule.ts";
import { tier } from "./market.ts";

/**
 * A market and a book that take every place a portfolio circuit has: dollars and as many options as fit, long and short,
 * all groups, all scenarios. Prices follow a pattern, so that a proof of it repeats.
 */
export function fullBook(circuit: Circuit): {
  readonly market: Market;
  readonly holdings: readonly Holding[];
} {
  const { holdings: places, groups, scenarios, absolutes } = circuit;
  const one = parseRate("1");
  const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
  const flat = continuousSchedule([tier("0", "1", "0", "0")]);
  const short = continuousSchedule([tier("0", "1", "0.02", "0.03"), tier("50000", "1", "0.04", "0.05")]);
  const priced = (index: number, name: string, price: bigint) =>
    ({ index, name, basis: "notional", valuePrice: price as Price, notionalPrice: price as Price }) as const;

  const option = (k: number): Row => {
    const mark = BigInt(1000 + 37 * k) * 10n ** 8n + BigInt(k);
    // From -55 % to +55 % of the mark, in steps that are no multiple of each other's.
    const shocked = (s: number): bigint => (mark * BigInt(100 + (((k + 1) * (7 * s + 3)) % 111) - 55)) / 100n;
    return {
      ...priced(100 + 11 * k, `option ${k}`, mark),
      long: flat,
      short,
      risk: {
        group: `group ${k % groups}`,
        base: mark as ScenarioPrice,
        prices: numbers(scenarios).map((s) => shocked(s) as ScenarioPrice),
      },
    };
  };
  const options = numbers(places - 1).map(option);
  const market: Market = {
    venue: "full",
    asOf: 1_760_000_000,
    portfolio: {
      scenarios: numbers(scenarios).map((s) => ({
        name: `scenario ${s}`,
        damp: (s % 5 === 4 ? one / 3n : one) as Rate,
        absolute: s >= scenarios - absolutes, // last in the market's order, first as committed
      })),
      groups: numbers(groups).map((g) => ({
        name: `group ${g}`,
        gain: (one - BigInt(g) * 7_654_321n) as Rate,
        loss: (one + BigInt(g) * 1_234_567n) as Rate,
      })),
      maintenanceFactor: parseRate("0.8"),
      initialFactor: parseRate("1"),
    },
    rows: [{ ...priced(1, "USDC", 10n ** 8n), long: flat, short: flat }, ...options],
  };
  const book = options.map(({ index }, k): Holding => {
    const units = BigInt(k + 1) * 10n ** 7n + BigInt(k);
    return { row: index, quantity: (k % 3 === 0 ? -units : units) as Quantity };
  });
  const cash = { row: 1, quantity: (200_000n * 10n ** 8n) as Quantity };
  return { market, holdings: [cash, ...book] };
}
