import { describe, expect, it } from "vitest";
import { parsePrice } from "../../../prover/domain/price.ts";
import { parseQuantity } from "../../../prover/domain/quantity.ts";
import { parseRate } from "../../../prover/domain/rate.ts";
import { formatUsd } from "../../../prover/domain/usd.ts";
import { valueAccount } from "../../../prover/margin/model.ts";
import { assertPublishable } from "../../../prover/market/publication.ts";
import { continuousSchedule } from "../../../prover/market/schedule.ts";
import {
  assetRow,
  inverseContractRow,
  linearContractRow,
  settlementRow,
} from "../../../prover/market/sources/plain.ts";
import { assignIndexes, type NewRow } from "../../../prover/market/sources/row-indexes.ts";
import { threshold, tier } from "../../support/market.ts";

/** Value, maintenance and initial margin of a quantity of the row, which must be publishable. */
function worth(row: NewRow, amount: string): string[] {
  const market = { venue: "v", asOf: 1, rows: assignIndexes([row]) };
  assertPublishable(market);
  const { equity, maintenance, initial } = valueAccount(market, {
    holdings: [{ row: 1, quantity: parseQuantity(amount) }],
  });
  return [equity, maintenance, initial].map(formatUsd);
}

describe("assetRow", () => {
  it("counts in full on both sides where nothing else is said", () => {
    const row = assetRow({ name: "USDT", price: parsePrice("0.9997") });
    expect(worth(row, "1000")).toEqual(["999.7", "0", "0"]);
    expect(worth(row, "-1000")).toEqual(["-999.7", "0", "0"]);
  });

  it("takes haircuts by value and a borrow margin", () => {
    const row = assetRow({
      name: "BTC",
      price: parsePrice("50000"),
      tiers: [
        { floor: 0n, valueRate: parseRate("0.95") },
        { floor: threshold("100000"), valueRate: parseRate("0.5") },
      ],
      borrow: { maintenanceRate: parseRate("0.05"), initialRate: parseRate("0.1") },
    });
    expect(worth(row, "3")).toEqual(["120000", "0", "0"]);
    expect(worth(row, "-3")).toEqual(["-150000", "7500", "15000"]);
  });

  it("takes haircuts by amount", () => {
    // OKX: 100 coins at 85 %, the next at 79 %, whatever a coin costs.
    const row = assetRow({
      name: "OKB",
      price: parsePrice("50"),
      basis: "quantity",
      tiers: [
        { floor: 0n, valueRate: parseRate("0.85") },
        { floor: threshold("100"), valueRate: parseRate("0.79") },
      ],
    });
    expect(worth(row, "150")).toEqual(["6225", "0", "0"]);
  });
});

describe("settlementRow", () => {
  it("counts in full on both sides, without margin", () => {
    const row = settlementRow("BTC", parsePrice("60000"));
    expect(row.name).toBe("PNL-BTC");
    expect(worth(row, "0.5")).toEqual(["30000", "0", "0"]);
    expect(worth(row, "-0.5")).toEqual(["-30000", "0", "0"]);
  });
});

describe("contract rows", () => {
  const brackets = (value: string) =>
    continuousSchedule([tier("0", value, "0.004", "0.008"), tier("50000", value, "0.005", "0.01")]);

  it("linear: value and margin at the mark price, the same margin on both sides", () => {
    const row = linearContractRow("BTC/USDT:USDT", parsePrice("60000"), brackets("1"));
    expect(worth(row, "1")).toEqual(["60000", "250", "500"]);
    expect(worth(row, "-1")).toEqual(["-60000", "250", "500"]);
  });

  it("inverse: margin by dollars of contracts, no value", () => {
    const row = inverseContractRow("BTC/USD:BTC", parsePrice("1"), brackets("0"));
    expect(worth(row, "60000")).toEqual(["0", "250", "500"]);
    const hundreds = inverseContractRow("BTC/USD:BTC", parsePrice("100"), brackets("0"));
    expect(worth(hundreds, "-600")).toEqual(["0", "250", "500"]);
  });
});
