import { readFileSync } from "node:fs";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { EnvironmentError } from "../../domain/errors.ts";

/**
 * Keeps a folder for one process. The lock is a file with the holder's process id and start time, since ids are given again; a lock
 * whose holder is gone, by kill -9 or with the machine, counts for nothing. A live one is never taken.
 *
 * @returns gives the folder back
 * @throws EnvironmentError when another process has it
 */
export async function lockFolder(path: string): Promise<() => Promise<void>> {
  const own = `${process.pid} ${startTime(process.pid)}\n`;
  const temporary = `${path}.${process.pid}`;
  await writeFile(temporary, own);
  try {
    // Unlike a rename, a link fails where there is something already.
    for (let attempt = 0; !(await taken(temporary, path)); attempt++) {
      const holder = await readFile(path, "utf8").catch(() => "");
      if (attempt > 8 || isHeld(holder)) {
        const [pid] = holder.split(" ");
        throw new EnvironmentError(`process ${pid} works in this folder already (${path})`, {
          details: ["Wait for it, or stop it: what it has done is kept."],
        });
      }
      await setAside(path, holder);
    }
  } finally {
    await rm(temporary, { force: true });
  }
  return async () => {
    if ((await readFile(path, "utf8").catch(() => "")) === own) await rm(path, { force: true });
  };
}

async function taken(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Removes a dead lock, and only that: a process that was faster may have put a live one in its place. */
async function setAside(path: string, dead: string): Promise<void> {
  const aside = `${path}.${process.pid}.dead`;
  try {
    await rename(path, aside);
    if ((await readFile(aside, "utf8")) !== dead) await link(aside, path).catch(() => {});
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

function isHeld(holder: string): boolean {
  const [pid = "", started = ""] = holder.trim().split(" ");
  if (!/^[1-9]\d*$/.test(pid)) return false;
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  return startTime(Number(pid)) === started;
}

/** In ticks since the machine started, where the system tells it; "-" elsewhere, where the id alone has to do. */
function startTime(pid: number): string {
  try {
    // The name, in brackets, may hold blanks.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "-";
  } catch {
    return "-";
  }
}
