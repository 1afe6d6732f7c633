import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EnvironmentError, InputError } from "../../../prover/domain/errors.ts";
import { readOptionSource } from "../../../prover/market/risk/option-source.ts";
import { AUGUST, decimal, usdPrice } from "./support/options.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "solvency-options-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const write = async (name: string, content: string | object): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
};

const contract = { underlying: "BTC", expiry: "2025-08-29T08:00:00Z", strike: "100000", type: "call" };
const quote = { markIv: "0.5", forward: "100200.5", rate: "0.04" };
const SOURCE = {
  format: "solvency-option-source/1",
  underlyings: [{ name: "BTC", index: "100000" }],
  chain: [{ ...contract, ...quote }],
};
const CHAIN_CSV =
  "underlying,expiry,strike,type,mark\nBTC,2025-08-29T08:00:00Z,100000,call,\nBTC,2025-08-29T08:00:00Z,100000,put,5000.25\n";
const SURFACE_CSV =
  "type,underlying,expiry,strike,rate,forward,markIv\ncall,BTC,2025-08-29T08:00:00Z,100000,0.04,100200.5,0.5\nput,BTC,2025-08-29T08:00:00Z,100000,0.04,100200.5,0.5\n";

describe("readOptionSource", () => {
  it("reads a chain with its own quotes", async () => {
    const source = await readOptionSource(await write("own.json", SOURCE));
    expect(source).toMatchObject({ futures: [], moves: {}, tolerance: 0n });
    expect(source.options).toEqual([
      {
        name: "BTC-29AUG25-100000-C",
        underlying: "BTC",
        expiry: AUGUST,
        strike: usdPrice("100000"),
        type: "call",
        mark: undefined,
        markIv: decimal("0.5"),
        forward: usdPrice("100200.5"),
        rate: decimal("0.04"),
      },
    ]);
  });

  it("reads chain and surface from CSV and JSON alike, columns in any order", async () => {
    await write("chain.csv", CHAIN_CSV);
    await write("surface.csv", SURFACE_CSV);
    const { chain: _, ...rest } = SOURCE;
    const fromCsv = await readOptionSource(
      await write("csv.json", { ...rest, chainFile: "chain.csv", surfaceFile: "surface.csv" }),
    );
    await write("chain.json", {
      format: "solvency-option-chain/1",
      options: [contract, { ...contract, type: "put", mark: "5000.25" }],
    });
    const surface = await write("surface.json", {
      format: "solvency-surface/1",
      quotes: ["call", "put"].map((type) => ({ ...contract, ...quote, type })),
    });
    const file = await write("json.json", { ...rest, chainFile: "chain.json" });
    const fromJson = await readOptionSource(file, surface);
    expect(fromJson.options).toEqual(fromCsv.options);
    expect(fromCsv.options.map(({ name, mark }) => [name, mark])).toEqual([
      ["BTC-29AUG25-100000-C", undefined],
      ["BTC-29AUG25-100000-P", usdPrice("5000.25")],
    ]);
  });

  it("takes the names an exchange gives", async () => {
    const named = { ...SOURCE, chain: [{ ...contract, ...quote, name: "BTC-250829-100000-C" }] };
    const { options } = await readOptionSource(await write("named.json", named));
    expect(options[0]?.name).toBe("BTC-250829-100000-C");
  });
});

