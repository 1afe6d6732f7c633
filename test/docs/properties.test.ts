import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packageFolder } from "../../prover/keys/cache.ts";

const text = (path: string): Promise<string> => readFile(join(packageFolder(), path), "utf8");

const rows = (await text("docs/PROPERTIES.md")).split("\n").flatMap((line) => {
  const id = /^\| (P-\d\d) \|/.exec(line)?.[1];
  return id === undefined
    ? []
    : [{ id, files: [...line.matchAll(/`(test\/[^`]+)`/g)].map((match) => match[1] ?? "") }];
});

describe("docs/PROPERTIES.md", () => {
  it.each(rows)("$id is checked by every file that it names", async ({ id, files }) => {
    expect(files).not.toHaveLength(0);
    // Checked, not only mentioned: by `_check(..., "P-01")`.
    for (const file of files) expect(await text(file), file).toContain(`"${id}"`);
  });

  it("has every property that is checked, once", async () => {
    const folder = "test/invariants/support";
    const sources = await Promise.all(
      (await readdir(join(packageFolder(), folder))).map((name) => text(join(folder, name))),
    );
    const checked = sources.flatMap((source) =>
      [...source.matchAll(/"(P-\d\d)"/g)].map((match) => match[1] ?? ""),
    );
    expect([...new Set(checked)].sort()).toEqual(rows.map(({ id }) => id));
  });
});
