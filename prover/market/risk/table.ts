import type { z } from "zod";
import { refuse } from "../../domain/refuse.ts";
import { checkJson, parseJson, readText } from "../../formats/json.ts";
import { readCsv } from "../sources/csv.ts";

/**
 * A table from a JSON file or from a CSV whose header names the fields: ".csv" tells. Blank cells are absent fields.
 *
 * @param schema of one record, every field a string; a CSV has nothing else
 * @param jsonSchema of the JSON file
 * @throws EnvironmentError when the file cannot be read
 * @throws InputError naming file, line or index, field, value and rule
 */
export async function readTable<Row>(
  file: string,
  schema: z.ZodType<Row>,
  jsonSchema: z.ZodType<readonly Row[]>,
): Promise<readonly Row[]> {
  const content = await readText(file);
  if (!file.toLowerCase().endsWith(".csv")) return checkJson(parseJson(content, file), jsonSchema, file);
  const { records } = readCsv(content, file);
  return records.map(({ record, line }) => {
    const given = Object.fromEntries(Object.entries(record).filter(([, cell]) => cell !== ""));
    const result = schema.safeParse(given);
    if (result.success) return result.data;
    const [issue] = result.error.issues;
    const unknown = issue?.code === "unrecognized_keys" ? issue.keys[0] : undefined;
    const column = unknown ?? issue?.path.join(".") ?? "";
    const value = given[column];
    return refuse(
      {
        source: file,
        field: `line ${line} ${column}`.trim(),
        ...(value === undefined ? {} : { value: JSON.stringify(value) }),
      },
      unknown === undefined
        ? (issue?.message ?? "is not a record of this table")
        : "is not a column of this table",
    );
  });
}
