import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { marketToJson } from "../../prover/index.ts";
import { testMarket } from "../support/market.ts";
import { COVERED, portfolioMarket } from "../support/portfolio-market.ts";
import { jsonOf, solvency } from "./support/run.ts";
import { type Workspace, workspace } from "./support/workspace.ts";

let portfolio: Workspace;
let cross: Workspace;
beforeAll(async () => {
  const market = portfolioMarket(16);
  portfolio = await workspace({ market, holdings: COVERED, mode: "portfolio" });
  cross = await workspace();
  await cross.write("portfolio-market.json", marketToJson(market));
  await portfolio.write("cross-market.json", marketToJson(testMarket()));
});
afterAll(() => Promise.all([portfolio.remove(), cross.remove()]));

/** Options of `prove margin` with another market of the workspace. */
const withMarket = (ws: Workspace, name: string): string[] =>
  ws.proveArgs.map((each) => (each === ws.at("market.json") ? ws.at(name) : each));

describe("prove margin, of a portfolio account", () => {
  it("picks the portfolio circuit from the account's mode, and verify accepts the claim", async () => {
    const ran = await solvency([...portfolio.proveArgs, "--kind", "initial", "--out", portfolio.at("claim")]);
    expect(ran.stderr).toBe("");
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain("proven: equity ≥ initial margin  margin-portfolio-16-4-16");
    const verified = await solvency(["verify", portfolio.at("claim"), "--json"]);
    expect(jsonOf(verified)).toMatchObject({ valid: true });
  });

  it("refuses what the account does not meet, with the shortfall, before any proving", async () => {
    const ran = await solvency([
      ...portfolio.proveArgs,
      "--ratio",
      "9",
      "--out",
      portfolio.at("x"),
      "--json",
    ]);
    expect(ran.code).toBe(4);
    expect(ran.stdout).toMatch(/shortfall +[\d.]+ USD/);
  });

  it("refuses a table that is not for accounts of this mode, either way", async () => {
    const one = await solvency([...withMarket(portfolio, "cross-market.json"), "--out", portfolio.at("x")]);
    expect([one.code, one.stderr]).toEqual([3, expect.stringContaining("has no scenarios")]);
    const other = await solvency([...withMarket(cross, "portfolio-market.json"), "--out", cross.at("x")]);
    expect([other.code, other.stderr]).toEqual([
      3,
      expect.stringContaining("is a table for portfolio accounts"),
    ]);
  });
});
