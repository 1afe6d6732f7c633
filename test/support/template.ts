import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { promisify, stripVTControlCharacters } from "node:util";
import { CIRCUITS } from "../../circuits/registry.ts";
import { witnessCalculator } from "../../prover/groth16/witness-calculator.ts";
import { cacheFolder, completeFolder, packageFolder } from "../../prover/keys/cache.ts";
import { readR1cs } from "../../prover/keys/r1cs.ts";
import { circuitsFolder, sourcesDigest } from "../../prover/keys/sources.ts";
import { ConstraintSystem } from "./constraint-system.ts";
import { readSymbols } from "./symbols.ts";

const require = createRequire(import.meta.url);
const run = promisify(execFile);

export interface TemplateMain {
  /** The instance, such as "AssertBits(8)". */
  readonly main: string;
  /** Files it needs, below circuits/. */
  readonly files: readonly string[];
  /** Its inputs. All are public: the compiler may simplify private inputs away, and tests want to set them. */
  readonly inputs: readonly string[];
  /** Circom text before the main: a wrapper where a template's inputs are tagged, or a template to be found broken. */
  readonly source?: string;
}

/** Compiles a template as a circuit of its own, once per version of all sources (1 to 3 s). */
export async function compileTemplate(template: TemplateMain): Promise<ConstraintSystem> {
  const digest = createHash("sha256")
    .update(await sourcesDigest(CIRCUITS[0]))
    .update(JSON.stringify(template))
    .digest("hex");
  const name = template.main.replace(/\W+/g, "-").replace(/-$/, "");
  const folder = join(cacheFolder(), "templates", `${name}-${digest.slice(0, 16)}`);
  await completeFolder(folder, (work) => compileInto(template, work));
  return new ConstraintSystem(
    readR1cs(await readFile(join(folder, "circuit.r1cs"))),
    await readSymbols(join(folder, "circuit.sym")),
    await witnessCalculator(await readFile(join(folder, "circuit.wasm"))),
    template.inputs,
  );
}

async function compileInto(template: TemplateMain, work: string): Promise<void> {
  const includes = template.files.map((file) => relative(work, join(circuitsFolder(), file)));
  const text = [
    "pragma circom 2.2.0;",
    ...includes.map((path) => `include "${path}";`),
    template.source ?? "",
    `component main {public [${template.inputs.join(", ")}]} = ${template.main};`,
  ];
  await mkdir(work, { recursive: true });
  await writeFile(join(work, "circuit.circom"), text.join("\n"));
  await circom(join(work, "circuit.circom"), ["--r1cs", "--wasm", "--sym", "--O2", "-o", fromPackage(work)]);
  await rename(join(work, "circuit_js", "circuit.wasm"), join(work, "circuit.wasm"));
  await rm(join(work, "circuit_js"), { recursive: true });
}

/** circom's WebAssembly build sees the working directory only: paths are relative to the package. */
export const fromPackage = (path: string): string => relative(packageFolder(), path);

/** Runs circom on a file and returns what it said. @throws Error with the compiler's words where it refuses */
export async function circom(file: string, options: readonly string[]): Promise<string> {
  const libraries = dirname(dirname(require.resolve("circomlib/package.json")));
  const args = [fromPackage(file), "-l", fromPackage(libraries), ...options];
  const limits = { cwd: packageFolder(), maxBuffer: 2 ** 26 };
  try {
    const { stdout, stderr } = await run(
      process.execPath,
      [require.resolve("circom2/cli.js"), ...args],
      limits,
    );
    return stdout + stderr;
  } catch (cause) {
    const { stdout = "", stderr = "" } = cause as { stdout?: string; stderr?: string };
    throw new Error(stripVTControlCharacters(stdout + stderr), { cause });
  }
}
