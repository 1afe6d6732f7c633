import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packageFolder } from "../../prover/keys/cache.ts";

const table = await readFile(join(packageFolder(), "docs", "THREATS.md"), "utf8");
const rows = table.split("\n").flatMap((line) => {
  const id = /^\| (T-\d\d) \|/.exec(line)?.[1];
  return id === undefined
    ? []
    : [{ id, files: [...line.matchAll(/`(test\/[^`]+)`/g)].map((match) => match[1] ?? "") }];
});

describe("docs/THREATS.md", () => {
  it("has rows", () => {
    expect(rows.length).toBeGreaterThan(25);
  });

  it.each(rows)("$id names tests that exist, and one of them cites it", async ({ id, files }) => {
    expect(files).not.toHaveLength(0);
    const sources = await Promise.all(files.map((file) => readFile(join(packageFolder(), file), "utf8")));
    expect(sources.some((source) => source.includes(id))).toBe(true);
  });
});
