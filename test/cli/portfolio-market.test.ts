import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jsonOf, solvency } from "./support/run.ts";
import { copyExamples, modeOf, type Workspace, workspace } from "./support/workspace.ts";

let ws: Workspace;
beforeAll(async () => {
  ws = await workspace();
  await copyExamples(ws.at());
  expect(await build("span-16", "portfolio.json")).toMatchObject({ code: 0 });
}, 60_000);
afterAll(() => ws.remove());

const example = (name: string): string => ws.at("examples", "portfolio", name);

const build = (scenarios: string, out: string, ...more: readonly string[]) =>
  solvency([
    ...["market", "build", "--source", example("market.json"), "--options", example("options.json")],
    ...["--scenarios", scenarios, "--out", ws.at(out), "--json", ...more],
  ]);

const show = (account: string, market: string, ...more: readonly string[]) =>
  solvency(["account", "show", account, "--market", ws.at(market), ...more]);

interface Portfolio {
  readonly scenarios: readonly { readonly name: string; readonly pnl: string }[];
  readonly worstScenario: string;
  readonly greeks?: { readonly underlyings: readonly Record<string, string>[] };
}

describe("market build --options", () => {
  it("makes a portfolio market that market show reads, with the same root", async () => {
    const built = jsonOf(await build("derive-31", "derive.json"));
    expect(built).toMatchObject({
      venue: "portfolio-example",
      rows: 49,
      scenarios: 31,
      groups: 6,
      notes: [],
    });
    const shown = jsonOf(await solvency(["market", "show", ws.at("derive.json"), "--json"]));
    expect(shown.root).toBe(built.root);
    expect(shown).toMatchObject({ portfolio: { scenarios: { length: 31 }, groups: { length: 6 } } });
  });

  it("writes the same file each time, and what it priced from beside it", async () => {
    const first = await readFile(ws.at("portfolio.json"), "utf8");
    const again = jsonOf(await build("span-16", "again.json"));
    expect(await readFile(ws.at("again.json"), "utf8")).toBe(first);
    expect(again.pricing).toBe(ws.at("again.pricing.json"));
    expect(await ws.readJson("again.pricing.json")).toMatchObject({
      marketRoot: again.root,
      options: { length: 40 },
    });
  });

  it("takes a surface in place of the source's own, and a venue's own scenarios", async () => {
    const surface = await readFile(example("surface.csv"), "utf8");
    await ws.write("other-surface.csv", surface.replaceAll(",0.045\n", ",0.05\n"));
    const set = await readFile("prover/market/risk/shock-sets/tims-10.json", "utf8");
    await ws.write("own.json", set.replace('"name": "tims-10"', '"name": "own"'));
    const built = await build(ws.at("own.json"), "own-market.json", "--surface", ws.at("other-surface.csv"));
    expect(jsonOf(built)).toMatchObject({ scenarios: 10 });
    const plain = jsonOf(await build(ws.at("own.json"), "tims.json"));
    expect(jsonOf(built).root).not.toBe(plain.root);
  });

  it("margins options one by one with --standard", async () => {
    const { futures: _, ...source } = await ws.readJson("examples/portfolio/options.json");
    await ws.write("examples/portfolio/standard.json", source);
    const ran = await solvency([
      ...["market", "build", "--source", example("market.json"), "--options", example("standard.json")],
      ...["--standard", "deribit", "--out", ws.at("standard.json"), "--json"],
    ]);
    expect(jsonOf(ran)).toMatchObject({ rows: 47 });
    expect(jsonOf(ran)).not.toHaveProperty("scenarios");
  });
});

describe("market show", () => {
  it("shows scenarios and groups, and a row's prices under them", async () => {
    const all = await solvency(["market", "show", ws.at("portfolio.json")]);
    expect(all.stdout).toMatch(/16 +price −2 ranges, 35 % +35 %/);
    expect(all.stdout).toMatch(/BTC +0 % +100 % +23/);
    const row = await solvency(["market", "show", ws.at("portfolio.json"), "--row", "BTC/USDC:USDC"]);
    expect(row.stdout).toMatch(/13 +price −3\/3, vol up +-17,371\.875/);
  });
});

