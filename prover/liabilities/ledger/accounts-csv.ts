import type { Market } from "../../market/row.ts";
import { type AccountLine, accountsFromLines } from "./account-lines.ts";
import { csvRecords } from "./csv-records.ts";
import type { LedgerEntry } from "./entry.ts";

/**
 * Accounts of a CSV file, one line a holding:
 *
 *     tag,mode,owner,row,quantity
 *     1001,cross,0x2b…,USDT,1500.25
 *     1001,,,BTC/USDT:USDT,-0.35
 *     1002,isolated,,,
 *
 * `tag` and `quantity` are needed, and either `row` (a name) or `index` (a row's number); `mode` and `owner` may be blank or absent, and
 * `customer` may name the customer in place of `owner` (see AccountLine). The lines of an account follow one another; nothing else has to be sorted. Quantities are plain decimals: no
 * exponents, signs "+", leading zeros or negative zeros, at most 8 decimals (T-40). The file is read as a stream.
 *
 * @throws InputError where the file is no such CSV; what is wrong with one account refuses that account
 */
export async function* accountsFromCsv(path: string, market: Market): AsyncGenerator<LedgerEntry> {
  const records = csvRecords(path, ["tag", "quantity"]);
  const { value: first, done } = await records.next();
  if (done === true) return;
  const byIndex = first.fields.index !== undefined;
  const rowColumn = byIndex ? "index" : "row";
  async function* lines(): AsyncGenerator<AccountLine> {
    if (first !== undefined) yield lineOf(first);
    for await (const record of records) yield lineOf(record);
  }
  const lineOf = ({
    line,
    fields,
  }: {
    line: number;
    fields: Readonly<Record<string, string>>;
  }): AccountLine => ({
    place: `line ${line}`,
    tag: fields.tag ?? "",
    mode: fields.mode ?? "",
    owner: fields.owner ?? "",
    customer: fields.customer ?? "",
    row: fields[rowColumn] ?? "",
    quantity: fields.quantity ?? "",
  });
  yield* accountsFromLines(lines(), { market, source: path, byIndex });
}
