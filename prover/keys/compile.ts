import { execFile } from "node:child_process";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { type Circuit, mainSource } from "../../circuits/registry.ts";
import { EnvironmentError } from "../domain/errors.ts";
import { cacheFolder, completeFolder, packageFolder } from "./cache.ts";
import { circuitsFolder, sourcesDigest } from "./sources.ts";

const require = createRequire(import.meta.url);
const run = promisify(execFile);

/** What circom made of a circuit. */
export interface CompiledCircuit {
  readonly circuit: Circuit;
  /** Holds `circuit.r1cs`, `circuit.wasm` and `circuit.sym`. */
  readonly folder: string;
  readonly sources: string;
}

/**
 * Compiles a circuit once per version of its sources (12 s for 8 holdings, 25 s for 32).
 * @throws EnvironmentError with the compiler's own words when it fails
 */
export async function compileCircuit(circuit: Circuit): Promise<CompiledCircuit> {
  const sources = await sourcesDigest(circuit);
  const folder = join(cacheFolder(), "circuits", `${circuit.id}-${sources.slice(0, 16)}`);
  await completeFolder(folder, (work) => compileInto(circuit, work));
  return { circuit, folder, sources };
}

async function compileInto(circuit: Circuit, work: string): Promise<void> {
  const main = join(work, "circuit.circom");
  await mkdir(work, { recursive: true });
  await writeFile(main, mainSource(circuit, relative(work, join(circuitsFolder(), circuit.file))));
  // circom's WebAssembly build sees only the working directory and its parents: everything is given relative to it.
  const cwd = packageFolder();
  const at = (path: string): string => relative(cwd, path);
  const libraries = dirname(dirname(require.resolve("circomlib/package.json")));
  const args = [at(main), "--r1cs", "--wasm", "--sym", "--O2", "-l", at(libraries), "-o", at(work)];
  try {
    await run(process.execPath, [require.resolve("circom2/cli.js"), ...args], { cwd, maxBuffer: 2 ** 26 });
  } catch (cause) {
    const output = cause as { stdout?: string; stderr?: string };
    const said = `${output.stdout ?? ""}${output.stderr ?? ""}`.trim().split("\n").slice(-12);
    throw new EnvironmentError(`circom could not compile ${circuit.id}`, { details: said, cause });
  }
  await rename(join(work, "circuit_js", "circuit.wasm"), join(work, "circuit.wasm"));
  await rm(join(work, "circuit_js"), { recursive: true });
}

/** Number of constraints, from the header of the .r1cs. */
export async function constraintCount(compiled: CompiledCircuit): Promise<number> {
  const { readR1cs } = await import("./r1cs.ts");
  return readR1cs(await readFile(join(compiled.folder, "circuit.r1cs"))).nConstraints;
}
