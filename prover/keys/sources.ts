import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { type AnyCircuit, mainSource } from "../../circuits/registry.ts";
import { packageFolder } from "./cache.ts";

const require = createRequire(import.meta.url);

/** How every circuit is compiled. --O2 halves Poseidon against the default. */
export const COMPILER = {
  name: "circom2",
  version: (require("circom2/package.json") as { version: string }).version,
  options: ["--O2"],
} as const;

export const circuitsFolder = (): string => join(packageFolder(), "circuits");

/**
 * SHA-256 over everything a compiled circuit depends on: its main, every .circom file of the project, circomlib's
 * version, the compiler and its options.
 */
export async function sourcesDigest(circuit: AnyCircuit): Promise<string> {
  const hash = createHash("sha256");
  hash.update(JSON.stringify(COMPILER));
  hash.update((require("circomlib/package.json") as { version: string }).version);
  hash.update(mainSource(circuit, circuit.file));
  const folder = circuitsFolder();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".circom"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) {
    hash.update(`\0${relative(folder, file)}\0`);
    hash.update(await readFile(file));
  }
  return hash.digest("hex");
}
