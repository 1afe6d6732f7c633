import { readdir, readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jsonOf, solvency } from "./support/run.ts";
import { copyExamples, modeOf, type Workspace, workspace } from "./support/workspace.ts";

let ws: Workspace;
beforeAll(async () => {
  ws = await workspace();
  await copyExamples(ws.at());
  const source = ["--source", ws.at("examples", "market.json"), "--out", ws.at("built.json")];
  expect((await solvency(["market", "build", ...source])).code).toBe(0);
});
afterAll(() => ws.remove());

const importing = (tag: string, replaced: Readonly<Record<string, string>> = {}) => {
  const options: Record<string, string> = {
    "--balance": ws.at("examples", "balance.json"),
    "--positions": ws.at("examples", "positions.json"),
    "--market": ws.at("built.json"),
    "--tag": tag,
    "--owner-secret": ws.at("new-owner.json"),
    "--out": ws.at("imported"),
    ...replaced,
  };
  return solvency(["account", "import", ...Object.entries(options).flat(), "--json"]);
};

describe("account import", () => {
  it("writes a cross account and one for each isolated position, private (T-31), with a new owner secret", async () => {
    const ran = await importing("7001");
    expect(ran.code).toBe(0);
    expect(jsonOf(ran)).toMatchObject({
      ownerSecret: { isNew: true },
      accounts: [
        { tag: "7001", mode: "cross", position: null },
        { tag: "7002", mode: "isolated" },
      ],
    });
    for (const name of ["imported/7001.json", "imported/7002.json", "new-owner.json"]) {
      expect(await modeOf(ws.at(name))).toBe("600");
    }
    const { owner, secret } = (await ws.readJson("new-owner.json")) as { owner: string; secret: string };
    expect(await ws.readJson("imported/7001.json")).toMatchObject({ owner });
    expect(ran.stdout + ran.stderr).not.toContain(secret.slice(2));
  });

  it("puts wallets, entry costs and accrued funding into their rows, exactly", async () => {
    const ran = await solvency([
      "account",
      "show",
      ws.at("imported/7001.json"),
      "--market",
      ws.at("built.json"),
      "--json",
    ]);
    expect(jsonOf(ran)).toMatchObject({
      holdings: [
        { row: "PNL-USDT", quantity: "-268427.12" }, // -3.2 * 112340.5 + 25 * 3845.21 - 450000 * 0.01123 - 14.27
        { row: "USDT", quantity: "16341.2" }, // 18341.20 less the isolated 2000
        { row: "BTC", quantity: "0.15" },
        { row: "ETH", quantity: "4.2", bracket: 1, brackets: 1 },
        { row: "BTC/USDT:USDT", quantity: "3.2", maintenance: "1802.32", bracket: 2, brackets: 6 },
        { row: "ETH/USDT:USDT", quantity: "-25", maintenance: "412.3" },
        { row: "1000PEPE/USDT:USDT", quantity: "450000", maintenance: "31.5315" },
      ],
      equity: "62891.196",
      maintenance: "2246.1515",
      meetsMaintenance: true,
    });
  });

  it("uses an owner secret that is there and never writes to it", async () => {
    const before = await readFile(ws.at("new-owner.json"), "utf8");
    const ran = await importing("8001");
    expect(jsonOf(ran)).toMatchObject({ ownerSecret: { isNew: false } });
    expect(await readFile(ws.at("new-owner.json"), "utf8")).toBe(before);
  });

  it("does not overwrite an account", async () => {
    const ran = await importing("7000");
    expect(ran.code).toBe(3);
    expect(ran.stderr).toMatch(/--out is ".*7001\.json": exists already; nothing was written/);
    expect(await readdir(ws.at("imported"))).not.toContain("7000.json");
  });

  it("writes nothing at all when the positions are bad, no owner secret either", async () => {
    const text = await readFile(ws.at("examples", "positions.json"), "utf8");
    await ws.write("bad-positions.json", text.replace('"112340.5"', "112340.5"));
    const ran = await importing("9001", {
      "--positions": ws.at("bad-positions.json"),
      "--owner-secret": ws.at("never.json"),
      "--out": ws.at("never"),
    });
    expect(ran.code).toBe(3);
    expect(ran.stderr).toMatch(
      /bad-positions\.json: positions\[0\]\.entryPrice is 112340\.5 \(number\): number where/,
    );
    expect((await readdir(ws.at())).filter((name) => name.startsWith("never"))).toEqual([]);
  });
});
