import { randomUUID } from "node:crypto";
import { link, readFile, unlink, writeFile } from "node:fs/promises";
import writeFileAtomic from "write-file-atomic";
import type { z } from "zod";
import { EnvironmentError, InputError } from "../domain/errors.ts";

/** Values under these names are never repeated in an error. */
const SECRET = /(?:^|\.)(?:secret|salt|ownerSecret)$/;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of the path is a file, not a folder",
  EACCES: "it may not be read",
};

/**
 * Reads a JSON file and checks it against a schema.
 *
 * @throws EnvironmentError when the file cannot be read
 * @throws InputError naming file, field, value and rule for the first thing that is wrong
 */
export async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  return checkJson(parseJson(await readText(path), path), schema, path);
}

/** @throws EnvironmentError when the file cannot be read */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason = REASONS[code ?? ""] ?? message;
    throw new EnvironmentError(`cannot read ${path}: ${reason}`, { cause });
  }
}

/** @throws InputError when the text is no JSON; its content is not repeated */
export function parseJson(content: string, source: string): unknown {
  try {
    return JSON.parse(content) as unknown;
  } catch {
    throw new InputError({
      source,
      field: "the file",
      rule: "is not valid JSON (cut off, or NaN, or a trailing comma?)",
    });
  }
}

/** @throws InputError for the first issue, with the path of the field as in JavaScript */
export function checkJson<T>(value: unknown, schema: z.ZodType<T>, source?: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  if (issue === undefined) throw result.error;
  // An unknown key is reported on its parent: name the key itself.
  const path = issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0] ?? ""] : issue.path;
  const field = fieldName(path);
  const received = path.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
  throw new InputError({
    ...(source === undefined ? {} : { source }),
    field: field === "" ? "the file" : field,
    ...(received === undefined ? {} : { value: SECRET.test(field) ? "(not shown)" : shown(received) }),
    rule: issue.code === "unrecognized_keys" ? "is not a field of this format" : issue.message,
  });
}

function fieldName(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "");
}

function shown(value: unknown): string {
  const kind = typeof value === "object" ? "" : ` (${typeof value})`;
  const json = JSON.stringify(value) ?? String(value);
  return (json.length > 80 ? `${json.slice(0, 77)}...` : json) + (typeof value === "string" ? "" : kind);
}

/**
 * Writes a JSON file whole or not at all.
 * @param options.secret readable by its owner only (0600)
 * @param options.fresh only where nothing is yet
 * @throws EnvironmentError when `fresh` and the path is taken
 */
export async function writeJson(
  path: string,
  value: unknown,
  options: { secret?: boolean; fresh?: boolean } = {},
): Promise<void> {
  const content = `${JSON.stringify(value, null, 2)}\n`;
  const mode = options.secret === true ? { mode: 0o600 } : {};
  if (options.fresh !== true) return writeFileAtomic(path, content, mode);

  const temporary = `${path}.${randomUUID()}.tmp`;
  await writeFile(temporary, content, { flag: "wx", ...mode });
  try {
    // Unlike a rename, a link fails where there is something already.
    await link(temporary, path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
    throw new EnvironmentError(`${path} exists already; it was not overwritten`, { cause });
  } finally {
    await unlink(temporary);
  }
}
