import { execFile } from "node:child_process";
import { cp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify, stripVTControlCharacters } from "node:util";
import { type AnyCircuit, mainSource } from "../../circuits/registry.ts";
import { EnvironmentError } from "../domain/errors.ts";
import { cacheFolder, completeFolder } from "./cache.ts";
import { COMPILER, circuitsFolder, sourcesDigest } from "./sources.ts";

const require = createRequire(import.meta.url);
const run = promisify(execFile);

/** What circom made of a circuit. */
export interface CompiledCircuit {
  readonly circuit: AnyCircuit;
  /** Holds `circuit.r1cs`, `circuit.wasm` and `circuit.sym`. */
  readonly folder: string;
  readonly sources: string;
}

/**
 * Compiles a circuit once per version of its sources (12 s for 8 holdings, 25 s for 32).
 * @throws EnvironmentError with the compiler's own words when it fails
 */
export async function compileCircuit(circuit: AnyCircuit): Promise<CompiledCircuit> {
  const sources = await sourcesDigest(circuit);
  const folder = join(cacheFolder(), "circuits", `${circuit.id}-${sources.slice(0, 16)}`);
  await completeFolder(folder, (work) => compileInto(circuit, work));
  return { circuit, folder, sources };
}

async function compileInto(circuit: AnyCircuit, work: string): Promise<void> {
  // circom's WebAssembly build sees only its working directory, and what it includes lies in two packages that may be
  // anywhere: everything it reads is copied beside the main.
  const staged = join(work, "sources");
  await cp(circuitsFolder(), join(staged, "circuits"), { recursive: true });
  const circomlib = dirname(require.resolve("circomlib/package.json"));
  await cp(join(circomlib, "circuits"), join(staged, "circomlib", "circuits"), { recursive: true });
  await writeFile(join(staged, "circuit.circom"), mainSource(circuit, `circuits/${circuit.file}`));

  const args = ["circuit.circom", "--r1cs", "--wasm", "--sym", ...COMPILER.options, "-l", "."];
  try {
    await run(process.execPath, [require.resolve("circom2/cli.js"), ...args], {
      cwd: staged,
      maxBuffer: 2 ** 26,
    });
  } catch (cause) {
    const output = cause as { stdout?: string; stderr?: string };
    const said = stripVTControlCharacters(`${output.stdout ?? ""}${output.stderr ?? ""}`);
    const details = said.trim().split("\n").slice(-12);
    throw new EnvironmentError(`circom could not compile ${circuit.id}`, { details, cause });
  }
  await rename(join(staged, "circuit_js", "circuit.wasm"), join(work, "circuit.wasm"));
  for (const name of ["circuit.r1cs", "circuit.sym"]) await rename(join(staged, name), join(work, name));
  await rm(staged, { recursive: true });
}

/** Number of constraints, from the header of the .r1cs. */
export async function constraintCount(compiled: CompiledCircuit): Promise<number> {
  const { readR1cs } = await import("./r1cs.ts");
  return readR1cs(await readFile(join(compiled.folder, "circuit.r1cs"))).nConstraints;
}
