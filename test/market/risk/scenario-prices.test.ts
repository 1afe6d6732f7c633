import { describe, expect, it } from "vitest";
import { black76Price } from "../../../prover/market/risk/black76.ts";
import { type Fixed, fromDecimal, minus, ONE, times } from "../../../prover/market/risk/math/fixed.ts";
import { modelOf } from "../../../prover/market/risk/option-model.ts";
import {
  linearScenarioPrices,
  optionScenarioPrices,
  publishedScenarios,
} from "../../../prover/market/risk/scenario-prices.ts";
import { AS_OF, option, shocks, usdPrice } from "./support/options.ts";

const at = { asOf: AS_OF, source: "options.json" };
const scenario = (parts: object) => ({ scenarios: [{ name: "one", volatility: "same", ...parts }] });

describe("an option's prices", () => {
  it("are the model's under the moved forward, rounded down by less than 1e-8 USD", () => {
    const listed = option();
    const { prices, base, rounded } = optionScenarioPrices(
      listed,
      123n,
      shocks({ form: "price", ...scenario({ price: "0.1" }) }),
      at,
    );
    const exact = black76Price("call", { ...modelOf(listed, AS_OF), forward: fromDecimal(110_000n, 0) });
    const published = fromDecimal(prices[0] ?? 0n, 8);
    expect(minus(exact, published)).toBeGreaterThanOrEqual(0n);
    expect(minus(exact, published) * 10n ** 8n).toBeLessThan(ONE);
    expect(base).toBe(123n);
    expect(rounded).toBe(true);
  });

  it("are P&L from the published mark in the other form, rounded down where they are losses too", () => {
    const listed = option();
    const set = shocks(scenario({ price: "-0.1" }));
    const mark = 5_000n * 10n ** 8n;
    const { prices, base } = optionScenarioPrices(listed, mark, set, at);
    const exact = minus(
      black76Price("call", { ...modelOf(listed, AS_OF), forward: fromDecimal(90_000n, 0) }),
      fromDecimal(5_000n, 0),
    );
    expect(exact).toBeLessThan(0n);
    const error = minus(exact, fromDecimal(prices[0] ?? 0n, 8));
    expect(error).toBeGreaterThanOrEqual(0n);
    expect(error * 10n ** 8n).toBeLessThan(ONE);
    expect(base).toBe(0n);
  });

  it("do not gain where nothing moves and the mark is the model's", () => {
    const listed = option();
    const model = black76Price("call", modelOf(listed, AS_OF));
    const mark = (model * 10n ** 8n) / ONE;
    const { prices } = optionScenarioPrices(listed, mark, shocks(scenario({ price: "0" })), at);
    expect(prices).toEqual([0n]);
  });

  it("hold the damping that differs by underlying, and only that", () => {
    const listed = option();
    const damped = (damp: string) =>
      optionScenarioPrices(listed, 0n, shocks(scenario({ price: "0.6", damp })), at).prices[0] ?? 0n;
    const full = black76Price("call", { ...modelOf(listed, AS_OF), forward: fromDecimal(160_000n, 0) });
    // The range is 15 %, the move 60 %: a quarter counts.
    const quarter = times(full, (ONE >> 2n) as Fixed);
    expect(damped("range/price")).toBe((quarter * 10n ** 8n) / ONE);
    expect(damped("0.25")).toBe((full * 10n ** 8n) / ONE);
    const set = shocks({
      scenarios: [
        { name: "a", price: "1", volatility: "up", damp: "range/price" },
        { name: "b", price: "1", volatility: "up", damp: "0.2" },
      ],
    });
    expect(publishedScenarios(set)).toEqual([
      { name: "a", damp: 10n ** 9n, absolute: false },
      { name: "b", damp: 2n * 10n ** 8n, absolute: false },
    ]);
  });

  it("are not damped within the range", () => {
    const listed = option();
    const prices = (damp: string) =>
      optionScenarioPrices(listed, 0n, shocks(scenario({ range: "-1", damp })), at).prices;
    expect(prices("range/price")).toEqual(prices("1"));
  });
});

describe("prices of what moves one for one", () => {
  it("are exact where they can be, and say so where they cannot", () => {
    const set = (form: string, parts: object) => shocks({ form, ...scenario(parts) });
    const prices = (form: string, parts: object) =>
      linearScenarioPrices("BTC", usdPrice("100000.01"), "BTC", set(form, parts), "options.json");
    expect(prices("price", { price: "-0.16" })).toEqual({
      base: 10_000_001_000_000n,
      prices: [8_400_000_840_000n],
      rounded: false,
    });
    expect(prices("pnl", { price: "-0.16" })).toEqual({
      base: 0n,
      prices: [-1_600_000_160_000n],
      rounded: false,
    });
    // A third of 15 % of 100,000.01 has no end.
    expect(
      linearScenarioPrices("X", usdPrice("0.00000001"), "BTC", set("pnl", { range: "-1/3" }), "f"),
    ).toEqual({ base: 0n, prices: [-1n], rounded: true });
    expect(
      linearScenarioPrices("X", usdPrice("0.00000001"), "BTC", set("price", { range: "-1/3" }), "f"),
    ).toEqual({ base: 1n, prices: [0n], rounded: true });
  });

  it("are those of the damped range where the move goes beyond it, as Deribit's perpetuals", () => {
    const set = shocks(scenario({ price: "3", damp: "range/price" }));
    expect(linearScenarioPrices("BTC", usdPrice("100000"), "BTC", set, "f").prices).toEqual([
      15_000n * 10n ** 8n,
    ]);
  });
});

describe("what is refused, with row and scenario named", () => {
  it("a move to zero", () => {
    const set = shocks({ scenarios: [{ name: "gone", price: "-1", volatility: "same" }] });
    const message =
      /^options\.json: row BTC-29AUG25-100000-C, scenario "gone": must not move the price to zero/;
    expect(() => optionScenarioPrices(option(), 0n, set, at)).toThrow(message);
    expect(() => linearScenarioPrices("BTC", usdPrice("1"), "BTC", set, "options.json")).toThrow(
      /row BTC, scenario "gone"/,
    );
  });

  it("a price out of the published range", () => {
    const limit = 2n ** 54n - 1n;
    const set = shocks({ form: "price", scenarios: [{ name: "doubled", price: "1", volatility: "same" }] });
    const price = (mark: bigint) =>
      linearScenarioPrices("BIG", mark as ReturnType<typeof usdPrice>, "BTC", set, "options.json");
    expect(price(limit / 2n).prices).toEqual([limit - 1n]);
    expect(() => price(limit / 2n + 1n)).toThrow(
      /^options\.json: row BIG, scenario "doubled": must be within ±/,
    );
    const half = shocks({
      form: "price",
      scenarios: [{ name: "halved", price: "-0.5", volatility: "same" }],
    });
    expect(() =>
      linearScenarioPrices("BIG", (limit + 1n) as ReturnType<typeof usdPrice>, "BTC", half, "options.json"),
    ).toThrow(/row BIG, mark: must be within/);
  });
});
