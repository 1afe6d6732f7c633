import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { lockFolder } from "../../../prover/liabilities/attest/work-lock.ts";
import { verifyBundle } from "../../../prover/liabilities/bundle/verify-bundle.ts";
import { STAMP_KEYS } from "../../support/attestation.ts";
import { temporaryFolder } from "../../support/temporary.ts";

const CHILD = fileURLToPath(new URL("support/build-child.ts", import.meta.url));
const packageRoot = fileURLToPath(new URL("../../..", import.meta.url));

const start = (folder: string, pause: number): ChildProcess =>
  spawn(process.execPath, [CHILD, folder, String(pause)], {
    cwd: packageRoot,
    stdio: ["ignore", "pipe", "inherit"],
  });

/** Counts the proofs a child begins; kills it, without warning, when it begins the nth. */
function watched(
  child: ChildProcess,
  killAt = Number.POSITIVE_INFINITY,
): Promise<{ begun: number; done: boolean }> {
  let said = "";
  return new Promise((resolve) => {
    const begun = () => said.split("proof\n").length - 1;
    child.stdout?.on("data", (data: Buffer) => {
      said += data.toString();
      if (begun() >= killAt) child.kill("SIGKILL");
    });
    child.once("close", () => resolve({ begun: begun(), done: said.includes("done") }));
  });
}

async function finished(folder: string): Promise<Map<string, number>> {
  const proofs = join(folder, "work", "proofs");
  const names = (await readdir(proofs)).filter((name) => name.endsWith(".json"));
  return new Map(
    await Promise.all(names.map(async (name) => [name, (await stat(join(proofs, name))).mtimeMs] as const)),
  );
}

describe("A build that is killed (kill -9)", () => {
  it("goes on, and makes no finished proof again (T-33)", async () => {
    const folder = await temporaryFolder();
    const first = await watched(start(folder, 40), 4);
    expect(first.done).toBe(false);
    const kept = await finished(folder);
    // All but the two that were under way.
    expect(kept.size).toBeGreaterThanOrEqual(2);

    const second = await watched(start(folder, 0));
    expect(second.done).toBe(true);
    const all = await finished(folder);
    expect(second.begun).toBe(all.size - kept.size);
    for (const [name, time] of kept) expect(all.get(name)).toBe(time);
    expect((await verifyBundle(join(folder, "bundle"), STAMP_KEYS)).holds).toBe(true);
  }, 120_000);

  it("keeps others out while it lives, and nobody when it is dead", async () => {
    const folder = await temporaryFolder();
    const child = start(folder, 5_000);
    const gone = watched(child);
    await new Promise((resolve) => child.stdout?.once("data", resolve)); // it has begun its first proof
    const lock = join(folder, "work", "lock");
    await expect(lockFolder(lock)).rejects.toThrow(`process ${child.pid} works in this folder already`);
    child.kill("SIGKILL");
    await gone;
    await (await lockFolder(lock))();
    expect((await readdir(join(folder, "work"))).filter((name) => name.startsWith("lock"))).toEqual([]);
  }, 120_000);

  it("is not confused by a process that was given the same id since", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "work"));
    const lock = join(folder, "work", "lock");
    await writeFile(lock, `${process.pid} 1\n`);
    const unlock = await lockFolder(lock);
    await expect(lockFolder(lock)).rejects.toThrow("works in this folder already");
    await unlock();
  });
});
