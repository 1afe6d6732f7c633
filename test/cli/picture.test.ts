import { describe, expect, it } from "vitest";
import { axis, dollars } from "../../cli/picture/axis.ts";
import { portfolioPicture } from "../../cli/picture/portfolio-picture.ts";
import { element, escapeXml, path } from "../../cli/picture/svg.ts";
import type { Account } from "../../prover/accounts/account.ts";
import { parseQuantity } from "../../prover/domain/quantity.ts";
import { valuePortfolio } from "../../prover/margin/portfolio.ts";
import { portfolioRows } from "../../prover/market/risk/portfolio-rows.ts";
import { pricingOf } from "../../prover/market/risk/pricing.ts";
import type { Market } from "../../prover/market/row.ts";
import { assignIndexes } from "../../prover/market/sources/row-indexes.ts";
import { AS_OF, optionSource, shocks } from "../market/risk/support/options.ts";

describe("axis", () => {
  it("names round values around what must fit, zero included", () => {
    expect(axis([-15_140, -992], [0, 400], 5).ticks).toEqual([-20_000, -15_000, -10_000, -5_000, 0]);
    expect(axis([120, 4_300], [0, 400], 5).ticks).toEqual([0, 1_000, 2_000, 3_000, 4_000, 5_000]);
    expect(axis([-0.4, 0.4], [0, 400], 6).ticks.map((tick) => Math.round(tick * 100))).toEqual([
      -40, -20, 0, 20, 40,
    ]);
  });

  it("goes to the pixels of the ends, in either direction", () => {
    const up = axis([0, 10], [200, 100], 5);
    expect([up.at(0), up.at(5), up.at(10)]).toEqual([200, 150, 100]);
  });

  it("has a place for zero where there is nothing else", () => {
    const flat = axis([0, 0], [10, 90], 5);
    expect(Number.isFinite(flat.at(0))).toBe(true);
    expect(flat.ticks.length).toBeGreaterThan(0);
    expect(flat.ticks.length).toBeLessThan(12);
  });

  it("writes dollars with a true minus", () => {
    expect([dollars(-12_345.6), dollars(0.2), dollars(-0.2), dollars(999.5)]).toEqual([
      "−12,346",
      "0",
      "0",
      "+1,000",
    ]);
  });
});

describe("svg", () => {
  it("escapes what is not ours", () => {
    expect(escapeXml(`<a href="x">&'`)).toBe("&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
    expect(element("g", { class: 'a"b', x: 1.26 })).toBe('<g class="a&quot;b" x="1.3"/>');
    expect(
      path(
        [
          [0, 0.04],
          [1, 2],
        ],
        {},
      ),
    ).toBe('<path d="M0 0L1 2"/>');
  });
});

describe("portfolioPicture", () => {
  const set = shocks({
    scenarios: [
      { name: "<up & away>", price: "0.1", volatility: "up" },
      { name: "down", price: "-0.1", volatility: "down" },
    ],
  });
  const source = optionSource();
  const built = portfolioRows([], source, set, AS_OF);
  const market: Market = {
    venue: "a <venue>",
    asOf: AS_OF,
    rows: assignIndexes(built.rows),
    portfolio: built.portfolio,
  };
  const picture = (quantity: string | undefined, priced = true): string => {
    const holdings = quantity === undefined ? [] : [{ row: 1, quantity: parseQuantity(quantity) }];
    const account: Account = { tag: 7n, mode: "portfolio", owner: 1n as never, holdings };
    return portfolioPicture(
      account,
      valuePortfolio(market, account),
      market,
      priced ? pricingOf(source, AS_OF) : undefined,
    );
  };

  it("marks the worst scenario once, and escapes names", () => {
    const svg = picture("-1");
    expect(svg.match(/class="worst"/g)).toHaveLength(1);
    expect(svg).toContain("&lt;up &amp; away&gt;");
    expect(svg).toContain("a &lt;venue&gt;");
    expect(svg).not.toContain("<up");
    expect(svg).toContain("worst scenario: &lt;up");
  });

  it("shortens names that do not fit", () => {
    const long = shocks({ scenarios: [{ name: "a".repeat(64), price: "0.1", volatility: "up" }] });
    const rows = portfolioRows([], source, long, AS_OF);
    const other: Market = { ...market, rows: assignIndexes(rows.rows), portfolio: rows.portfolio };
    const holdings = [{ row: 1, quantity: parseQuantity("1") }];
    const account: Account = { tag: 7n, mode: "portfolio", owner: 1n as never, holdings };
    const svg = portfolioPicture(account, valuePortfolio(other, account), other, undefined);
    expect(svg).toContain(`>${"a".repeat(37)}…</text>`);
  });

  it("has payoffs where it is known what rows were priced from, and an account may hold nothing", () => {
    expect(picture("-1").match(/<path /g)).toHaveLength(2);
    expect(picture("-1", false)).not.toContain("<path ");
    const empty = picture(undefined);
    expect(empty).toContain("no scenario loses");
    for (const svg of [empty, picture("0.00000001"), picture("1")]) {
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
      expect(svg.match(/<rect /g)).toHaveLength(3);
    }
  });
});
