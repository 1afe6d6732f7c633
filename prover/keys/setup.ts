import { copyFile, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AnyCircuit } from "../../circuits/registry.ts";
import { writeJson } from "../formats/json.ts";
import type { Manifest } from "../formats/manifest.ts";
import { sha256 } from "./artefacts.ts";
import { cacheFolder, completeFolder } from "./cache.ts";
import { type CompiledCircuit, compileCircuit, constraintCount } from "./compile.ts";
import { developmentZkey, exportVerificationKey } from "./development.ts";
import { assertSoundKey } from "./gate.ts";
import { COMPILER, sourcesDigest } from "./sources.ts";

export type SetupStage = "compile" | "key";

export interface SetupOptions {
  /** Makes the key again although it is there. */
  readonly force?: boolean;
  /** Called as work advances; `done` of `total` is known for keys only. */
  readonly onProgress?: (stage: SetupStage, done: number, total: number) => void;
}

const WARNING =
  "INSECURE development key: its trapdoor is public, anybody can forge proofs for it. Never guard value with it.";

/**
 * Compiles a circuit and makes its development key, or finds both in the cache.
 *
 * @returns the key folder, for loadArtefacts: circuit.{r1cs,wasm,zkey}, verification_key.json and manifest.json
 */
export async function developmentSetup(circuit: AnyCircuit, options: SetupOptions = {}): Promise<string> {
  options.onProgress?.("compile", 0, 1);
  const compiled = await compileCircuit(circuit);
  const r1cs = await readFile(join(compiled.folder, "circuit.r1cs"));
  const folder = folderFor(circuit, compiled.sources);
  if (options.force === true) await rm(folder, { recursive: true, force: true });
  await completeFolder(folder, (work) => fillKeyFolder(compiled, r1cs, work, options));
  return folder;
}

/** Where developmentSetup puts the key of the circuit's present sources, whether it is there or not. */
export const developmentKeyFolder = async (circuit: AnyCircuit): Promise<string> =>
  folderFor(circuit, await sourcesDigest(circuit));

const folderFor = (circuit: AnyCircuit, sources: string): string =>
  join(cacheFolder(), "keys", `${circuit.id}-${sources.slice(0, 16)}-dev`);

async function fillKeyFolder(
  compiled: CompiledCircuit,
  r1cs: Uint8Array,
  work: string,
  options: SetupOptions,
): Promise<void> {
  const { circuit } = compiled;
  const zkey = await developmentZkey(r1cs, {
    onProgress: (done, total) => options.onProgress?.("key", done, total),
  });
  const verificationKey = await exportVerificationKey(zkey);
  assertSoundKey(verificationKey);

  const entries: Record<string, Uint8Array | string> = {
    "circuit.zkey": zkey,
    "verification_key.json": `${JSON.stringify(verificationKey, null, 1)}\n`,
  };
  for (const [name, content] of Object.entries(entries)) await writeFile(join(work, name), content);
  for (const name of ["circuit.r1cs", "circuit.wasm"]) {
    await copyFile(join(compiled.folder, name), join(work, name));
    entries[name] = await readFile(join(work, name));
  }
  const described = Object.entries(entries).map(([name, content]) => {
    return [name, { sha256: sha256(content), bytes: Buffer.byteLength(content) }];
  });
  const manifest: Manifest = {
    format: "solvency-manifest/2",
    circuit: circuit.id,
    constraints: await constraintCount(compiled),
    compiler: { ...COMPILER, options: [...COMPILER.options] },
    sources: compiled.sources,
    setup: { kind: "development", insecure: true, warning: WARNING },
    files: Object.fromEntries(described) as Manifest["files"],
  };
  await writeJson(join(work, "manifest.json"), manifest);
}
