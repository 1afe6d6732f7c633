import { rmSync } from "node:fs";
import { access, chmod, mkdir, mkdtemp, rename, stat } from "node:fs/promises";
import { dirname, relative } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { InputError } from "../prover/index.ts";
import { cleanUpAtExit } from "./lifecycle.ts";

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** @param options.secret readable by its owner only */
export async function makeFolder(path: string, options: { secret?: boolean } = {}): Promise<void> {
  await mkdir(path, { recursive: true, ...(options.secret === true ? { mode: 0o700 } : {}) });
}

/**
 * A place for output: a folder, or nothing yet. Asked before long work, not after it.
 * @throws InputError when there is a file
 */
export async function assertFolder(flag: string, path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || found.isDirectory()) return;
  throw new InputError({ field: flag, value: JSON.stringify(path), rule: "is a file; a folder is needed" });
}

/** Writes a text whole or not at all. `secret`: readable by its owner only. */
export async function writeText(
  path: string,
  content: string,
  options: { secret?: boolean } = {},
): Promise<void> {
  await writeFileAtomic(path, content, options.secret === true ? { mode: 0o600 } : {});
}

/** A path as one would type it here. */
export function shownPath(path: string): string {
  const here = relative(process.cwd(), path);
  return here === "" ? "." : here.startsWith("..") ? path : here;
}

/** Runs checks that know a field but not the file it came from, and names the file in their errors. */
export async function inFile<T>(
  source: string | ((field: string) => string),
  work: () => T | Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    if (error.source !== undefined) throw error;
    const file = typeof source === "string" ? source : source(error.field);
    const { field, value, rule, details } = error;
    throw new InputError({
      source: file,
      field,
      ...(value === undefined ? {} : { value }),
      rule,
      details: [...details],
    });
  }
}

/**
 * A folder that appears whole or not at all: `fill` works in a sibling, which is renamed at the end and removed on
 * failure and on interruption.
 *
 * @throws InputError when there is something at this path already
 */
export async function wholeFolder(
  flag: string,
  path: string,
  fill: (work: string) => Promise<void>,
): Promise<void> {
  if (await exists(path)) {
    throw new InputError({
      field: flag,
      value: JSON.stringify(path),
      rule: "exists already; nothing was written",
      details: ["Give another folder, or remove this one."],
    });
  }
  await mkdir(dirname(path), { recursive: true });
  const work = await mkdtemp(`${path}.tmp-`);
  const discard = cleanUpAtExit(() => rmSync(work, { recursive: true, force: true }));
  try {
    await fill(work);
    await chmod(work, 0o755);
    await rename(work, path);
  } finally {
    discard();
  }
}
