import { describe, expect, it } from "vitest";
import { RATE_ONE, type Rate } from "../../../prover/domain/rate.ts";
import { contingencySchedule, withAddition } from "../../../prover/market/risk/contingency.ts";
import { assetRow, settlementRow } from "../../../prover/market/sources/plain.ts";
import { usdPrice } from "./support/options.ts";

const rates = (maintenance: bigint, initial: bigint) => ({
  maintenanceRate: maintenance as Rate,
  initialRate: initial as Rate,
});

describe("contingencySchedule", () => {
  it("requires nothing where there is no contingency", () => {
    expect(contingencySchedule(RATE_ONE)).toMatchObject([
      { floor: 0n, cap: null, valueRate: RATE_ONE, maintenanceRate: 0n },
    ]);
  });

  it("is continuous over brackets of notional", () => {
    const schedule = contingencySchedule(RATE_ONE, [
      { floor: 0n, ...rates(1_000_000n, 2_000_000n) },
      { floor: 10_000n * 10n ** 8n, ...rates(2_000_000n, 4_000_000n) },
    ]);
    expect(schedule).toHaveLength(2);
    expect(schedule[1]?.maintenanceOffset).toBe(-(10_000n * 10n ** 8n * 1_000_000n));
  });
});

describe("withAddition", () => {
  it("raises the sides given, in every bracket, and leaves value and caps", () => {
    const row = {
      ...assetRow({ name: "BTC", price: usdPrice("100000"), borrow: rates(50_000_000n, 100_000_000n) }),
    };
    const raised = withAddition(row, ["short"], rates(1n, 2n));
    expect(raised.long).toEqual(row.long);
    expect(raised.short[0]).toMatchObject({
      maintenanceRate: 50_000_001n,
      initialRate: 100_000_002n,
      valueRate: RATE_ONE,
    });
  });

  it("gives a settlement account a notional to measure by", () => {
    const row = settlementRow("BTC", usdPrice("100000"));
    const raised = withAddition(row, ["long", "short"], rates(1n, 1n));
    expect(raised.notionalPrice).toBe(row.valuePrice);
    expect(raised.long[0]?.maintenanceRate).toBe(1n);
    expect(raised.short[0]?.maintenanceRate).toBe(1n);
  });
});
