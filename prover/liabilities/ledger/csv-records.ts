import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { EnvironmentError } from "../../domain/errors.ts";
import { refuse } from "../../domain/refuse.ts";

/** A line of a CSV file by column. */
export interface CsvRecord {
  readonly line: number;
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * Reads a CSV file with a header line as a stream (RFC 4180; UTF-8, with or without byte-order mark).
 *
 * @param columns names the header must have
 * @param firstOf of these names the first column counts, where there are more
 * @throws InputError for a header without a column, with one twice, or a line with more or fewer fields than the header
 * @throws EnvironmentError when the file cannot be read
 */
export async function* csvRecords(
  path: string,
  columns: readonly string[],
  firstOf: readonly string[] = [],
): AsyncGenerator<CsvRecord> {
  let header: readonly string[] = [];
  const parser = parse({
    bom: true,
    info: true,
    skip_empty_lines: true,
    columns: (names: string[]) => {
      const again = (name: string, i: number): boolean => firstOf.includes(name) && names.indexOf(name) !== i;
      header = names.filter((name, i) => !again(name, i));
      return names.map((name, i) => (again(name, i) ? false : name));
    },
  });
  // pipeline hands an error of the file to the parser, where the loop below meets it.
  const records = pipeline(createReadStream(path), parser, () => {});
  let first = true;
  try {
    for await (const each of records as AsyncIterable<{
      record: CsvRecord["fields"];
      info: { lines: number };
    }>) {
      if (first) assertHeader(path, header, columns);
      first = false;
      yield { line: each.info.lines, fields: each.record };
    }
  } catch (error) {
    if (error instanceof CsvError) {
      const line = (error as { lines?: number }).lines;
      refuse(
        { source: path, field: line === undefined ? "the file" : `line ${line}` },
        `is not valid CSV: ${error.message}`,
      );
    }
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined || !/^E[A-Z]+$/.test(code)) throw error;
    const reason = code === "ENOENT" ? "no such file" : message;
    throw new EnvironmentError(`cannot read ${path}: ${reason}`, { cause: error });
  }
}

/** Characters of a header that an error repeats. */
const SHOWN = 200;

function assertHeader(source: string, header: readonly string[], columns: readonly string[]): void {
  const text = header.join(",");
  const place = { source, field: "line 1", value: text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text };
  const twice = header.find((name, i) => header.indexOf(name) !== i);
  if (twice !== undefined) refuse(place, `has the column "${twice}" twice`);
  const missing = columns.find((name) => !header.includes(name));
  if (missing !== undefined) refuse(place, `has no column "${missing}"`);
}
