import { describe, expect, it } from "vitest";
import { parseQuantity } from "../../../prover/domain/quantity.ts";
import { accountGreeks } from "../../../prover/market/risk/account-greeks.ts";
import { black76Greeks } from "../../../prover/market/risk/greeks.ts";
import { type Fixed, ONE, times, toNumber } from "../../../prover/market/risk/math/fixed.ts";
import { modelOf } from "../../../prover/market/risk/option-model.ts";
import { payoffs } from "../../../prover/market/risk/payoff.ts";
import { portfolioRows } from "../../../prover/market/risk/portfolio-rows.ts";
import { pricingOf } from "../../../prover/market/risk/pricing.ts";
import type { Market } from "../../../prover/market/row.ts";
import { assetRow, settlementRow } from "../../../prover/market/sources/plain.ts";
import { assignIndexes } from "../../../prover/market/sources/row-indexes.ts";
import {
  AS_OF,
  AUGUST,
  DECEMBER,
  decimal,
  option,
  optionSource,
  shocks,
  usdPrice,
} from "./support/options.ts";

const CALL = option();
const LONG_PUT = option({ expiry: DECEMBER, strike: "90000", type: "put" });
const SOURCE = optionSource({
  options: [CALL, LONG_PUT],
  futures: [{ name: "BTC-PERP", underlying: "BTC", mark: usdPrice("100000") }],
  moves: { BTC: ["BTC"] },
});
const PRICING = pricingOf(SOURCE, AS_OF);
const MARKET: Market = (() => {
  const rows = [settlementRow("USDC", usdPrice("1")), assetRow({ name: "BTC", price: usdPrice("100000") })];
  const built = portfolioRows(rows, SOURCE, shocks(), AS_OF);
  return { venue: "test", asOf: AS_OF, rows: assignIndexes(built.rows), portfolio: built.portfolio };
})();

const account = (quantities: Readonly<Record<string, string>>) => ({
  holdings: Object.entries(quantities).map(([name, quantity]) => ({
    row: MARKET.rows.find((row) => row.name === name)?.index ?? 0,
    quantity: parseQuantity(quantity),
  })),
});

describe("accountGreeks", () => {
  it("are the unit's times the quantity, summed by underlying; what does not move has none", () => {
    const { holdings, underlyings } = accountGreeks(
      MARKET,
      account({ "PNL-USDC": "5000", BTC: "0.5", "BTC-PERP": "-1", [CALL.name]: "-2" }),
      PRICING,
    );
    expect(holdings.map(({ row }) => row)).toEqual(["BTC", "BTC-PERP", CALL.name]);
    const unit = black76Greeks("call", modelOf(CALL, AS_OF));
    expect(holdings[2]?.greeks.vega).toBe(times(decimal("-2"), unit.vega));
    expect(underlyings).toHaveLength(1);
    const [btc] = underlyings;
    expect(toNumber(btc?.greeks.delta ?? ONE)).toBeCloseTo(-0.5 - 2 * toNumber(unit.delta), 12);
    expect(btc?.greeks.gamma).toBeLessThan(0n);
    expect(btc?.greeks.theta).toBeGreaterThan(0n);
  });

  it("are none for an empty account", () => {
    expect(accountGreeks(MARKET, { holdings: [] }, PRICING)).toEqual({ holdings: [], underlyings: [] });
  });
});

describe("payoffs", () => {
  const move = (percent: bigint) => ({ numerator: percent, denominator: 100n });
  const moves = [move(-20n), move(0n), move(20n)];
  const rounded = (gains: readonly Fixed[] | undefined) => gains?.map((gain) => Math.round(toNumber(gain)));

  it("are zero where nothing moves, and straight for what moves one for one", () => {
    const [payoff] = payoffs(MARKET, account({ BTC: "0.5", "BTC-PERP": "-2" }), PRICING, moves);
    expect(rounded(payoff?.now)).toEqual([30_000, 0, -30_000]);
    expect(payoff?.expiry).toBeNull();
  });

  it("at the first expiry are intrinsic value less today's, later options living on", () => {
    const [payoff] = payoffs(MARKET, account({ [CALL.name]: "1" }), PRICING, moves);
    const value = rounded(payoff?.now);
    expect(value?.[1]).toBe(0);
    expect(payoff?.expiry?.at).toBe(AUGUST);
    const premium = -(rounded(payoff?.expiry?.gains)?.[0] ?? 0);
    expect(premium).toBeGreaterThan(0);
    expect(rounded(payoff?.expiry?.gains)).toEqual([-premium, -premium, 20_000 - premium]);

    const both = payoffs(MARKET, account({ [CALL.name]: "1", [LONG_PUT.name]: "1" }), PRICING, moves)[0];
    expect(both?.expiry?.at).toBe(AUGUST);
    // The put of December still has time value at the money.
    const gained = (rounded(both?.expiry?.gains)?.[0] ?? 0) - (rounded(payoff?.expiry?.gains)?.[0] ?? 0);
    expect(gained).toBeGreaterThan(0);
  });
});
