import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

export interface CompiledCircuit {
  readonly r1cs: Uint8Array;
  /** The witness calculator, for snarkjs. */
  readonly wasm: Uint8Array;
}

/** Compiles circom source text; `include "circomlib/circuits/…"` works. Leaves nothing behind. */
export async function compileCircuit(source: string): Promise<CompiledCircuit> {
  await mkdir(join(ROOT, ".cache"), { recursive: true });
  const folder = await mkdtemp(join(ROOT, ".cache", "test-keys-"));
  try {
    const file = join(folder, "circuit.circom");
    await writeFile(file, `pragma circom 2.2.0;\n${source}`);
    const circom = join(dirname(fileURLToPath(import.meta.resolve("circom2/package.json"))), "cli.js");
    const paths = [relative(ROOT, file), "-l", "node_modules", "-o", relative(ROOT, folder)];
    await promisify(execFile)(process.execPath, [circom, ...paths, "--r1cs", "--wasm", "--O2"], {
      cwd: ROOT,
    });
    return {
      r1cs: new Uint8Array(await readFile(join(folder, "circuit.r1cs"))),
      wasm: new Uint8Array(await readFile(join(folder, "circuit_js", "circuit.wasm"))),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
