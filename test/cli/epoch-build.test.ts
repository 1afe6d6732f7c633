import { copyFile, mkdir, readdir, readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jsonOf, solvency } from "./support/run.ts";
import { modeOf, type Workspace, workspace } from "./support/workspace.ts";

let ws: Workspace;
beforeAll(async () => {
  ws = await workspace();
});
afterAll(() => ws.remove());

const build = (accounts: string, out: string, market = "market.json") =>
  solvency([
    ...["epoch", "build", "--accounts", ws.at(accounts), "--market", ws.at(market), "--venue", "test-venue"],
    ...["--epoch", "3", "--as-of", "1760000000", "--out", ws.at(out), "--json"],
  ]);

const made = async (prefix: string): Promise<string[]> =>
  (await readdir(ws.at())).filter((name) => name.startsWith(prefix));

describe("epoch build", () => {
  it("writes the public epoch and a private file for each member", async () => {
    const ran = await build("accounts", "epoch");
    expect(ran.code).toBe(0);
    expect(jsonOf(ran)).toMatchObject({ venue: "test-venue", epoch: 3, asOf: 1_760_000_000, accounts: 3 });
    expect(await modeOf(ws.at("epoch/members"))).toBe("700");
    for (const tag of ["42", "43", "44"])
      expect(await modeOf(ws.at(`epoch/members/${tag}.json`))).toBe("600");
    const published = Object.keys(await ws.readJson("epoch/epoch.json"));
    expect(published.sort()).toEqual(["accountsRoot", "asOf", "epoch", "format", "venue"]);
    expect(await made("epoch")).toEqual(["epoch"]);
  });

  it("gives every account a fresh salt in every epoch (T-29, T-30)", async () => {
    expect((await build("accounts", "again")).code).toBe(0);
    const salts = await Promise.all(
      ["epoch", "again"].flatMap((epoch) =>
        ["42", "43", "44"].map(async (tag) => (await ws.readJson(`${epoch}/members/${tag}.json`)).salt),
      ),
    );
    expect(new Set(salts).size).toBe(6);
  });

  it("does not build over an epoch", async () => {
    const before = await readFile(ws.at("epoch/epoch.json"), "utf8");
    const ran = await build("accounts", "epoch");
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain("exists already; nothing was written");
    expect(await readFile(ws.at("epoch/epoch.json"), "utf8")).toBe(before);
  });

  it("refuses a tag used twice, naming both files (T-14)", async () => {
    await mkdir(ws.at("twins"));
    await copyFile(ws.at("accounts/43.json"), ws.at("twins/a.json"));
    await copyFile(ws.at("accounts/43.json"), ws.at("twins/b.json"));
    const ran = await build("twins", "refused");
    expect(ran.code).toBe(3);
    expect(ran.stderr).toMatch(/b\.json: tag is "43": .*a\.json has the same tag/);
    expect(await made("refused")).toEqual([]);
  });

  it("names the capacities when an account holds too many rows", async () => {
    const market = (await ws.readJson("market.json")) as { rows: readonly object[] };
    const rows = Array.from({ length: 33 }, (_, k) => ({
      ...market.rows[0],
      index: k + 1,
      name: `R${k + 1}`,
    }));
    await ws.write("wide-market.json", { ...market, rows });
    const account = await ws.readJson("accounts/42.json");
    await mkdir(ws.at("wide"));
    const holding = (count: number) => rows.slice(0, count).map(({ name }) => ({ row: name, quantity: "1" }));
    await ws.write("wide/32.json", { ...account, tag: "32", holdings: holding(32) });
    await ws.write("wide/33.json", { ...account, tag: "33", holdings: holding(33) });
    const ran = await build("wide", "refused", "wide-market.json");
    expect(ran.code).toBe(3);
    expect(ran.stderr).toMatch(/33\.json: account 33: holdings is 33 rows: capacities are 8 and 32 holdings/);
    expect(await made("refused")).toEqual([]);
  });

  it("refuses a folder without accounts", async () => {
    await mkdir(ws.at("empty"));
    const ran = await build("empty", "refused");
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain("has no account files (*.json)");
  });
});
