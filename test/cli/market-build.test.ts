import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jsonOf, solvency } from "./support/run.ts";
import { copyExamples, type Workspace, workspace } from "./support/workspace.ts";

const ASSETS = fileURLToPath(new URL("../liabilities/ledger/assets.csv", import.meta.url));

let ws: Workspace;
beforeAll(async () => {
  ws = await workspace();
  await copyExamples(ws.at());
});
afterAll(() => ws.remove());

const build = (source: string, out: string, ...more: string[]) =>
  solvency([
    "market",
    "build",
    "--source",
    ws.at("examples", source),
    "--out",
    ws.at(out),
    "--json",
    ...more,
  ]);

interface Source {
  readonly collateral: readonly unknown[];
  readonly perpetuals: { readonly marks: Record<string, string> };
}

interface MarketFile {
  readonly rows: readonly { readonly index: number; readonly name: string }[];
}

describe("market build", () => {
  it("makes a market that market show reads, with the same root", async () => {
    const built = jsonOf(await build("market.json", "built.json"));
    expect(built).toMatchObject({ venue: "binance-example", rows: 8, notes: [] });
    const shown = jsonOf(await solvency(["market", "show", ws.at("built.json"), "--json"]));
    expect(shown.root).toBe(built.root);
    expect(shown.pieces).toBe(built.pieces);
  });

  it("has the exchange's own brackets, deductions included", async () => {
    const ran = await solvency(["market", "show", ws.at("built.json"), "--row", "BTC/USDT:USDT"]);
    expect(ran.stdout).toMatch(/3 +600,000 +3,000,000 +100 % +0\.65 % +-950 /);
    const unknown = await solvency(["market", "show", ws.at("built.json"), "--row", "DOGE"]);
    expect(unknown.code).toBe(3);
    expect(unknown.stderr).toMatch(/--row is "DOGE": unknown row.*\n {2}There are: PNL-USDT, USDT/);
  });

  it("leaves a good market alone when the source is bad", async () => {
    const before = await readFile(ws.at("built.json"), "utf8");
    const source = (await ws.readJson("examples/market.json")) as unknown as Source;
    source.perpetuals.marks["BTC/USDT:USDT"] = "1e5";
    await ws.write("examples/bad.json", source);
    const ran = await build("bad.json", "built.json");
    expect(ran.code).toBe(3);
    expect(ran.stderr).toMatch(/mark price of BTC\/USDT:USDT is "1e5": must be a plain decimal/);
    expect(await readFile(ws.at("built.json"), "utf8")).toBe(before);
    expect((await readdir(ws.at())).filter((name) => name.startsWith("built"))).toEqual(["built.json"]);
  });

  it("keeps row indexes from an earlier publication", async () => {
    const source = (await ws.readJson("examples/market.json")) as unknown as Source;
    await ws.write("examples/fewer.json", { ...source, collateral: source.collateral.slice(1) });
    expect((await build("fewer.json", "next.json", "--previous", ws.at("built.json"))).code).toBe(0);
    const rowsOf = async (name: string) => ((await ws.readJson(name)) as unknown as MarketFile).rows;
    const old = new Map((await rowsOf("built.json")).map(({ name, index }) => [name, index]));
    const rows = await rowsOf("next.json");
    expect(rows).toHaveLength(7);
    for (const { name, index } of rows) expect(index).toBe(old.get(name));
  });

  it("makes one from an exchange's published assets, which name neither venue nor time", async () => {
    const from = (...more: string[]) =>
      solvency(["market", "build", "--assets", ASSETS, "--out", ws.at("assets.json"), "--json", ...more]);
    const built = jsonOf(await from("--venue", "exchange", "--as-of", "1700000000"));
    expect(built).toMatchObject({ venue: "exchange", asOf: 1_700_000_000, rows: 10 });
    const nameless = await from();
    expect(nameless.code).toBe(3);
    expect(nameless.stderr).toContain("--venue: is needed with --assets");
    const both = await from("--source", ws.at("examples", "market.json"));
    expect(both.code).toBe(2);
    const none = await solvency(["market", "build", "--out", ws.at("none.json")]);
    expect(none.stderr).toContain("--source: or --assets is needed");
  });
});
