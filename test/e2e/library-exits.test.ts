import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

it("a program that proved with the library and closed its prover ends by itself", async () => {
  const program = fileURLToPath(new URL("../support/library-user.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [program], { timeout: 60_000 });
  expect(stdout.trim()).toBe("margin-standard-8");
});
