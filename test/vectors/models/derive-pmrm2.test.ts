import { describe, expect, it } from "vitest";
import { judged } from "./support.ts";

const MODEL = "derive-pmrm2-riskarray";
const PX = 10 ** 8;
const RX = 10 ** 9;
const px = (values: readonly number[]): number[] => values.map((value) => value * PX);

const CALL = {
  strike: 100 * PX,
  call: 1,
  mark: 10 * PX,
  basisUp: 13 * PX,
  basisDn: 8 * PX,
  shocked: px([16, 5, 11]),
};
const PUT = {
  strike: 100 * PX,
  call: 0,
  mark: 10 * PX,
  basisUp: 8 * PX,
  basisDn: 13 * PX,
  shocked: px([5, 15, 9]),
};
const EXPIRY = {
  dpos: 0.9 * RX,
  dneg: 1.1 * RX,
  basisFactor: 0.5 * RX,
  conf: RX,
  instruments: [CALL, PUT],
};
const SCENARIOS = [
  { spot: 1.1 * RX, vol: "None", damp: RX },
  { spot: 0.9 * RX, vol: "None", damp: RX },
  { spot: RX, vol: "LINEAR", damp: RX },
];
const PARAMS = {
  ...{
    mmFactor: 0.8 * RX,
    imFactor: RX,
    pegThr: 0.98 * RX,
    pegFac: 2 * RX,
    confThr: 0.55 * RX,
    confMargin: RX,
  },
  ...{ mmPerp: 0.015 * RX, imPerp: 0.005 * RX, mmOpt: 0.003 * RX, imOpt: 0.002 * RX },
};

interface Change {
  readonly params?: object;
  readonly expiry?: object;
  readonly expiries?: number;
  readonly scenarios?: readonly object[];
  /** Calls and puts held of each expiry. */
  readonly calls?: number;
  readonly puts?: number;
}

/** 100 USD and two short calls, unless told otherwise. */
function book({ params, expiry, expiries = 1, scenarios = SCENARIOS, calls = -2, puts = 0 }: Change = {}) {
  return {
    published: {
      ...{ px: PX, qx: PX, rx: RX, stable: PX, spot: 100 * PX, perpPrice: 0, minConf: RX },
      scenarios,
      params: { ...PARAMS, ...params },
      expiries: Array.from({ length: expiries }, () => ({ ...EXPIRY, ...expiry })),
    },
    account: {
      ...{ cash: 100 * PX, perpQty: 0, perpPnl: 0, collaterals: [] },
      options: Array.from({ length: expiries }, (_, e) => [
        { expiry: e, idx: 0, qty: calls * PX },
        { expiry: e, idx: 1, qty: puts * PX },
      ]).flat(),
    },
  };
}

const margins = (publishedMM: number, publishedIM: number) => ({
  publishedMM: String(publishedMM),
  publishedIM: String(publishedIM),
});

describe("derive-pmrm2-riskarray", () => {
  it.each<[string, Change, number, number]>([
    ["two naked short calls", {}, 67.24, 63.8],
    ["calls and puts of a strike, of which none is naked", { puts: 2 }, 80.64, 75.8],
    ["calls and puts that are both short", { calls: -1, puts: -1 }, 76.92, 75.9],
    ["feeds of low confidence", { expiry: { conf: 0.5 * RX } }, 67.24, -36.2],
    ["factors beyond 429 %", { params: { mmFactor: 5 * RX, imFactor: 10 * RX } }, 3.4, -73],
    ["an initial factor below that of maintenance", { params: { imFactor: 0.5 * RX } }, 67.24, 71.4],
    ["a basis contingency that binds", { expiry: { basisFactor: 10 * RX } }, 31.4, 19],
    ["a discount of gains above that of losses, without gains", { expiry: { dpos: 1.2 * RX } }, 67.24, 63.8],
  ])("margins %s", (_, change, mm, im) => {
    expect(judged(MODEL, book(change), margins(mm, im))).toBe("passed");
    expect(judged(MODEL, book(change), margins(mm - 0.001, im))).toMatch(/^failed: publishedMM/);
    expect(judged(MODEL, book(change), margins(mm, im - 0.001))).toMatch(/^failed: publishedIM/);
  });

  it.each([
    [5, ["-76", "9", "-4.2"], margins(18.6, 3)],
    [0, ["0", "9", "-4.2"], margins(76.04, 74.8)],
  ])("dampens a scenario by %d, and counts a skew as a loss", (damp, publishedScenarioPnl, expected) => {
    const [first, ...rest] = SCENARIOS;
    const inputs = book({ scenarios: [{ ...first, damp: damp * RX }, ...rest] });
    expect(judged(MODEL, inputs, { ...expected, publishedScenarioPnl })).toBe("passed");
    const changed = publishedScenarioPnl.with(1, "9.0001");
    expect(judged(MODEL, inputs, { publishedScenarioPnl: changed })).toMatch(/^failed/);
    expect(judged(MODEL, inputs, { publishedScenarioPnl: publishedScenarioPnl.slice(1) })).toMatch(/^failed/);
  });

  it("is not above the integer evaluation, but for what that rounds", () => {
    expect(judged(MODEL, book(), { intMM: 6_724_000_000, intIM: 6_380_000_000 })).toBe("passed");
    expect(judged(MODEL, book(), { intMM: 6_724_000_000 - 100 })).toMatch(/against the integer evaluation/);
  });

  it("has tables for the basis contingency of three expiries, and says that there is none for four", () => {
    const expiry = { basisFactor: 10 * RX };
    // Each: 60 of basis, 20 owed at mark, 0.6 for two naked shorts.
    expect(judged(MODEL, book({ expiry, expiries: 3 }), { publishedMM: String(100 - 3 * (48 + 20.6)) })).toBe(
      "passed",
    );
    expect(judged(MODEL, book({ expiry, expiries: 4 }), { publishedMM: "-174.4" })).toMatch(
      /^skipped: does not fit: the basis contingency/,
    );
  });

  it("has no limit of holdings: eighty options of forty expiries, and forty naked strikes", () => {
    const inputs = book({ expiries: 40, calls: -1, puts: -1 });
    expect(judged(MODEL, inputs, margins(100 - 40 * 23.08, 100 - 40 * 24.1))).toBe("passed");
    expect(judged(MODEL, inputs, margins(100 - 40 * 23.08 - 0.001, 0))).toMatch(/^failed: publishedMM/);
  });

  it("skips gains that would count for more than losses, rather than pass or fail", () => {
    const inputs = book({ calls: 2, expiry: { dpos: 1.2 * RX } });
    expect(judged(MODEL, inputs, { publishedMM: "113.6" })).toMatch(
      /^skipped: does not fit: gains are discounted/,
    );
  });

  it("cannot read an account that holds what is not published", () => {
    const inputs = book();
    inputs.account.options.push({ expiry: 7, idx: 0, qty: PX });
    expect(judged(MODEL, inputs, margins(0, 0))).toMatch(/holds 7\/0, which is not published/);
  });
});
