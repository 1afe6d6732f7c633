import { describe, expect, it } from "vitest";
import { InputError } from "../../../prover/domain/errors.ts";
import { checkJson } from "../../../prover/formats/json.ts";
import { moveOf } from "../../../prover/market/risk/scenario-prices.ts";
import { loadShockSet, shippedNames } from "../../../prover/market/risk/shipped.ts";
import { parametersOf, type ShockSet, shockSetSchema } from "../../../prover/market/risk/shock-set.ts";
import { SHOCKS_JSON, shocks } from "./support/options.ts";

const percent = (set: ShockSet, k: number, underlying = "BTC"): number => {
  const shock = set.scenarios[k];
  if (shock === undefined) throw new Error("no such scenario");
  const { numerator, denominator } = moveOf(shock, parametersOf(set, underlying));
  return Number((numerator * 10_000n) / denominator) / 100;
};

describe("the shipped shock sets", () => {
  it("are those of five venues, each with its sources", async () => {
    expect(await shippedNames("scenarios")).toEqual([
      "deribit-35",
      "derive-31",
      "paradex-24",
      "span-16",
      "tims-10",
    ]);
    for (const name of await shippedNames("scenarios")) {
      const set = await loadShockSet(name);
      expect(set.name).toBe(name);
      expect(set.scenarios).toHaveLength(Number(name.split("-")[1]));
      expect(set.sources.length).toBeGreaterThan(1);
    }
  });

  it("has SPAN's pairs of volatility, thirds of the range, and two extremes of which 35 % counts", async () => {
    const set = await loadShockSet("span-16");
    const inRanges = set.scenarios.map((_, k) => percent(set, k) / 15);
    const thirds = [0, 1 / 3, -1 / 3, 2 / 3, -2 / 3, 1, -1].flatMap((third) => [third, third]);
    for (const [k, move] of inRanges.entries()) {
      expect(move).toBeCloseTo([...thirds, 2, -2][k] ?? Number.NaN, 6);
    }
    expect(set.scenarios.slice(0, 14).map(({ volatility }) => volatility)).toEqual(
      Array.from({ length: 14 }, (_, k) => (k % 2 === 0 ? "up" : "down")),
    );
    expect(set.scenarios.slice(14)).toMatchObject([
      { volatility: "same", damp: 350_000_000n },
      { volatility: "same", damp: 350_000_000n },
    ]);
  });

  it("has TIMS's ten equidistant points without the middle", async () => {
    const set = await loadShockSet("tims-10");
    expect(set.scenarios.map((_, k) => percent(set, k))).toEqual([15, 12, 9, 6, 3, -3, -6, -9, -12, -15]);
    expect(set.scenarios.every(({ volatility }) => volatility === "same")).toBe(true);
  });

  it("has Deribit's nine by three in the underlying's own range, and eight tails damped to it", async () => {
    const set = await loadShockSet("deribit-35");
    const moves = [16, 12, 8, 4, 0, -4, -8, -12, -16].flatMap((move) => [move, move, move]);
    expect(set.scenarios.slice(0, 27).map((_, k) => percent(set, k))).toEqual(moves);
    expect(percent(set, 0, "ETH")).toBe(18);
    expect(set.scenarios.slice(27).map((_, k) => percent(set, 27 + k))).toEqual([
      -66, -33, 50, 100, 200, 300, 400, 500,
    ]);
    expect(
      set.scenarios.slice(27).every(({ damp, volatility }) => damp === "range/price" && volatility === "up"),
    ).toBe(true);
  });

  it("has Derive's 23 and six tails as published, and two turns of the skew that count as losses", async () => {
    const set = await loadShockSet("derive-31");
    const moves = [13.5, 9, 4.5, 0, -4.5, -9, -13.5].flatMap((move) => [move, move, move]);
    expect(set.scenarios.slice(0, 23).map((_, k) => percent(set, k))).toEqual([18, ...moves, -18]);
    // The published 0.0545454..., 0.109090..., 0.072, 0.036, 0.018, 0.012, rounded up.
    expect(set.scenarios.slice(23, 29).map(({ damp }) => damp)).toEqual([
      54_545_455n,
      109_090_910n,
      72_000_000n,
      36_000_000n,
      18_000_000n,
      12_000_000n,
    ]);
    expect(set.scenarios.slice(29)).toMatchObject([
      { volatility: "skew-linear", absolute: true },
      { volatility: "skew-absolute", absolute: true },
    ]);
  });

  it("has Paradex's table of 24, weights included", async () => {
    const set = await loadShockSet("paradex-24");
    expect(set.scenarios.map((_, k) => percent(set, k))).toEqual([
      16, 12, 12, 8, 8, 4, 4, 0, 0, -4, -4, -8, -8, -12, -12, -16, -66, -33, 50, 100, 200, 300, 400, 500,
    ]);
    expect(set.scenarios.slice(16).map(({ damp }) => damp)).toEqual([
      240_000_000n,
      480_000_000n,
      320_000_000n,
      160_000_000n,
      80_000_000n,
      53_300_000n,
      40_000_000n,
      32_000_000n,
    ]);
  });
});

