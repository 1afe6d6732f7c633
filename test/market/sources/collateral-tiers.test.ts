import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { InputError } from "../../../prover/domain/errors.ts";
import { parseQuantity } from "../../../prover/domain/quantity.ts";
import { parseRate } from "../../../prover/domain/rate.ts";
import { formatUsd } from "../../../prover/domain/usd.ts";
import { valueAccount } from "../../../prover/margin/model.ts";
import { assertPublishable } from "../../../prover/market/publication.ts";
import {
  collateralRow,
  collateralRowsFromCsv,
  parseHaircutTiers,
} from "../../../prover/market/sources/collateral-tiers.ts";
import { assignIndexes, type NewRow } from "../../../prover/market/sources/row-indexes.ts";

const TEN_TIERS =
  "[0-10000:100,10000-20000:90,20000-30000:80,30000-40000:70,40000-50000:60,50000-60000:50,60000-70000:40,70000-80000:30,80000-90000:20,90000-100000:10]";

describe("parseHaircutTiers", () => {
  it("reads boundaries and percentages, with and without blanks", () => {
    expect(parseHaircutTiers(" [0-10000:100, 10000-20000.5:90.5] ")).toEqual([
      { floor: 0n, valueRate: parseRate("1") },
      { floor: 10_000n * 10n ** 8n, valueRate: parseRate("0.905") },
      { floor: 2_000_050_000_000n, valueRate: 0n },
    ]);
  });

  it("takes 2^64 - 1 for no end", () => {
    expect(parseHaircutTiers("[0-18446744073709551615:95]")).toEqual([
      { floor: 0n, valueRate: parseRate("0.95") },
    ]);
  });

  it("takes no tiers for no collateral", () => {
    expect(parseHaircutTiers("")).toEqual([{ floor: 0n, valueRate: 0n }]);
  });

  it.each([
    ["0-10000:100", /must be tiers such as/],
    ["[]", /tier 0 "" must be FROM-TO:PERCENT/],
    ["[0-10000]", /tier 0 "0-10000" must be/],
    ["[0-1e4:100]", /must be FROM-TO:PERCENT/],
    ["[0-10000:100,]", /tier 1 "" must be/],
    ["[10-20:100]", /tier 0 must start at 0, not at 10/],
    ["[0-10:100,11-20:90]", /tier 1 must start at 10, not at 11/],
    ["[0-10:100,5-20:90]", /tier 1 must start at 10, not at 5/],
    ["[0-0:100]", /tier 0 must end above its start 0/],
    ["[0-10:90,10-20:95]", /tier 1 counts 95 %: percentages .* must not rise/],
    ["[0-10:101]", /tier 0 counts 101 %/],
    ["[0-10:-5]", /must be FROM-TO:PERCENT/],
    [
      "[0-18446744073709551615:100,18446744073709551615-18446744073709551616:50]",
      /tier 1 follows a tier without an upper end/,
    ],
    ["[0-010:100]", /plain decimal/],
    ["[0-10:0.00000001]", /at most 7 decimals/],
  ])("refuses %s", (notation, rule) => {
    expect(() => parseHaircutTiers(notation)).toThrow(rule);
  });
});

/** Value and maintenance margin of a quantity of the row, which must be publishable. */
function worth(row: NewRow, amount: string): string[] {
  const market = { venue: "v", asOf: 1, rows: assignIndexes([row]) };
  assertPublishable(market);
  const { equity, maintenance } = valueAccount(market, {
    holdings: [{ row: 1, quantity: parseQuantity(amount) }],
  });
  return [equity, maintenance].map(formatUsd);
}

const row = (price: string, tiers: string, borrow?: { maintenanceRate: string; initialRate: string }) =>
  collateralRow(
    {
      name: "X",
      price,
      tiers,
      ...(borrow && {
        borrow: {
          maintenanceRate: parseRate(borrow.maintenanceRate),
          initialRate: parseRate(borrow.initialRate),
        },
      }),
    },
    { source: "assets.csv", field: "line 2 (X)" },
  );

