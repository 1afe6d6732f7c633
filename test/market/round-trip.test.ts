import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { InputError } from "../../prover/domain/errors.ts";
import { checkJson } from "../../prover/formats/json.ts";
import { marketSchema, marketToJson, readMarket } from "../../prover/formats/market.ts";
import { testMarket } from "../support/market.ts";
import { portfolioMarket } from "../support/portfolio-market.ts";
import { publishableRow } from "./support/publishable-row.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "market-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Writes the text and reads it back as a market. */
async function written(content: unknown) {
  const path = join(folder, "market.json");
  await writeFile(path, JSON.stringify(content));
  return readMarket(path);
}

describe("marketToJson", () => {
  it("is read back as the same market", async () => {
    expect(await written(marketToJson(testMarket()))).toEqual(testMarket());
  });

  it("is read back with its scenarios, and every price under them", async () => {
    for (const market of [portfolioMarket(), portfolioMarket(36)]) {
      expect(await written(marketToJson(market))).toEqual(market);
    }
    const { portfolio, ...rest } = marketToJson(portfolioMarket());
    await expect(written(rest)).rejects.toThrow("risk is present: must be absent");
    await expect(written({ ...rest, portfolio: { ...portfolio, groups: [] } })).rejects.toThrow(InputError);
  });

  it("loses no digit of any publishable row", () => {
    fc.assert(
      fc.property(publishableRow, (row) => {
        const market = { venue: "v", asOf: 1, rows: [row] };
        const { rows } = checkJson(JSON.parse(JSON.stringify(marketToJson(market))), marketSchema);
        expect(rows).toEqual([row]);
      }),
      { seed: 11, numRuns: 300 },
    );
  });
});

describe("readMarket", () => {
  const json = () => structuredClone(marketToJson(testMarket()));

  it.each<[string, (file: ReturnType<typeof json>) => unknown, RegExp]>([
    [
      "a number for a decimal string",
      (file) => ({ ...file, rows: [{ ...file.rows[0], valuePrice: 1 }] }),
      /rows\[0\]\.valuePrice is 1 \(number\)/,
    ],
    [
      "an exponent",
      (file) => ({ ...file, rows: [{ ...file.rows[0], valuePrice: "1e3" }] }),
      /valuePrice is "1e3": must be a plain decimal/,
    ],
    [
      "a negative zero",
      (file) => ({ ...file, rows: [{ ...file.rows[0], valuePrice: "-0" }] }),
      /must not be a negative zero/,
    ],
    [
      "a ninth decimal",
      (file) => ({ ...file, rows: [{ ...file.rows[0], valuePrice: "0.123456789" }] }),
      /at most 8 decimals/,
    ],
    [
      "a price of zero",
      (file) => ({ ...file, rows: [{ ...file.rows[0], valuePrice: "0" }] }),
      /price above zero/,
    ],
    [
      "a price of 2^64 units",
      (file) => ({ ...file, rows: [{ ...file.rows[0], valuePrice: "184467440737.09551616" }] }),
      /must be at most 184467440737.09551615/,
    ],
    ["an unknown field", (file) => ({ ...file, fee: "1" }), /fee is "1": is not a field of this format/],
    ["another format", (file) => ({ ...file, format: "solvency-market/2" }), /must be "solvency-market\/1"/],
    [
      "rows that publication refuses",
      (file) => ({ ...file, rows: file.rows.toReversed() }),
      /rows\[1\]\.index/,
    ],
  ])("refuses %s", async (_, change, message) => {
    await expect(written(change(json()))).rejects.toThrow(message);
  });
});