describe("loadShockSet", () => {
  it("says what there is where a name is unknown", async () => {
    await expect(loadShockSet("span-17")).rejects.toThrow(
      /--scenarios is "span-17": must be a file, or one of deribit-35, derive-31/,
    );
    await expect(loadShockSet("./no-such.json")).rejects.toThrow(/cannot read .\/no-such.json/);
  });
});

describe("a shock set of one's own", () => {
  it("has parameters by underlying over the default ones", () => {
    const set = shocks({
      parameters: {
        default: SHOCKS_JSON.parameters.default,
        DOGE: { priceRange: "0.3" },
        constructor: { priceRange: "0.9" },
      },
    });
    expect(parametersOf(set, "DOGE").priceRange.numerator).toBe(3n * 10n ** 17n);
    expect(parametersOf(set, "DOGE").discount).toEqual(parametersOf(set, "BTC").discount);
    expect(parametersOf(shocks(), "constructor").priceRange).toEqual(
      parametersOf(shocks(), "BTC").priceRange,
    );
  });

  const scenario = (parts: object) => ({
    scenarios: [{ name: "one", range: "1", volatility: "up", ...parts }],
  });
  const parameters = (parts: object) => ({
    parameters: { default: { ...SHOCKS_JSON.parameters.default, ...parts } },
  });
  it.each([
    ["no scenario", { scenarios: [] }, /scenarios is \[\]: needs a scenario/],
    [
      "a power that no venue has",
      parameters({ volatility: { up: "0.5", down: "0.25", shortTermPower: "11" } }),
      /shortTermPower is "11": must be from 0 to 10/,
    ],
    [
      "37 scenarios",
      { scenarios: Array.from({ length: 37 }, (_, k) => ({ name: `s${k}`, price: "0", volatility: "up" })) },
      /at most 36/,
    ],
    [
      "a name twice",
      { scenarios: [SHOCKS_JSON.scenarios[0], SHOCKS_JSON.scenarios[0]] },
      /scenarios\[1\]\.name is "up": is the name of two/,
    ],
    [
      "a move twice",
      scenario({ price: "0.1" }),
      /scenarios\[0\]\.price is "0.1": must have either price or range/,
    ],
    [
      "no move",
      { scenarios: [{ name: "one", volatility: "up" }] },
      /scenarios\[0\]\.price: must have either/,
    ],
    ["a move that is no number", scenario({ range: "a third" }), /scenarios\[0\]\.range is "a third"/],
    [
      "a damping of zero",
      scenario({ damp: "0" }),
      /scenarios\[0\]\.damp is "0": must be above 0 and at most 1/,
    ],
    ["a damping above one", scenario({ damp: "1.000000001" }), /scenarios\[0\]\.damp/],
    [
      "a damping by the move in a set of prices",
      { form: "price", ...scenario({ damp: "range/price" }) },
      /damp is "range\/price": needs form "pnl"/,
    ],
    [
      "a third absolute scenario",
      { scenarios: ["a", "b", "c"].map((name) => ({ name, price: "0", volatility: "up", absolute: true })) },
      /at most 2 may be absolute/,
    ],
    [
      "a skew without parameters",
      scenario({ volatility: "skew-linear" }),
      /volatility is "skew-linear": needs the parameters skew/,
    ],
    [
      "an unknown direction",
      scenario({ volatility: "sideways" }),
      /must be "up", "same", "down", "skew-linear" or "skew-absolute"/,
    ],
    [
      "gain above loss",
      parameters({ discount: { gain: "1.1", loss: "1" } }),
      /parameters\.default\.discount\.gain is "1.1": gain must not exceed loss/,
    ],
    [
      "a discount by time of an underlying",
      parameters({
        discount: {
          long: { base: "1", rateScale: "1", rateAddition: "0" },
          short: { base: "1", rateScale: "1", rateAddition: "0" },
        },
      }),
      /discount.*needs groupBy "expiry"/,
    ],
    ["a range of zero", parameters({ priceRange: "0" }), /priceRange is "0": must be above zero/],
    ["initial below maintenance", { initialFactor: "0.7" }, /initialFactor is "0.7": must not be below/],
    [
      "a contingency that falls",
      parameters({ contingency: { linear: { maintenanceRate: "0.1", initialRate: "0.05" } } }),
      /contingency\.linear\.initialRate is "0.05": must not be below/,
    ],
    ["an unknown field", { vols: [] }, /vols.*is not a field of this format/],
  ] as const)("is refused with %s", (_, parts, message) => {
    let refused: unknown;
    try {
      checkJson({ ...SHOCKS_JSON, ...parts }, shockSetSchema, "set.json");
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(InputError);
    expect((refused as Error).message).toMatch(message);
    expect((refused as Error).message).toMatch(/^set\.json: /);
  });
});
