import { Client } from "pg";
import Cursor from "pg-cursor";
import { EnvironmentError } from "../../domain/errors.ts";
import { refuse } from "../../domain/refuse.ts";
import type { Market } from "../../market/row.ts";
import { type AccountLine, accountsFromLines } from "./account-lines.ts";
import type { LedgerEntry } from "./entry.ts";

/** Rows fetched at once. */
const FETCH = 2_000;

/** Every value as the text the server sends: numbers of SQL must not pass through floats (T-40). */
const AS_TEXT = { getTypeParser: () => (value: string) => value };

export interface PostgresLedger {
  /** postgres://user@host/database; a password is better put into PGPASSWORD or ~/.pgpass. */
  readonly url: string;
  /** Answers with the columns of accountsFromCsv, ordered by tag. */
  readonly query: string;
  readonly market: Market;
}

/**
 * Accounts of a PostgreSQL database, one row a holding, through a cursor: of millions of rows only a few thousand are in memory.
 * The query runs in one read-only transaction of REPEATABLE READ, so that it sees all accounts at one moment.
 *
 * @throws EnvironmentError when the server does not answer or refuses the query
 * @throws InputError when the answer lacks a column
 */
export async function* accountsFromPostgres({
  url,
  query,
  market,
}: PostgresLedger): AsyncGenerator<LedgerEntry> {
  const client = new Client({ connectionString: url, types: AS_TEXT });
  const failed = (cause: unknown): never => {
    throw new EnvironmentError(`the database does not answer as it should: ${(cause as Error).message}`, {
      cause,
    });
  };
  client.on("error", () => {}); // a lost connection also rejects what waits for it
  await client.connect().catch(failed);
  try {
    await client.query("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY").catch(failed);
    const cursor = client.query(
      new Cursor<Record<string, string | null>>(query, [], { types: AS_TEXT as never }),
    );
    const read = () => cursor.read(FETCH).catch(failed);
    let block = await read();
    const [sample] = block;
    if (sample === undefined) return;
    const source = "the query";
    const columns = Object.keys(sample);
    const byIndex = columns.includes("index");
    for (const name of ["tag", "quantity", byIndex ? "index" : "row"]) {
      if (!columns.includes(name))
        refuse({ source, field: "columns", value: columns.join(",") }, `has no column "${name}"`);
    }
    async function* lines(): AsyncGenerator<AccountLine> {
      for (let number = 0; block.length > 0; block = await read()) {
        for (const row of block) {
          number++;
          yield {
            place: `row ${number}`,
            tag: row.tag ?? "",
            mode: row.mode ?? "",
            owner: row.owner ?? "",
            customer: row.customer ?? "",
            row: row[byIndex ? "index" : "row"] ?? "",
            quantity: row.quantity ?? "",
          };
        }
      }
    }
    yield* accountsFromLines(lines(), { market, source, byIndex });
    await cursor.close();
  } finally {
    await client.end();
  }
}
