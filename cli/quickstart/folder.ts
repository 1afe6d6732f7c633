import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../../prover/index.ts";

/** Names what lies in the quickstart's folder. */
export interface Folder {
  readonly path: string;
  readonly at: (...parts: string[]) => string;
}

const MARKER = ".solvency-quickstart";

/** An empty folder. One that an earlier quickstart made is emptied; any other that holds something is left alone. */
export async function freshFolder(path: string): Promise<Folder> {
  const names: string[] = await readdir(path).catch(() => []);
  if (names.length > 0 && !names.includes(MARKER)) {
    throw new InputError({
      field: "--dir",
      value: JSON.stringify(path),
      rule: "is not empty, and not made by the quickstart; nothing was touched",
      details: ["Give another folder."],
    });
  }
  for (const name of names) await rm(join(path, name), { recursive: true, force: true });
  await mkdir(path, { recursive: true });
  await writeFile(
    join(path, MARKER),
    "Made by `solvency quickstart`, which empties this folder when it runs again.\n",
  );
  return { path, at: (...parts) => join(path, ...parts) };
}