describe("account show of a portfolio account", () => {
  it("shows every scenario, the worst marked, and Greeks from the file beside the market", async () => {
    const { code, stdout } = await show(example("account.json"), "portfolio.json");
    expect(code).toBe(0);
    expect(stdout).toMatch(/12 +price \+3\/3, vol down .*◀ worst/);
    expect(stdout.match(/◀ worst/g)).toHaveLength(1);
    expect(stdout).toMatch(/BTC +-0\.28\d\d +-0\.0000\d\d +\d+\.\d\d +\d+\.\d\d/);
    expect(stdout).toContain("✔ meets maintenance margin");
    expect(stdout).not.toContain("liquidation price");
  });

  it("gives every digit with --json", async () => {
    const json = jsonOf(
      await show(example("account.json"), "portfolio.json", "--json"),
    ) as unknown as Portfolio;
    expect(json.scenarios).toHaveLength(16);
    const worst = json.scenarios.find(({ name }) => name === json.worstScenario);
    expect(Number(worst?.pnl)).toBe(Math.min(...json.scenarios.map(({ pnl }) => Number(pnl))));
    expect(json).toMatchObject({
      mode: "portfolio",
      meetsMaintenance: true,
      maintenance: expect.stringMatching(/^\d+\.\d+$/),
    });
    expect(json.greeks?.underlyings.map(({ underlying }) => underlying)).toEqual(["BTC", "ETH"]);
  });

  it("says how to get Greeks where there is no pricing file", async () => {
    await ws.write("bare.json", await readFile(ws.at("portfolio.json"), "utf8"));
    const { code, stdout } = await show(example("account.json"), "bare.json");
    expect(code).toBe(0);
    expect(stdout).toContain("Greeks: with --pricing");
    expect(stdout).not.toContain("vega");
    // Left from another market of the name: nothing of it is shown.
    await ws.write("bare.pricing.json", await readFile(ws.at("derive.pricing.json"), "utf8"));
    expect((await show(example("account.json"), "bare.json")).stdout).toContain("Greeks: with --pricing");
    const given = await show(
      example("account.json"),
      "bare.json",
      "--pricing",
      ws.at("portfolio.pricing.json"),
    );
    expect(given.stdout).toContain("vega");
  });

  it("draws a picture that only its owner can read (T-31), well-formed and without scripts or links", async () => {
    const ran = await show(
      example("account.json"),
      "portfolio.json",
      "--picture",
      ws.at("pictures", "book.svg"),
      "--json",
    );
    expect(jsonOf(ran)).toMatchObject({ picture: ws.at("pictures", "book.svg") });
    expect(await modeOf(ws.at("pictures", "book.svg"))).toBe("600");
    const svg = await readFile(ws.at("pictures", "book.svg"), "utf8");
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[\s\S]*<\/svg>\n$/);
    expect(svg).toContain("prefers-color-scheme:dark");
    expect(svg.match(/<rect /g)).toHaveLength(17);
    expect(svg.match(/<path /g)).toHaveLength(4);
    expect(svg).not.toMatch(/<script|href|NaN|undefined|Infinity/);
  });
});

