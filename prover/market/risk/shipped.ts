import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { z } from "zod";
import { InputError } from "../../domain/errors.ts";
import { readJson } from "../../formats/json.ts";
import { packageFolder } from "../../keys/cache.ts";
import { type OptionRule, optionRuleSchema } from "./option-rule.ts";
import { type ShockSet, shockSetSchema } from "./shock-set.ts";

/** Data that comes with the package, beside the sources. */
const FOLDERS = { scenarios: "shock-sets", standard: "option-rules" } as const;
type Kind = keyof typeof FOLDERS;

const folderOf = (kind: Kind): string => join(packageFolder(), "prover", "market", "risk", FOLDERS[kind]);

/** Names of the shock sets or the option rules that come with the package. */
export async function shippedNames(kind: Kind): Promise<readonly string[]> {
  const files = await readdir(folderOf(kind));
  return files
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.slice(0, -".json".length))
    .toSorted();
}

/**
 * A shock set by the name it is shipped under ("derive-31"), or from a file.
 * @throws EnvironmentError when the file cannot be read
 * @throws InputError naming file, field, value and rule
 */
export const loadShockSet = (nameOrFile: string): Promise<ShockSet> =>
  load("scenarios", nameOrFile, shockSetSchema);

/** An option rule by the name it is shipped under ("deribit"), or from a file. Throws as loadShockSet does. */
export const loadOptionRule = (nameOrFile: string): Promise<OptionRule> =>
  load("standard", nameOrFile, optionRuleSchema);

async function load<T>(kind: Kind, nameOrFile: string, schema: z.ZodType<T>): Promise<T> {
  const names = await shippedNames(kind);
  if (names.includes(nameOrFile)) return readJson(join(folderOf(kind), `${nameOrFile}.json`), schema);
  if (!/^[\w-]+$/.test(nameOrFile)) return readJson(nameOrFile, schema);
  throw new InputError({
    field: `--${kind}`,
    value: JSON.stringify(nameOrFile),
    rule: `must be a file, or one of ${names.join(", ")}`,
  });
}
