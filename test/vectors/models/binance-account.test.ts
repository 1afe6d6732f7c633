import { describe, expect, it } from "vitest";
import { judged, outcomeOf } from "./support.ts";

const CROSS = "binance-bracket-cross";
const ISOLATED = "binance-bracket-isolated";

const btc = { symbol: "BTC/USDT", qty: "1", entry: "50000", mark: "51000", mmr: "0.005", cum: "50" };
const eth = { symbol: "ETH/USDT:USDT", qty: 10, entry: 3000, mark: 2900, mmr: 0.01, cum: 0 };
const short = { ...btc, qty: "-1" };

describe("liquidation prices", () => {
  it("of longs and shorts, by side or by sign", () => {
    // Long: 1000 - 50000 + p = 0.005 p - 50; p = 48950 / 0.995. Short: 1000 + 50000 - p = 0.005 p - 50.
    const at = (position: object, side?: string) =>
      judged(
        CROSS,
        { walletBalance: "1000", position, otherPositions: [], side },
        { liquidationPrice: side === "short" || position === short ? "50796.02" : "49195.98" },
      );
    expect(at(btc)).toBe("passed");
    expect(at(btc, "long")).toBe("passed");
    expect(at(btc, "short")).toBe("passed");
    expect(at(short)).toBe("passed");
    expect(at({ ...btc, side: "sell" }, "short")).toBe("passed");
    expect(at(btc, "sideways")).toMatch(/^failed: cannot be read: inputs.position.side "sideways"/);
  });

  it("with other positions beside, which an isolated one does not see", () => {
    // Others: -1000 of profit, 290 of margin. p = (50000 - 1000 + 1000 + 290 - 50) / 0.995
    const inputs = { walletBalance: 1000, position: btc, otherPositions: [eth] };
    expect(judged(CROSS, inputs, { liquidationPrice: 50_492.46 })).toBe("passed");
    const { verdict, notes } = outcomeOf(ISOLATED, inputs, { liquidationPrice: "49195.98" });
    expect([verdict, notes]).toEqual(["passed", ["other positions do not touch an isolated one"]]);
    const said = { ...inputs, marginMode: "isolated" };
    expect(judged(CROSS, said, { liquidationPrice: "49195.98" })).toBe("passed");
    expect(judged(CROSS, { ...inputs, marginMode: "portfolio" }, { liquidationPrice: "1" })).toMatch(
      /marginMode must be/,
    );
  });

  it("that do not exist", () => {
    const inputs = { walletBalance: "60000", position: btc, otherPositions: [] };
    expect(judged(CROSS, inputs, { liquidationPrice: null })).toBe("passed");
    expect(judged(CROSS, inputs, { liquidationPrice: "1.00" })).toMatch(/expected 1, received none/);
    expect(judged(CROSS, { ...inputs, walletBalance: "1000" }, { liquidationPrice: null })).toMatch(
      /expected none, received/,
    );
  });

  it("to the decimals they are published with", () => {
    const inputs = { walletBalance: "1000", position: btc };
    for (const figure of ["49196", "49196.0", "49195.98", "49195.9799"])
      expect(judged(CROSS, inputs, { liquidationPrice: figure })).toBe("passed");
    for (const figure of ["49195", "49195.97", "49195.99", "49195.9800"]) {
      expect(judged(CROSS, inputs, { liquidationPrice: figure })).toMatch(/^failed/);
    }
  });
});

describe("account figures", () => {
  const inputs = { walletBalance: "1000", positions: [btc, eth] };

  it("are those of all positions together, and of each by name", () => {
    const figures = {
      btcMM: "205",
      btcUPNL: 1000,
      ethMM: 290,
      ethUPNL: "-1000",
      ethNotional: "29000",
      accountMM: "495",
      marginBalance: "1000",
      totalUPNL: 0,
      marginRatio: "0.495",
    };
    expect(judged(CROSS, inputs, figures)).toBe("passed");
    for (const key of Object.keys(figures))
      expect(judged(CROSS, inputs, { [key]: "7.77" })).toMatch(/^failed/);
  });

  it("of a contract that is not there are not taken as met", () => {
    const { verdict, notes } = outcomeOf(CROSS, inputs, { solMM: "1" });
    expect([verdict, notes]).toEqual(["skipped", ["not compared: expected.solMM"]]);
  });

  it("of two positions in one contract are margined apart", () => {
    const both = { walletBalance: "1000", positions: [btc, { ...short, entry: "52000" }] };
    expect(judged(CROSS, both, { accountMM: "410", marginBalance: "3000" })).toBe("passed");
  });

  it("allow for entry costs that are rounded to 1e-8, and say so", () => {
    const fine = { walletBalance: "1000", positions: [{ ...btc, qty: "0.00000001", entry: "50000.123" }] };
    const { verdict, notes } = outcomeOf(CROSS, fine, { marginBalance: "1000.00000999877" });
    expect(verdict).toBe("passed");
    expect(notes[0]).toMatch(/^PNL-USDT: -0.00050000123 taken as -0.00050001/);
    expect(judged(CROSS, fine, { marginBalance: "1000.00002" })).toMatch(/^failed/);
  });

  it("may come with whole tables of brackets", () => {
    const tiers = [
      { floor: "0", cap: "50000", mmr: "0.004", maxLev: "125", cum: "0" },
      { floor: "50000", cap: "600000", mmr: "0.005", maxLev: "100", cum: "50" },
    ];
    const position = { symbol: "BTCUSDT", qty: "1", entry: "50000", mark: "51000", tiers };
    expect(judged(CROSS, { walletBalance: "1000", position }, { btcMM: "205" })).toBe("passed");
    // In the table, the position falls into the lower bracket on its way: p = 49000 / 0.996.
    expect(judged(CROSS, { walletBalance: "1000", position }, { liquidationPrice: "49196.79" })).toBe(
      "passed",
    );
  });

  it("cannot be read without wallet or position", () => {
    expect(judged(CROSS, { positions: [btc] }, { accountMM: "1" })).toMatch(
      /inputs.walletBalance or .* is missing/,
    );
    expect(judged(CROSS, { walletBalance: "1" }, { accountMM: "1" })).toMatch(/inputs has no position/);
    expect(judged(CROSS, { walletBalance: "1", positions: [{ ...btc, qty: "0" }] }, { accountMM: 0 })).toBe(
      "passed",
    );
  });
});
