import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../../domain/errors.ts";
import { readJson } from "../../formats/json.ts";
import { packageFolder } from "../../keys/cache.ts";
import { type ShockSet, shockSetSchema } from "./shock-set.ts";

/** Shipped with the package as data, beside the sources. */
const FOLDER = join("prover", "market", "risk", "shock-sets");

/** Names of the sets that come with the package. */
export async function shockSetNames(): Promise<readonly string[]> {
  const files = await readdir(join(packageFolder(), FOLDER));
  return files
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.slice(0, -".json".length))
    .toSorted();
}

/**
 * A set by the name it is shipped under ("derive-31"), or from a file.
 * @throws EnvironmentError when the file cannot be read
 * @throws InputError naming file, field, value and rule
 */
export async function loadShockSet(nameOrFile: string): Promise<ShockSet> {
  const names = await shockSetNames();
  if (names.includes(nameOrFile)) {
    return readJson(join(packageFolder(), FOLDER, `${nameOrFile}.json`), shockSetSchema);
  }
  if (/^[\w-]+$/.test(nameOrFile)) {
    throw new InputError({
      field: "scenarios",
      value: JSON.stringify(nameOrFile),
      rule: `must be a file, or one of ${names.join(", ")}`,
    });
  }
  return readJson(nameOrFile, shockSetSchema);
}