describe("collateralRow", () => {
  // Binance's published test table: what a value counts, up to where nothing more counts.
  it.each([
    ["9000", "9000"],
    ["10000", "10000"],
    ["15000", "14500"],
    ["100000", "55000"],
    ["100001", "55000"],
  ])("counts %s as %s", (value, discounted) => {
    expect(worth(row("1", TEN_TIERS).row, value)).toEqual([discounted, "0"]);
  });

  it("counts a debt in full, with a borrow margin where one is given", () => {
    expect(worth(row("2", TEN_TIERS).row, "-100000")).toEqual(["-200000", "0"]);
    expect(worth(row("2", TEN_TIERS, { maintenanceRate: "0.05", initialRate: "0.1" }).row, "-10")).toEqual([
      "-20",
      "1",
    ]);
  });

  it("takes trailing zeros of a price for what they are", () => {
    const { row: taken, notes } = row("0.0096500000000000", "");
    expect(taken.valuePrice).toBe(965_000n);
    expect(notes.map(({ field }) => field)).toEqual(["tiers"]);
  });

  it("rounds a longer price down for what is owned and up for what is owed, and says so", () => {
    const { row: taken, notes } = row("0.0000086004952921", "[0-18446744073709551615:50]");
    expect(taken.valuePrice).toBe(860n);
    expect(notes).toEqual([
      {
        row: "X",
        field: "price",
        given: "0.0000086004952921",
        used: "0.0000086",
        reason: "rounded down to 1e-8 USD; owed amounts count at the published price",
      },
    ]);
    const [owned] = worth(taken, "1000000");
    const [owed] = worth(taken, "-1000000");
    expect(owned).toBe("4.3");
    // 8.6004952921 at the published price; the rate that makes up for it is rounded up to 1e-9.
    expect(Number(owed)).toBeLessThanOrEqual(-8.6004952921);
    expect(Number(owed)).toBeGreaterThan(-8.60049530103);
  });

  it("charges the borrow margin on the published price too", () => {
    const borrow = { maintenanceRate: "0.05", initialRate: "0.1" };
    const [owed, maintenance] = worth(row("0.000000019", "", borrow).row, "-100000000");
    // 1.9 at the published price, 1 at the price of the row.
    expect([owed, maintenance]).toEqual(["-1.9", "0.095"]);
  });

  it.each([
    ["0.000000009999", "", "line 2 (X) price", /is 0 at 8 decimals/],
    ["0", "", "line 2 (X) price", /price above zero/],
    ["-1", "", "line 2 (X) price", /price above zero/],
    ["1e-3", "", "line 2 (X) price", /plain decimal/],
    ["", "", "line 2 (X) price", /plain decimal/],
    ["1", "[0-10:100,20-30:50]", "line 2 (X) tiers", /tier 1 must start at 10/],
  ])("refuses price %s with tiers %s", (price, tiers, field, rule) => {
    const error = (() => {
      try {
        row(price, tiers);
      } catch (thrown) {
        return thrown as InputError;
      }
    })();
    expect(error).toBeInstanceOf(InputError);
    expect(error?.field).toBe(field);
    expect(error?.rule).toMatch(rule);
    expect(error?.message).toMatch(/^assets\.csv: /);
  });
});

const CSV = `symbol,usdt_price,loan_tiers_ratio,margin_tiers_ratio
btc,65100.22000000,"[0-10000:100,10000-20000:90]","[0-5000:100]"
shib,0.00001797,"",""
`;

const fromCsv = (content: string, options: { assets?: string[]; tierColumn?: string } = {}) =>
  collateralRowsFromCsv(content, { tierColumn: "loan_tiers_ratio", source: "assets.csv", ...options });

