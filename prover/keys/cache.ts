import { mkdir, mkdtemp, rename, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Where compiled circuits and keys go: SOLVENCY_CACHE; or `.cache` in a clone; or, where the package is installed and
 * a reinstall would wipe its folder, `zk-solvency` in the user's cache. Never in git.
 */
export function cacheFolder(): string {
  const given = process.env.SOLVENCY_CACHE;
  // An empty variable means none: relative to the working directory it would scatter files.
  if (given !== undefined && given !== "") return resolve(given);
  const folder = packageFolder();
  if (!folder.split(sep).includes("node_modules")) return join(folder, ".cache");
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "zk-solvency");
}

/** The folder of package.json, from the sources and from dist/ alike. */
export function packageFolder(): string {
  const here = fileURLToPath(new URL("../../", import.meta.url));
  return here.endsWith("dist/") ? dirname(here.slice(0, -1)) : here.slice(0, -1);
}

/**
 * A folder that is either complete or absent: `fill` works in a temporary sibling that is renamed at the end, so an
 * interrupted or a concurrent run leaves nothing half written.
 *
 * @returns true when the folder was made now, false when it was there
 */
export async function completeFolder(
  path: string,
  fill: (folder: string) => Promise<void>,
): Promise<boolean> {
  if (await exists(path)) return false;
  await mkdir(dirname(path), { recursive: true });
  const temporary = await mkdtemp(`${path}.tmp-`);
  try {
    await fill(temporary);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    // Another process was faster: its folder has the same content, as the name is a hash of what it is made from.
    if (!(await exists(path))) throw error;
  }
  return true;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
