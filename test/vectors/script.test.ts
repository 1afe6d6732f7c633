import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const SCRIPT = fileURLToPath(new URL("../../scripts/vectors.ts", import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vectors-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function ran(content: string | null, ...more: string[]) {
  const file = join(folder, content === null ? "none.json" : "vectors.json");
  if (content !== null) await writeFile(file, content);
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, file, ...more], {
    encoding: "utf8",
  });
  return { status, stderr, lines: stdout.trimEnd().split("\n") };
}

const file = (expected: unknown) =>
  JSON.stringify({
    vectors: [
      {
        id: "a",
        model: "vega-linear",
        inputs: { mark: 15_900, size: -1, slippage: "0.25", rfShort: "0.1" },
        expected,
      },
      { id: "b", model: "lognormal-es", inputs: {}, expected: {} },
    ],
  });

describe("npm run vectors", () => {
  it("exits with 0 when nothing failed; the last line counts", async () => {
    const { status, lines } = await ran(file({ maintenanceMargin: 5565 }));
    expect(status).toBe(0);
    expect(lines).toEqual([
      'skipped b (lognormal-es): model "lognormal-es" is not supported',
      "1 passed, 0 failed, 1 skipped",
    ]);
  });

  it("exits with 1 when a vector failed, one line for it", async () => {
    const { status, lines } = await ran(file({ maintenanceMargin: 5566 }));
    expect(status).toBe(1);
    expect(lines[0]).toBe("failed  a (vega-linear): maintenanceMargin: expected 5566, received 5565");
    expect(lines.at(-1)).toBe("0 passed, 1 failed, 1 skipped");
  });

  it("exits with 3 on a malformed file, and counts nothing", async () => {
    for (const content of ["{", '{"vectors": {}}', '{"vectors": [{"id": "a"}]}']) {
      const { status, lines, stderr } = await ran(content);
      expect(status).toBe(3);
      expect(lines).toEqual([""]);
      expect(stderr).toMatch(/^error: .*vectors\.json: /);
    }
  });

  it("exits with 5 when the file is not there, and 2 on wrong usage", async () => {
    expect((await ran(null)).status).toBe(5);
    expect((await ran("{}", "another")).status).toBe(2);
    expect((await ran("{}", "--nonsense")).status).toBe(2);
  });
});
