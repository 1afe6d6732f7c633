import { id, ZeroAddress } from "ethers";
import { describe, expect, it } from "vitest";
import type { RowMeanings } from "../../../prover/formats/row-meanings.ts";
import { nameToBytes32 } from "../../../verifier-contracts/client/names.ts";
import { describeTable, rowName } from "../../../verifier-contracts/client/tables.ts";
import { at } from "../../support/at.ts";
import { batchMarket, signedMarket } from "../../support/batch-market.ts";

const market = signedMarket();
/** What has no value of its own is a contract. */
const NONE: RowMeanings = { closed: new Set([200]), owedIn: new Map(), tokens: [] };

describe("describeTable", () => {
  it("gives rows by place, in the market's order", () => {
    const { rows } = describeTable(
      { market },
      { ...NONE, closed: new Set([100, 200]), owedIn: new Map([[7, 1]]) },
    );
    expect(rows.map(({ index }) => Number(index))).toEqual(market.rows.map(({ index }) => index));
    expect(at(rows, 0)).toMatchObject({ asset: 0n, closed: false });
    expect(at(rows, 3)).toMatchObject({ index: 7n, asset: 0n });
    expect(at(rows, 6)).toMatchObject({ index: 100n, asset: 6n, closed: true });
  });

  it("gives tokens by address", () => {
    const token = `0x${"01".repeat(20)}`;
    const tokens = [
      { row: 1, token, decimals: 6 },
      { row: 2, token: ZeroAddress, decimals: 18 },
    ];
    expect(describeTable({ market }, { ...NONE, tokens }).tokens).toEqual([
      { token: ZeroAddress, decimals: 18n, row: 1n },
      { token, decimals: 6n, row: 0n },
    ]);
  });

  it("names rows in a word: by themselves, or by their hash", () => {
    expect(rowName("BTC/USDT:USDT")).toBe(nameToBytes32("BTC/USDT:USDT"));
    const longest = "x".repeat(31);
    expect(rowName(longest)).toBe(nameToBytes32(longest));
    // What is cut off would be anybody's to exchange.
    expect(rowName(`${longest}y`)).toBe(id(`${longest}y`));
    expect(rowName(`${longest}z`)).not.toBe(rowName(`${longest}y`));
    const word = `0x${"ab".repeat(32)}`;
    expect(rowName(word)).toBe(id(word));
  });

  it("refuses what rows cannot be: sums that do not bound what is owed", () => {
    expect(() => describeTable({ market: batchMarket("flat") }, NONE)).toThrow(
      /rows\[9\] \(DUST\)\.short\[0\]\.valueRate is 0\.000000001: must be at least 1/,
    );
    expect(() => describeTable({ market }, { ...NONE, closed: new Set() })).toThrow(
      /rows\[8\] \(BTC\/USD:BTC\)\.valuePrice is null/,
    );
    const dollar = new Map([[9, 1]]);
    expect(() => describeTable({ market }, { ...NONE, owedIn: dollar })).toThrow(/owed as USDT/);
  });

  it("refuses rows that the market does not have", () => {
    expect(() => describeTable({ market }, { ...NONE, owedIn: new Map([[7, 5]]) })).toThrow(/no row 5/);
    const tokens = [{ row: 5, token: ZeroAddress, decimals: 18 }];
    expect(() => describeTable({ market }, { ...NONE, tokens })).toThrow(RangeError);
  });
});
