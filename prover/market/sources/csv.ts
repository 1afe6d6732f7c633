import { parse } from "csv-parse/sync";
import { refuse } from "../../domain/refuse.ts";

/** A record by column, and the line it ends on. */
export interface CsvRecord {
  readonly record: Readonly<Record<string, string>>;
  readonly line: number;
}

/**
 * A CSV with a header line.
 * @throws InputError when the text is no CSV
 */
export function readCsv(
  content: string,
  source?: string,
): { header: readonly string[]; records: readonly CsvRecord[] } {
  let header: readonly string[] = [];
  try {
    const records = parse(content, {
      bom: true,
      columns: (names: string[]) => {
        header = names;
        return names;
      },
      info: true,
      skip_empty_lines: true,
    }) as unknown as { record: Record<string, string>; info: { lines: number } }[];
    return { header, records: records.map(({ record, info }) => ({ record, line: info.lines })) };
  } catch (error) {
    return refuse({ source, field: "the file" }, `is not valid CSV: ${(error as Error).message}`);
  }
}
