import { describe, expect, it } from "vitest";
import { InputError } from "../../prover/domain/errors.ts";
import { type Price, parsePrice } from "../../prover/domain/price.ts";
import { parseRate, type Rate } from "../../prover/domain/rate.ts";
import { assertPublishable } from "../../prover/market/publication.ts";
import type { Bracket, Offset, Row, Threshold } from "../../prover/market/row.ts";
import { continuousSchedule } from "../../prover/market/schedule.ts";
import { testMarket, threshold, tier } from "../support/market.ts";

const market = testMarket();

const rowOf = (name: string): Row => {
  const row = market.rows.find((candidate) => candidate.name === name);
  if (row === undefined) throw new Error(`the test market has no row ${name}`);
  return row;
};

/** What publication says of a market with this one row. */
function refusal(row: Row): InputError {
  return refusalOf([row]);
}

function refusalOf(rows: readonly Row[]): InputError {
  try {
    assertPublishable({ ...market, rows }, "market.json");
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error("publication accepted it");
}

type Side = "long" | "short";
const patch = (row: Row, side: Side, k: number, change: Partial<Bracket>): Row => ({
  ...row,
  [side]: row[side].map((bracket, position) => (position === k ? { ...bracket, ...change } : bracket)),
});

const PERP = "BTC/USDT:USDT";
const at = (value: string): Threshold => threshold(value) as Threshold;

describe("assertPublishable", () => {
  it("accepts a market with a row of every kind", () => {
    expect(() => assertPublishable(market)).not.toThrow();
  });

  it.each([-1, 0, 1.5, Number.NaN, 2 ** 53])("refuses a market of the time %d (P10)", (asOf) => {
    expect(() => assertPublishable({ ...market, asOf })).toThrow(
      /asOf.*must be a time in whole Unix seconds/,
    );
  });

  // T-42: each malformed schedule, refused with row, side, bracket and rule.
  it.each<[string, Row, string, RegExp]>([
    [
      "maintenance margin that jumps",
      patch(rowOf(PERP), "long", 1, {
        maintenanceOffset: ((rowOf(PERP).long[1]?.maintenanceOffset ?? 0n) + 1n) as Offset,
      }),
      "rows[0] (BTC/USDT:USDT).long[1].maintenanceOffset",
      /must be -50, or the schedule jumps where bracket 1 starts/,
    ],
    [
      "initial margin that jumps",
      patch(rowOf(PERP), "short", 2, { initialOffset: 0n as Offset }),
      "rows[0] (BTC/USDT:USDT).short[2].initialOffset",
      /must be -2100.0004, or the schedule jumps where bracket 2 starts/,
    ],
    [
      "value that jumps",
      patch(rowOf("BTC"), "long", 1, { valueOffset: 0n as Offset }),
      "rows[0] (BTC).long[1].valueOffset",
      /or the schedule jumps where bracket 1 starts/,
    ],
    [
      "a haircut that shrinks with size",
      {
        ...rowOf("BTC"),
        long: continuousSchedule([tier("0", "0.9", "0", "0"), tier("1000", "0.95", "0", "0")]),
      },
      "rows[0] (BTC).long[1].valueRate",
      /must not be above bracket 0's 0.9, or value is not concave/,
    ],
    [
      "a debt that counts less with size",
      {
        ...rowOf("BTC"),
        short: continuousSchedule([tier("0", "1.1", "0", "0"), tier("1000", "1", "0", "0")]),
      },
      "rows[0] (BTC).short[1].valueRate",
      /must not be below bracket 0's 1.1, or value is not concave/,
    ],
    [
      "an owned unit that counts more than an owed one",
      { ...rowOf("BTC"), long: continuousSchedule([tier("0", "1.000000001", "0", "0")]) },
      "rows[0] (BTC).long[0].valueRate",
      /must not exceed the short side's first valueRate 1, or value is not concave at zero/,
    ],
    [
      "a maintenance rate that falls",
      {
        ...rowOf(PERP),
        long: continuousSchedule([tier("0", "1", "0.005", "0.01"), tier("50000", "1", "0.004", "0.01")]),
      },
      "rows[0] (BTC/USDT:USDT).long[1].maintenanceRate",
      /must not be below bracket 0's 0.005, or the requirement is not convex/,
    ],
    [
      "an initial rate that falls",
      {
        ...rowOf(PERP),
        short: continuousSchedule([tier("0", "1", "0.005", "0.02"), tier("50000", "1", "0.005", "0.01")]),
      },
      "rows[0] (BTC/USDT:USDT).short[1].initialRate",
      /must not be below bracket 0's 0.02, or the requirement is not convex/,
    ],
    [
      "initial margin below maintenance",
      { ...rowOf(PERP), long: continuousSchedule([tier("0", "1", "0.01", "0.009")]) },
      "rows[0] (BTC/USDT:USDT).long[0].initialRate",
      /must not be below the maintenance rate 0.01/,
    ],
    [
      "a gap between brackets",
      patch(rowOf(PERP), "long", 1, { floor: at("50001") }),
      "rows[0] (BTC/USDT:USDT).long[1].floor",
      /must equal the cap of bracket 0, which is 50000/,
    ],
    [
      "brackets that overlap",
      patch(rowOf(PERP), "long", 1, { floor: at("49999") }),
      "rows[0] (BTC/USDT:USDT).long[1].floor",
      /must equal the cap of bracket 0/,
    ],
    [
      "an open bracket before the last",
      patch(rowOf(PERP), "long", 0, { cap: null }),
      "rows[0] (BTC/USDT:USDT).long[0].cap",
      /only the last bracket may be open/,
    ],
    [
      "a cap at its floor",
      patch(rowOf(PERP), "long", 3, { cap: at("3000000") }),
      "rows[0] (BTC/USDT:USDT).long[3].cap",
      /must be above the bracket's floor 3000000/,
    ],
    [
      "a first bracket that does not start at 0",
      patch(rowOf(PERP), "short", 0, { floor: at("1") }),
      "rows[0] (BTC/USDT:USDT).short[0].floor",
      /the first bracket must start at 0/,
    ],
    [
      "a requirement at size zero",
      patch(rowOf(PERP), "short", 0, { maintenanceOffset: 1n as Offset }),
      "rows[0] (BTC/USDT:USDT).short[0].maintenanceOffset",
      /must be 0 in the first bracket/,
    ],
    [
      "tiered value with two prices",
      { ...rowOf("BTC"), notionalPrice: parsePrice("65000") },
      "rows[0] (BTC).long[1].valueOffset",
      /tiered value needs valuePrice equal to notionalPrice/,
    ],
    [
      "value in a row without a value price",
      patch(rowOf("BTC/USD:BTC"), "long", 0, { valueRate: parseRate("1") }),
      "rows[0] (BTC/USD:BTC).long[0].valueRate",
      /must be 0 in a row without valuePrice/,
    ],
    [
      "margin in a row without a notional price",
      patch(rowOf("PNL-USDT"), "short", 0, {
        maintenanceRate: parseRate("0.1"),
        initialRate: parseRate("0.1"),
      }),
      "rows[0] (PNL-USDT).short[0].maintenanceRate",
      /must be 0 in a row without notionalPrice/,
    ],
    [
      "brackets by notional in a row without a notional price",
      {
        ...rowOf("PNL-USDT"),
        long: continuousSchedule([tier("0", "1", "0", "0"), tier("10", "1", "0", "0")]),
      },
      "rows[0] (PNL-USDT).long[0].floor",
      /has no notional to place in brackets/,
    ],
    [
      "a row that carries nothing",
      { ...rowOf("PNL-USDT"), valuePrice: null },
      "rows[0] (PNL-USDT).valuePrice",
      /must carry value, margin or both/,
    ],
    [
      "a row without brackets",
      { ...rowOf(PERP), long: [], short: [] },
      "rows[0] (BTC/USDT:USDT).long",
      /a row needs a bracket/,
    ],
    // Made in code, past the parsers: the circuit's bounds rest on these (SPEC, P2).
    [
      "a price of 2^64 made in code",
      { ...rowOf("USDT"), valuePrice: (2n ** 64n) as Price, notionalPrice: null },
      "rows[0] (USDT).valuePrice",
      /must be at most 184467440737.09551615/,
    ],
    [
      "a price of zero made in code",
      { ...rowOf(PERP), notionalPrice: 0n as Price },
      "rows[0] (BTC/USDT:USDT).notionalPrice",
      /must be a price above zero/,
    ],
    [
      "a rate of 2^32 made in code",
      patch(rowOf(PERP), "long", 3, { initialRate: (2n ** 32n) as Rate }),
      "rows[0] (BTC/USDT:USDT).long[3].initialRate",
      /must be a rate of at most 4.294967295/,
    ],
    [
      "a negative rate made in code",
      patch(rowOf(PERP), "short", 0, { maintenanceRate: -1n as Rate }),
      "rows[0] (BTC/USDT:USDT).short[0].maintenanceRate",
      /must be a rate of at least 0/,
    ],
    [
      "row 0, the unused place",
      { ...rowOf(PERP), index: 0 },
      "rows[0].index",
      /whole number from 1 to 16383/,
    ],
    ["row 2^14", { ...rowOf(PERP), index: 2 ** 14 }, "rows[0].index", /whole number from 1 to 16383/],
    ["a fractional index", { ...rowOf(PERP), index: 1.5 }, "rows[0].index", /whole number from 1 to 16383/],
  ])("refuses %s", (_, row, field, rule) => {
    const error = refusal(row);
    expect(error.field).toBe(field);
    expect(error.rule).toMatch(rule);
    expect(error.message).toContain("market.json: ");
  });

  it("refuses an index used twice, and rows out of order", () => {
    const [first, second] = [rowOf("USDT"), rowOf("BTC")];
    expect(refusalOf([first, { ...second, index: first.index }]).field).toBe("rows[1].index");
    expect(refusalOf([second, first]).rule).toBe("must be above the previous row's index 2");
  });

  it("refuses a name used twice", () => {
    const error = refusalOf([rowOf("USDT"), { ...rowOf("BTC"), name: "USDT" }]);
    expect(error.field).toBe("rows[1].name");
    expect(error.rule).toBe("must be unique; rows[0] has the same name");
  });
});
