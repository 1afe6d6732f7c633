import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accountsFromPostgres } from "../../../prover/liabilities/ledger/postgres.ts";
import { collectLedger } from "../../support/collect.ts";
import { testMarket } from "../../support/market.ts";
import { type PostgresServer, postgresPrograms, startPostgres } from "../../support/postgres.ts";

const programs = postgresPrograms();
const QUERY = "SELECT tag, mode, row_name AS row, quantity FROM holdings ORDER BY tag";

describe.skipIf(programs === undefined)("accountsFromPostgres (needs a PostgreSQL server's programs)", () => {
  let server: PostgresServer;
  let client: Client;
  beforeAll(async () => {
    server = await startPostgres(programs ?? "");
    client = new Client({ connectionString: server.url });
    await client.connect();
    await client.query(
      "CREATE TABLE holdings (tag numeric(20), mode text, row_name text, quantity numeric(28, 8))",
    );
    await client.query(
      `INSERT INTO holdings SELECT 9007199254740000 + n / 2, 'cross', CASE n % 2 WHEN 0 THEN 'USDT' ELSE 'BTC' END, n + 0.00000001
       FROM generate_series(0, 9999) AS n`,
    );
  }, 60_000);
  afterAll(async () => {
    await client?.end();
    await server?.stop();
  });

  const read = (query = QUERY) =>
    collectLedger(accountsFromPostgres({ url: server.url, query, market: testMarket() }));

  it("reads more rows than it fetches at once, numbers beyond 2^53 exactly", async () => {
    const { accounts, refused } = await read();
    expect(refused).toEqual([]);
    expect(accounts).toHaveLength(5_000);
    expect(accounts[4_999]).toEqual({
      tag: 9_007_199_254_744_999n,
      mode: "cross",
      owner: 0n,
      holdings: [
        { row: 1, quantity: 999_800_000_001n },
        { row: 2, quantity: 999_900_000_001n },
      ],
    });
  });

  it("sees all accounts at one moment: what is changed meanwhile does not show", async () => {
    const stream = accountsFromPostgres({ url: server.url, query: QUERY, market: testMarket() });
    await stream.next();
    await client.query("UPDATE holdings SET quantity = 0");
    let empty = 0;
    for await (const entry of stream) if ("account" in entry && entry.account.holdings.length === 0) empty++;
    expect(empty).toBe(0);
    const { accounts } = await read();
    expect(accounts.every(({ holdings }) => holdings.length === 0)).toBe(true);
  });

  it("refuses one account for what SQL calls a number and we do not", async () => {
    const { accounts, refused } = await read(
      "SELECT 1 AS tag, 'USDT' AS row, 'NaN'::float8 AS quantity UNION ALL SELECT 2, 'USDT', 1.5",
    );
    expect(accounts.map(({ tag }) => tag)).toEqual([2n]);
    expect(refused).toMatchObject([{ who: "account 1", error: { value: '"NaN"' } }]);
  });

  it("cannot write, and says what went wrong", async () => {
    await expect(read("DELETE FROM holdings RETURNING tag, row_name AS row, quantity")).rejects.toThrow(
      "read-only",
    );
    await expect(read("SELECT tag, mode FROM holdings")).rejects.toThrow(
      'columns is tag,mode: has no column "quantity"',
    );
    const dead = accountsFromPostgres({
      url: "postgres://nobody@127.0.0.1:1/none",
      query: QUERY,
      market: testMarket(),
    });
    await expect(collectLedger(dead)).rejects.toThrow("the database does not answer");
  });
});