describe("what is refused", () => {
  const edited = async (name: string, edit: (text: string) => string): Promise<void> => {
    await ws.write(`examples/portfolio/${name}`, edit(await readFile(example(name), "utf8")));
  };

  it("a good market stays when the surface has arbitrage, with rows named", async () => {
    const before = await readFile(ws.at("portfolio.json"), "utf8");
    const surface = await readFile(example("surface.csv"), "utf8");
    await ws.write("bad.csv", surface.replace(/(BTC,2025-08-29T08:00:00Z,115000,call,)[\d.]+/, "$10.9"));
    const ran = await build("span-16", "portfolio.json", "--surface", ws.at("bad.csv"));
    expect(ran.code).toBe(3);
    expect(ran.stderr).toMatch(/BTC-29AUG25-115000-C: breaks put-call parity with BTC-29AUG25-115000-P/);
    expect(await readFile(ws.at("portfolio.json"), "utf8")).toBe(before);
  });

  it("an expired option", async () => {
    await edited("market.json", (text) => text.replace("1754006400", "1756454400"));
    const ran = await build("span-16", "late.json");
    expect(ran.code).toBe(3);
    expect(ran.stderr).toMatch(/BTC-29AUG25-95000-C: expired at 2025-08-29T08:00:00Z/);
    await copyExamples(ws.at());
  });

  it("a price out of the published range, with row and scenario", async () => {
    const set = JSON.parse(await readFile("prover/market/risk/shock-sets/tims-10.json", "utf8")) as {
      scenarios: object[];
    };
    set.scenarios[3] = { name: "to the moon", price: "2000", volatility: "same" };
    const ran = await build(await ws.write("moon.json", set), "moon-market.json");
    expect(ran.code).toBe(3);
    expect(ran.stderr).toMatch(/row BTC, scenario "to the moon": must be within ±/);
  });

  it.each([
    ["scenarios without options", ["--scenarios", "span-16"], /--scenarios: needs --options/],
    [
      "options without rules",
      ["--options", "options.json"],
      /--options is .*: needs --scenarios .* or --standard/,
    ],
    [
      "an unknown set",
      ["--options", "options.json", "--scenarios", "span"],
      /--scenarios is "span": must be a file, or one of deribit-35/,
    ],
    [
      "an unknown rule",
      ["--options", "options.json", "--standard", "span-16"],
      /--standard is "span-16": must be a file, or one of deribit, derive, okx/,
    ],
  ] as const)("%s", async (_, args, message) => {
    const ran = await solvency([
      "market",
      "build",
      "--source",
      example("market.json"),
      "--out",
      ws.at("no.json"),
      ...args,
    ]);
    expect(ran.code).toBe(3);
    expect(ran.stderr).toMatch(message);
  });

  it("scenarios and a standard rule at once", async () => {
    const ran = await build("span-16", "no.json", "--standard", "deribit");
    expect(ran.code).toBe(2);
  });

  it("pricing of another market", async () => {
    const ran = await show(
      example("account.json"),
      "portfolio.json",
      "--pricing",
      ws.at("tims.pricing.json"),
    );
    expect(ran.code).toBe(3);
    expect(ran.stderr).toMatch(
      /tims\.pricing\.json: marketRoot is 0x[0-9a-f]+: must be the root of .*portfolio\.json/,
    );
  });

  it("a cross account in a portfolio market, and a portfolio account in another", async () => {
    const account = await readFile(example("account.json"), "utf8");
    await ws.write("cross.json", account.replace('"portfolio"', '"cross"'));
    const cross = await show(ws.at("cross.json"), "portfolio.json");
    expect(cross.code).toBe(3);
    expect(cross.stderr).toMatch(/mode is "cross"/);
    await ws.write("empty.json", { ...(JSON.parse(account) as object), holdings: [] });
    const plain = await solvency([
      "account",
      "show",
      ws.at("empty.json"),
      "--market",
      ws.at("standard.json"),
    ]);
    expect(plain.code).toBe(3);
    expect(plain.stderr).toMatch(/has no scenarios/);
  });

  it("a picture of an account that has no scenarios", async () => {
    const account = ws.at("accounts", `${ws.account.tag}.json`);
    const ran = await show(account, "market.json", "--picture", ws.at("no.svg"));
    expect(ran.code).toBe(3);
    expect(ran.stderr).toMatch(/--picture: is for portfolio accounts; this one is cross/);
  });
});
