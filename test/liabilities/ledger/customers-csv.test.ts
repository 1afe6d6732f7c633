import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { customerOwner } from "../../../prover/accounts/customer.ts";
import { customersFromCsv } from "../../../prover/liabilities/ledger/customers-csv.ts";
import { customersMarket } from "../../../prover/liabilities/ledger/customers-market.ts";
import { accountWorth } from "../../../prover/liabilities/model.ts";
import { CellTable } from "../../../prover/market/cells/table.ts";
import { assertPublishable } from "../../../prover/market/publication.ts";
import { collectLedger } from "../../support/collect.ts";
import { temporaryFolder } from "../../support/temporary.ts";

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const IDENTITY = { venue: "exchange", asOf: 1_700_000_000 };
const UNIT = 100_000_000n;

/** Files as the exchange published them, where they are at hand. */
const SHARED =
  process.env.SOLVENCY_SHARED ?? fileURLToPath(new URL("../../../../shared/data/binance", import.meta.url));
const present = existsSync(`${SHARED}/sample_users0.csv`);

describe("customersMarket", () => {
  it("has five rows an asset: free equity, three kinds of collateral, debt", async () => {
    const { market, assets } = await customersMarket(here("assets.csv"), IDENTITY);
    assertPublishable(market);
    expect(assets).toEqual(["btc", "shib"]);
    expect(market.rows.map(({ name, long, short }) => [name, long.length, short.length])).toEqual([
      ["BTC", 1, 0],
      ["BTC-LOAN", 3, 0],
      ["BTC-MARGIN", 3, 0],
      ["BTC-PORTFOLIO", 2, 0],
      ["BTC-DEBT", 0, 1],
      ["SHIB", 1, 0],
      ["SHIB-LOAN", 1, 0],
      ["SHIB-MARGIN", 2, 0],
      ["SHIB-PORTFOLIO", 1, 0],
      ["SHIB-DEBT", 0, 1],
    ]);
  });
});

describe("customersFromCsv", () => {
  it("splits equity into what is put up and what is not, and names the customers it refuses", async () => {
    const { market } = await customersMarket(here("assets.csv"), IDENTITY);
    const { accounts, refused } = await collectLedger(customersFromCsv(here("customers.csv"), market));
    expect(accounts.map(({ tag }) => tag)).toEqual([1n, 3n, 6n]);
    expect(accounts[0]).toEqual({
      tag: 1n,
      mode: "cross",
      owner: customerOwner("aa00"),
      holdings: [
        { row: 1, quantity: (UNIT * 5n) / 8n },
        { row: 2, quantity: UNIT / 2n },
        { row: 3, quantity: UNIT / 4n },
        { row: 4, quantity: UNIT / 8n },
        { row: 5, quantity: -UNIT / 4n },
        { row: 6, quantity: 1_000n * UNIT },
      ],
    });
    expect(refused.map(({ who, error }) => [who, "field" in error && error.field])).toEqual([
      ["customer aa01", "line 3, e_btc"],
      ["customer aa03", "line 5, e_shib"],
      ["customer aa04", "line 6, d_btc"],
    ]);
    // 0.5 and 0.25 BTC by tiers are 19,000 and 15,697.55 USD at most, the debt of 0.9 BTC is 58,590 USD.
    const deep = accounts.find(({ tag }) => tag === 3n);
    expect(accountWorth(market, "equity", deep ?? { holdings: [] })).toBeLessThan(0n);
  });

  it("knows customers by the first column id: an asset of that name has one too", async () => {
    const folder = await temporaryFolder();
    const [header = "", ...lines] = (await readFile(here("customers.csv"), "utf8")).trim().split("\n");
    const more = [`${header},e_id,d_id,id,vl_id,m_id,pm_id`, ...lines.map((line) => `${line},0,0,7,0,0,0`)];
    await writeFile(join(folder, "customers.csv"), more.join("\n"));
    const assets = await readFile(here("assets.csv"), "utf8");
    const [, ...last] = (assets.trim().split("\n").at(-1) ?? "").split(",");
    await writeFile(join(folder, "assets.csv"), `${assets.trim()}\n${["id", ...last].join(",")}\n`);
    const { market } = await customersMarket(join(folder, "assets.csv"), IDENTITY);
    const { accounts } = await collectLedger(customersFromCsv(join(folder, "customers.csv"), market));
    expect(accounts[0]?.owner).toBe(customerOwner("aa00"));
  });

  it.skipIf(!present)(
    "refuses the ten deliberately invalid customers of the published sample, by name",
    async () => {
      const { market } = await customersMarket(`${SHARED}/sample_assets.csv`, IDENTITY);
      const table = await CellTable.build(market, "equity");
      expect(table.cells.length).toBeLessThanOrEqual(192);
      const { accounts, refused } = await collectLedger(
        customersFromCsv(`${SHARED}/sample_users0.csv`, market),
      );
      const under = accounts.filter((account) => accountWorth(market, "equity", account) < 0n);
      const invalid = [
        ...refused.map(({ error }) => Number(/line (\d+)/.exec(error.message)?.[1]) - 1),
        ...under.map(({ tag }) => Number(tag)),
      ];
      expect(invalid.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      expect(accounts.length - under.length).toBe(90);
    },
  );

  it.skipIf(!present)("makes a table of all 483 assets of the exchange", async () => {
    const { market, assets } = await customersMarket(`${SHARED}/cex_assets_info.csv`, IDENTITY);
    assertPublishable(market);
    expect(assets).toHaveLength(483);
    const table = await CellTable.build(market, "equity");
    expect(table.cells).toHaveLength(3_680);
  });
});
