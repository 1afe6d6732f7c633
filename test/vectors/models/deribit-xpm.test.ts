import { describe, expect, it } from "vitest";
import { judged, outcomeOf } from "./support.ts";

const MODEL = "deribit-xpm";
const params = {
  pnlOffset: 0.6,
  minAnnualisedMove: 0.005,
  extendedDampenerUsd: 200_000,
  mmFactor: 0.8,
  index: 2000,
};
/** Coins: a hedge of two instruments, one of which loses 150 coins, 300,000 USD, in the extended table. */
const inputs = {
  positions: { PERP: -10, CALL: 4 },
  perInstrumentScenarioPnl: {
    PERP: { standard: [1, 0, -2], extended: [-150] },
    CALL: { standard: [-0.5, 0, 1.5], extended: [0] },
  },
  params,
};

describe("deribit-xpm", () => {
  it("discounts gains, dampens the extended table and adds the roll shock", () => {
    const expected = {
      aggregatedScenarioPnl: { standard: [0.3, 0, -0.5], extended: [-50] },
      worstCase: 50,
      rollShock: 0.07,
      deltaShock: 0,
      initialMargin: 50.07,
      maintenanceMargin: 40.056,
    };
    expect(judged(MODEL, inputs, expected)).toBe("passed");
    for (const key of ["worstCase", "rollShock", "initialMargin", "maintenanceMargin"] as const) {
      for (const change of [-0.001, 0.001]) {
        expect(judged(MODEL, inputs, { [key]: expected[key] + change })).toMatch(/^failed/);
      }
    }
    const gain = { standard: [0.5, 0, -0.5], extended: [-50] };
    expect(judged(MODEL, inputs, { aggregatedScenarioPnl: gain })).toMatch(/^failed: standard\[0\]/);
  });

  it("takes no loss that the dampener covers", () => {
    const covered = {
      ...inputs,
      perInstrumentScenarioPnl: { PERP: { standard: [-1], extended: [-100] } },
      positions: { PERP: -10 },
    };
    expect(judged(MODEL, covered, { worstCase: 1 })).toBe("passed");
    expect(judged(MODEL, covered, { worstCase: 0 })).toMatch(/^failed/);
  });

  it("takes a delta shock as it is published, and says so", () => {
    const expected = { rollShock: 0.07, deltaShock: 1, initialMargin: 51.07, maintenanceMargin: 40.856 };
    expect(outcomeOf(MODEL, inputs, expected)).toMatchObject({
      verdict: "passed",
      notes: ["deltaShock is published as a result only: taken as it is, not compared"],
    });
    expect(judged(MODEL, inputs, { ...expected, initialMargin: 50.07 })).toMatch(/^failed/);
  });

  it("needs no extended table, and the same scenarios of every instrument", () => {
    const standard = { PERP: { standard: [1, -2] }, CALL: { standard: [0, 1] } };
    expect(judged(MODEL, { ...inputs, perInstrumentScenarioPnl: standard }, { worstCase: 1 })).toBe("passed");
    const uneven = { PERP: { standard: [1, -2] }, CALL: { standard: [0] } };
    expect(judged(MODEL, { ...inputs, perInstrumentScenarioPnl: uneven }, { worstCase: 1 })).toMatch(
      /CALL has another length/,
    );
  });
});