describe("what is refused, with file and place named (T-40)", () => {
  const option = (parts: object) => ({ ...SOURCE, chain: [{ ...contract, ...quote, ...parts }] });
  it.each([
    ["no chain", { ...SOURCE, chain: undefined }, /chain: must be given, either here or as chainFile/],
    ["two chains", { ...SOURCE, chainFile: "chain.csv" }, /must be given, either here or as chainFile/],
    [
      "an underlying that is not listed",
      option({ underlying: "ETH" }),
      /option 1 is ETH-29AUG25-100000-C: is on ETH/,
    ],
    [
      "an option without a quote",
      { ...SOURCE, chain: [contract] },
      /option 1 is BTC-29AUG25-100000-C: needs markIv, forward and rate/,
    ],
    [
      "half a quote",
      { ...SOURCE, chain: [{ ...contract, markIv: "0.5", rate: "0" }] },
      /needs markIv, forward and rate/,
    ],
    [
      "a volatility in percent",
      option({ markIv: "55" }),
      /chain\[0\]\.markIv is "55": must be above 0 and at most 10/,
    ],
    ["a volatility of zero", option({ markIv: "0" }), /markIv is "0"/],
    [
      "a JSON number",
      option({ strike: 100000 }),
      /chain\[0\]\.strike is 100000 \(number\): must be a decimal string/,
    ],
    ["an exponent", option({ forward: "1e5" }), /forward is "1e5": must be a plain decimal/],
    ["a rate in percent", option({ rate: "15" }), /rate is "15": must be from -1 to 10/],
    ["another type", option({ type: "C" }), /type is "C": must be "call" or "put"/],
    [
      "a day without an hour",
      option({ expiry: "2025-08-29" }),
      /expiry is "2025-08-29": must be a time in UTC/,
    ],
    ["an unknown field", option({ vega: "1" }), /vega.*is not a field of this format/],
    [
      "a name of an underlying that leaves no room for its options",
      { ...SOURCE, underlyings: [{ name: "B".repeat(33), index: "1" }] },
      /underlyings\[0\]\.name .* must have at most 32 characters/,
    ],
    ["no underlying", { ...SOURCE, underlyings: [] }, /needs an underlying/],
    ["a negative tolerance", { ...SOURCE, tolerance: "-1" }, /tolerance is "-1": must not be negative/],
  ] as const)("%s", async (_, content, message) => {
    const file = await write("bad.json", content);
    const refused = await readOptionSource(file).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(InputError);
    expect((refused as Error).message).toMatch(message);
    expect((refused as Error).message).toContain("bad.json: ");
  });

  const { chain: _, ...rest } = SOURCE;
  it.each([
    [
      "a cell that is no number",
      SURFACE_CSV.replace("0.5\n", "half\n"),
      /surface\.csv: line 2 markIv is "half": must be a plain decimal/,
    ],
    ["a blank cell", SURFACE_CSV.replace("0.5\n", "\n"), /line 2 markIv: is missing/],
    [
      "a column too many",
      SURFACE_CSV.replaceAll(/$/gm, ",x").replace(/,x$/, ""),
      /line 2 x is "x": is not a column|is not valid CSV/,
    ],
    [
      "a quote twice",
      `${SURFACE_CSV}put,BTC,2025-08-29T08:00:00Z,100000,0.04,100200.5,0.6\n`,
      /quotes is BTC-29AUG25-100000-P: is quoted twice/,
    ],
    [
      "a quote missing",
      SURFACE_CSV.replace(/put.*\n/, ""),
      /quotes is BTC-29AUG25-100000-P: is listed, but the surface has no quote/,
    ],
    ["a cut line", SURFACE_CSV.slice(0, -9), /is not valid CSV|is missing|must/],
  ] as const)("a surface with %s", async (_name, surface, message) => {
    await write("chain.csv", CHAIN_CSV);
    const file = await write("csv.json", { ...rest, chainFile: "chain.csv" });
    const path = await write("surface.csv", surface);
    await expect(readOptionSource(file, path)).rejects.toThrow(message);
    await expect(readOptionSource(file, path)).rejects.toBeInstanceOf(InputError);
  });

  it("quotes in chain and surface both", async () => {
    const path = await write("surface.csv", SURFACE_CSV);
    await expect(readOptionSource(await write("both.json", SOURCE), path)).rejects.toThrow(
      /has markIv, forward or rate of its own beside a surface/,
    );
  });

  it("files that are not there", async () => {
    const file = await write("csv.json", { ...rest, chainFile: "no-such.csv" });
    await expect(readOptionSource(file)).rejects.toBeInstanceOf(EnvironmentError);
  });
});
