import { rmSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { EnvironmentError } from "../../prover/index.ts";
import { cleanUpAtExit } from "../lifecycle.ts";

const PATIENCE_MS = 180_000;
const PAUSE_MS = 200;

/**
 * Runs work that no other process may do at the same time. The lock is a file with the holder's process id; one
 * whose holder is gone counts for nothing.
 */
export async function oneAtATime<T>(lock: string, work: () => Promise<T>): Promise<T> {
  const patience = performance.now() + PATIENCE_MS;
  while (!(await taken(lock))) {
    if (performance.now() > patience) {
      throw new EnvironmentError(`another process holds ${lock}`, {
        details: ["Wait for it, or remove the file."],
      });
    }
    await sleep(PAUSE_MS);
  }
  const release = cleanUpAtExit(() => rmSync(lock, { force: true }));
  try {
    return await work();
  } finally {
    release();
  }
}

async function taken(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const holder = Number(await readFile(lock, "utf8").catch(() => ""));
  if (holder > 0 && !alive(holder)) await rm(lock, { force: true });
  return false;
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
