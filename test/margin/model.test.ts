import { describe, expect, it } from "vitest";
import { parsePrice } from "../../prover/domain/price.ts";
import { parseQuantity, quantity } from "../../prover/domain/quantity.ts";
import { formatUsd } from "../../prover/domain/usd.ts";
import { bracketAt, valueAccount, valueHolding } from "../../prover/margin/model.ts";
import type { Market, Row } from "../../prover/market/row.ts";
import { testMarket } from "../support/market.ts";

const market = testMarket({ usdt: "1", btc: "60000", eth: "3000", okb: "50" });

const rowOf = (name: string): Row => {
  const row = market.rows.find((candidate) => candidate.name === name);
  if (row === undefined) throw new Error(`the test market has no row ${name}`);
  return row;
};

const hold = (name: string, amount: string) => ({ row: rowOf(name).index, quantity: parseQuantity(amount) });

const account = (...holdings: [string, string][]) => ({
  holdings: holdings.map(([name, amount]) => hold(name, amount)),
});

/** Equity, maintenance and initial margin in USD. */
const worth = (of: Market, ...holdings: [string, string][]) => {
  const { equity, maintenance, initial } = valueAccount(of, account(...holdings));
  return [formatUsd(equity), formatUsd(maintenance), formatUsd(initial)];
};

describe("valueAccount", () => {
  it("values a long perpetual by its entry cost and mark", () => {
    // 1 BTC long from 50,000 with a wallet of 10,000: worth 20,000; 60,000 of notional lie in the second bracket.
    expect(worth(market, ["USDT", "10000"], ["PNL-USDT", "-50000"], ["BTC/USDT:USDT", "1"])).toEqual([
      "20000",
      "250",
      "500",
    ]);
  });

  it("values a short perpetual with the opposite signs and the same margin", () => {
    expect(worth(market, ["USDT", "10000"], ["PNL-USDT", "50000"], ["BTC/USDT:USDT", "-1"])).toEqual([
      "0",
      "250",
      "500",
    ]);
  });

  it("counts accrued funding as it counts profit and loss", () => {
    expect(worth(market, ["PNL-USDT", "-50000"], ["BTC/USDT:USDT", "1"])[0]).toBe("10000");
    expect(worth(market, ["PNL-USDT", "-50012.5"], ["BTC/USDT:USDT", "1"])[0]).toBe("9987.5");
  });

  it("values an inverse perpetual by coin bought and dollars owed", () => {
    // 60,000 USD long from 50,000: 1.2 coin bought, worth 72,000; the row itself has margin and no value.
    const inverse: [string, string][] = [
      ["PNL-BTC", "1.2"],
      ["PNL-USD", "-60000"],
      ["BTC/USD:BTC", "60000"],
    ];
    expect(worth(market, ...inverse)).toEqual(["12000", "250", "500"]);
  });

  it("counts collateral by tiers of its value, and a debt in full with a borrow margin", () => {
    // 20 BTC are 1,200,000: a million at 98 %, the rest at 95 %.
    expect(worth(market, ["BTC", "20"])).toEqual(["1170000", "0", "0"]);
    expect(worth(market, ["BTC", "-1"])).toEqual(["-60000", "3000", "6000"]);
  });

  it("counts collateral by tiers of its amount", () => {
    // 15,000 OKB at 50: 12,000 at 85 %, 3,000 at 79 %.
    expect(worth(market, ["OKB", "15000"])).toEqual(["628500", "0", "0"]);
  });

  it("adds up", () => {
    const all: [string, string][] = [
      ["USDT", "1000"],
      ["BTC", "1"],
      ["BTC/USDT:USDT", "-2"],
      ["ETH/USDT:USDT", "10"],
    ];
    const whole = valueAccount(market, account(...all));
    const parts = all.map((one) => valueAccount(market, account(one)));
    for (const amount of ["equity", "maintenance", "initial"] as const) {
      expect(whole[amount]).toBe(parts.reduce((sum, part) => sum + part[amount], 0n));
    }
    expect(whole.holdings.map(({ row }) => row.name)).toEqual(all.map(([name]) => name));
  });

  it("refuses a row the market does not publish", () => {
    expect(() => valueAccount(market, { holdings: [{ row: 3, quantity: quantity(1n) }] })).toThrow(
      /row 3: unknown row: the market of test-venue does not publish it/,
    );
  });

  it("refuses a side without brackets and a size beyond the last", () => {
    expect(() => worth(market, ["OKB", "-1"])).toThrow(/holding OKB is -1: the market has no short bracket/);
    expect(() => worth(market, ["BTC/USDT:USDT", "200"])).toThrow(
      /is 200: beyond the market's last long bracket/,
    );
    expect(() => worth(market, ["BTC/USDT:USDT", "-200"])).toThrow(/beyond the market's last short bracket/);
  });
});

describe("bracketAt", () => {
  it("takes a floor into its bracket and leaves a cap out", () => {
    // A limit, a unit to either side (T-39).
    const row: Row = {
      ...rowOf("BTC/USDT:USDT"),
      notionalPrice: parsePrice("1"),
      valuePrice: parsePrice("1"),
    };
    const size = 50_000n * 10n ** 8n;
    expect([size - 1n, size, size + 1n].map((one) => bracketAt(row, "long", one))).toEqual([0, 1, 1]);
    const last = 12_000_000n * 10n ** 8n;
    expect([last - 1n, last].map((one) => bracketAt(row, "long", one))).toEqual([3, undefined]);
    expect(bracketAt(row, "long", 0n)).toBe(0);
  });

  it("rounds nothing where price and floor have no common measure", () => {
    const row: Row = { ...rowOf("BTC/USDT:USDT"), notionalPrice: parsePrice("0.00000003") };
    // 50,000 USD at 3e-8 USD: 1,666,666,666,666.66... units.
    const below = 166_666_666_666_666_666_666n;
    expect(bracketAt(row, "long", below)).toBe(0);
    expect(bracketAt(row, "long", below + 1n)).toBe(1);
  });
});

describe("valueHolding", () => {
  it("meets where brackets meet, whichever one is taken", () => {
    const row: Row = {
      ...rowOf("BTC/USDT:USDT"),
      notionalPrice: parsePrice("1"),
      valuePrice: parsePrice("1"),
    };
    const at = (units: bigint) => valueHolding(row, { row: 100, quantity: quantity(units) });
    for (const floor of row.long.slice(1).map((bracket) => bracket.floor)) {
      const [below, exactly, above] = [at(floor - 1n), at(floor), at(floor + 1n)];
      // The step into the bracket is charged at the old rate, the step after it at the new one.
      expect(exactly.maintenance - below.maintenance).toBe(below.bracket.maintenanceRate * 10n ** 8n);
      expect(above.maintenance - exactly.maintenance).toBe(exactly.bracket.maintenanceRate * 10n ** 8n);
    }
  });
});