describe("collateralRowsFromCsv", () => {
  it("takes the table that is asked for", () => {
    const ends = (tierColumn: string) => fromCsv(CSV, { tierColumn }).rows[0]?.long.map(({ cap }) => cap);
    expect(ends("loan_tiers_ratio")).toEqual([10_000n * 10n ** 8n, 20_000n * 10n ** 8n, null]);
    expect(ends("margin_tiers_ratio")).toEqual([5_000n * 10n ** 8n, null]);
  });

  it("names rows in upper case, and says which asset is no collateral", () => {
    const { rows, notes } = fromCsv(CSV);
    expect(rows.map(({ name }) => name)).toEqual(["BTC", "SHIB"]);
    expect(notes).toEqual([
      {
        row: "SHIB",
        field: "tiers",
        given: "",
        used: "0 %",
        reason: "without tiers an asset is no collateral",
      },
    ]);
    expect(worth(rows[1] as NewRow, "1000")).toEqual(["0", "0"]);
  });

  it("takes the assets that are asked for, in any case", () => {
    expect(fromCsv(CSV, { assets: ["Shib"] }).rows.map(({ name }) => name)).toEqual(["SHIB"]);
  });

  it("reads a file with a byte order mark and quoted headers", () => {
    const quoted = `\uFEFF"token","asset_usdt_price","loan_tiers_ratio"\r\n"1000cat","0.0096500000000000","[0-18446744073709551615:10]"\r\n`;
    expect(fromCsv(quoted).rows[0]).toMatchObject({ name: "1000CAT", valuePrice: 965_000n });
  });

  it.each<[string, string, object, RegExp]>([
    ["an asset that is not there", CSV, { assets: ["eth"] }, /assets is "ETH": is not an asset of this file/],
    [
      "a column that is not there",
      CSV,
      { tierColumn: "vip" },
      /line 1 .*has no column for the tiers \(vip\)/,
    ],
    [
      "no price column",
      "token,tiers\n",
      { tierColumn: "tiers" },
      /no column for the price \(asset_usdt_price or usdt_price\)/,
    ],
    ["an asset twice", `${CSV}BTC,1,"",""\n`, {}, /line 4 symbol is "BTC": is also on line 2/],
    ["an asset without a name", `${CSV},1,"",""\n`, {}, /line 4 symbol is "": must name an asset/],
    ["a line of another length", `${CSV}eth,1\n`, {}, /is not valid CSV/],
    ["an open quote", `${CSV}"eth,1,,\n`, {}, /is not valid CSV/],
    [
      "a price that is no number",
      `${CSV}eth,abc,"",""\n`,
      {},
      /line 4 \(ETH\) price is "abc": must be a plain decimal/,
    ],
    [
      "tiers that rise",
      `${CSV}eth,1,"[0-1:50,1-2:60]",""\n`,
      {},
      /line 4 \(ETH\) tiers is .*: tier 1 counts 60 %/,
    ],
  ])("refuses %s", (_, content, options, message) => {
    expect(() => fromCsv(content, options)).toThrow(message);
  });
});

const SHARED = new URL("../../../../shared/data/binance/", import.meta.url);

describe("shared/data/binance/cex_assets_info.csv", () => {
  const file = new URL("cex_assets_info.csv", SHARED);
  it
    .skipIf(!existsSync(file))
    .each([
      "collateral_vip_loan_ratio_tiers",
      "collateral_margin_ratio_tiers",
      "collateral_portfolio_margin_ratio_tiers",
    ])("has 483 publishable rows by %s", (tierColumn) => {
    const { rows, notes } = collateralRowsFromCsv(readFileSync(file, "utf8"), { tierColumn });
    assertPublishable({ venue: "binance", asOf: 1, rows: assignIndexes(rows) });
    expect(rows.length).toBe(483);
    // Prices of more than eight decimals; never silently.
    expect(notes.filter(({ field }) => field === "price").length).toBe(75);
  });
});

describe("shared/data/binance/sample_assets.csv", () => {
  const file = new URL("sample_assets.csv", SHARED);
  it.skipIf(!existsSync(file))("has four publishable rows", () => {
    const { rows } = collateralRowsFromCsv(readFileSync(file, "utf8"), { tierColumn: "margin_tiers_ratio" });
    assertPublishable({ venue: "binance", asOf: 1, rows: assignIndexes(rows) });
    expect(rows.map(({ name, long }) => [name, long.length])).toEqual([
      ["BTC", 11],
      ["ETH", 11],
      ["BNB", 6],
      ["SHIB", 1],
    ]);
  });
});
