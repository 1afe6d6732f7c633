import { describe, expect, it } from "vitest";
import { judged, outcomeOf } from "./support.ts";

const MODEL = "derive-srm";
const E18 = (value: number): string => `${BigInt(Math.round(value * 10 ** 6)) * 10n ** 12n}`;

const PARAMS = {
  perp: { mm: "0.05", im: "0.065" },
  option: {
    ...{ maxSpotReq: "0.15", minSpotReq: "0.10", mmCallSpotReq: "0.075", mmPutSpotReq: "0.075" },
    ...{ mmPutMtMReq: "0.075", unpairedIM: "1.2", unpairedMM: "1.1", mmOffsetScale: "1.05" },
  },
  oracle: { threshold: "0.4", factor: "0.4" },
  depeg: { threshold: "0.98", factor: "1.2" },
  baseMarginFactor: "0.1",
};
const IDLE = { perpQty: "0", base: "0", entry: "None", globalFundingIdx: "0", acctFundingIdx: "None" };

/** [underlying, expiry, strike, "C" or "P", amount, mark] */
type Leg = readonly [
  u: "ETH" | "BTC",
  expiry: number,
  strike: number,
  kind: "C" | "P",
  amount: number,
  mark: number,
];
const FORWARD = { ETH: "1500833279310993817600", BTC: "28077410462932844675072" };

function inputs(legs: readonly Leg[], change: object = {}, confidence = 1) {
  return {
    params: PARAMS,
    options: legs.map(([u, expirySec, strike, kind, amount, mark]) => ({
      ...{ u, expirySec, strike: E18(strike), isCall: kind === "C" ? 1 : 0, amount: E18(amount) },
      ...{ volConf: E18(confidence), forward: FORWARD[u], fwdConf: E18(1), derivedUnitMark1e18: E18(mark) },
    })),
    cash: "0",
    stablePrice: E18(1),
    spotPerpConf: [
      [E18(1), E18(1)],
      [E18(1), E18(1)],
    ],
    perpPrice: [E18(1505), E18(27_990)],
    ETH: { spot: E18(1500), ...IDLE },
    BTC: { spot: E18(28_000), ...IDLE },
    ...change,
  };
}

/** Expects a margin, and that a thousandth of a USD beside it fails. */
function margined(given: object, key: "MM" | "IM" | "mtm", expected: string): void {
  expect([key, judged(MODEL, given, { [key]: expected })]).toEqual([key, "passed"]);
  for (const side of [-1n, 1n]) {
    const changed = `${BigInt(expected) + side * 10n ** 15n}`;
    expect(judged(MODEL, given, { [key]: changed })).toMatch(/^failed/);
  }
}

describe("derive-srm", () => {
  it("charges an unpaired call beside a spread's loss (published Test7)", () => {
    const given = inputs([
      ["ETH", 500_400, 1200, "C", 1, 308],
      ["ETH", 500_400, 1000, "C", -1, 502],
      ["ETH", 500_400, 2500, "C", -0.1, 0.1],
    ]);
    margined(given, "MM", "-365091660724209385472");
    margined(given, "IM", "-380099993517319258112");
  });

  it("margins two underlyings' expiries by loss in one table (published Test26)", () => {
    const given = inputs([
      ["ETH", 1_191_600, 1200, "C", 3, 320],
      ["ETH", 1_191_600, 1000, "C", -1, 508],
      ["BTC", 2_487_600, 29_000, "P", -2.1, 3870],
      ["BTC", 2_487_600, 34_000, "P", 2.1, 7500],
    ]);
    margined(given, "MM", E18(-200));
    margined(given, "IM", E18(-200));
    margined(given, "mtm", E18(3 * 320 - 508 + 2.1 * (7500 - 3870)));
  });

  it("takes the lesser of the two requirements for each expiry and kind of margin", () => {
    // Alone: 30 + 0.075 * 1500 for maintenance, 30 + 0.15 * 1500 initially; by loss: 200 of the spread.
    const given = inputs([
      ["ETH", 1, 1500, "C", -1, 30],
      ["ETH", 1, 1700, "C", 1, 5],
    ]);
    margined(given, "MM", E18(-142.5));
    margined(given, "IM", E18(-200));
    margined(given, "mtm", E18(-25));
  });

  it("sums accounts, and says so, where expiries margined by loss are more than one table takes", () => {
    const strikes = [1000, 1100, 1200, 1300];
    const legs = [1, 2, 3].flatMap((expiry) =>
      strikes.map(
        (strike, k): Leg => ["ETH", expiry, strike, "C", k % 2 === 0 ? -1 : 1, 520 - (strike - 1000)],
      ),
    );
    const outcome = outcomeOf(MODEL, inputs(legs), { MM: E18(-600), IM: E18(-600) });
    expect(outcome).toMatchObject({
      verdict: "passed",
      notes: [
        "MM: the sum of 4 accounts, one for each expiry margined by loss",
        "IM: the sum of 4 accounts, one for each expiry margined by loss",
      ],
    });
    expect(judged(MODEL, inputs(legs), { MM: E18(-599.999) })).toMatch(/^failed/);
  });

  it("adds contingencies of confidence and depeg to initial margin, on shorts alone", () => {
    const short: Leg = ["ETH", 1, 1500, "C", -1, 30];
    margined(inputs([short], {}, 0.3), "IM", E18(-(30 + 225 + 0.7 * 0.4 * 1500)));
    margined(inputs([short], {}, 0.4), "IM", E18(-255));
    margined(inputs([short], { stablePrice: E18(0.3) }), "IM", E18(-(255 + 0.68 * 1.2 * 1500)));
    margined(inputs([["ETH", 1, 1500, "C", 1, 30]], {}, 0.3), "IM", "0");
  });

  it("margins a perpetual by rates, with profit and funding in the cash, and spot by its factor", () => {
    const eth = {
      ...IDLE,
      spot: E18(1500),
      perpQty: E18(-2),
      entry: E18(1535),
      acctFundingIdx: E18(10),
      base: E18(3),
    };
    // Short 2 from 1535: +60 of profit, -20 of funding.
    const given = inputs([], { ETH: eth, cash: E18(-7) });
    margined(given, "MM", E18(-7 + 40 - 2 * 0.05 * 1505 + 0.1 * 3 * 1500));
    margined(given, "IM", E18(-7 + 40 - 2 * 0.065 * 1505 + 0.1 * 3 * 1500));
    margined(given, "mtm", E18(-7 + 40 + 4500));
  });

  it("scales a put's maintenance where that is more than its spot requirement", () => {
    const given = inputs([["ETH", 1, 4500, "P", -1, 3000]]);
    margined(given, "MM", E18(-3225));
    margined(given, "IM", E18(-3225 * 1.05));
  });

  it("counts a spread that pays, beside its unpaired call, at what it pays and not at its mark", () => {
    // Isolated: ten shorts of 112.5 and their marks. By loss: nothing lost at any strike, one call unpaired.
    const given = inputs([
      ["ETH", 1, 1500, "C", 9, 100],
      ["ETH", 1, 1600, "C", -10, 95],
    ]);
    margined(given, "MM", "-1650916607242093199360");
    margined(given, "mtm", E18(-50));
  });
});
