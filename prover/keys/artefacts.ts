import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ALL_CIRCUITS, type AnyCircuit } from "../../circuits/registry.ts";
import { EnvironmentError } from "../domain/errors.ts";
import { parseJson, readJson } from "../formats/json.ts";
import { type ArtefactName, type Manifest, manifestSchema } from "../formats/manifest.ts";
import { assertSoundKey } from "./gate.ts";
import { keyDigestOf } from "./solidity-key.ts";
import { sourcesDigest } from "./sources.ts";
import type { VerificationKey } from "./verification-key.ts";

/** A circuit ready to prove with, its files read once and checked against the manifest. */
export interface Artefacts {
  readonly circuit: AnyCircuit;
  readonly folder: string;
  readonly manifest: Manifest;
  /** The witness computation. */
  readonly wasm: Uint8Array;
  readonly zkey: Uint8Array;
  readonly verificationKey: VerificationKey;
  /** The key's name in claims and on the chain: see keyDigestOf. */
  readonly keyDigest: string;
}

/** What is needed to verify only. */
export type VerifierArtefacts = Omit<Artefacts, "wasm" | "zkey">;

const REBUILD = "Make it again: solvency keys setup --circuit";

/**
 * Loads a key folder. Every file is hashed before it is used, the key must be of the circuit's present sources, and
 * must pass the gate.
 *
 * @throws EnvironmentError for a missing, truncated, changed or stale file
 * @throws UnsafeKeyError for a key that lets anybody forge
 */
export async function loadArtefacts(folder: string): Promise<Artefacts> {
  const common = await loadVerifierArtefacts(folder);
  const load = (name: ArtefactName) => readChecked(folder, name, common.manifest);
  return { ...common, wasm: await load("circuit.wasm"), zkey: await load("circuit.zkey") };
}

/** The same without proving key and witness computation. */
export async function loadVerifierArtefacts(folder: string): Promise<VerifierArtefacts> {
  const manifest = await readJson(join(folder, "manifest.json"), manifestSchema);
  const circuit = ALL_CIRCUITS.find(({ id }) => id === manifest.circuit);
  if (circuit === undefined) {
    throw new EnvironmentError(
      `${folder} is a key of "${manifest.circuit}", which is no circuit of this version`,
    );
  }
  if (manifest.sources !== (await sourcesDigest(circuit))) {
    throw new EnvironmentError(`stale key: ${folder} was made for other sources of ${circuit.id}`, {
      details: [`${REBUILD} ${circuit.id}`],
    });
  }
  const bytes = await readChecked(folder, "verification_key.json", manifest);
  const source = join(folder, "verification_key.json");
  const verificationKey = parseJson(Buffer.from(bytes).toString("utf8"), source) as VerificationKey;
  assertSoundKey(verificationKey);
  return { circuit, folder, manifest, verificationKey, keyDigest: keyDigestOf(verificationKey) };
}

async function readChecked(folder: string, name: ArtefactName, manifest: Manifest): Promise<Uint8Array> {
  const path = join(folder, name);
  const expected = manifest.files[name];
  const again = { details: [`${REBUILD} ${manifest.circuit} --force`] };
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new EnvironmentError(`missing key file: ${path}`, { ...again, cause });
  });
  if (bytes.length !== expected.bytes) {
    const state = bytes.length < expected.bytes ? "truncated" : "changed";
    throw new EnvironmentError(
      `${state} key file: ${path} has ${bytes.length} bytes of ${expected.bytes}`,
      again,
    );
  }
  if (sha256(bytes) !== expected.sha256) {
    throw new EnvironmentError(`changed key file: the SHA-256 of ${path} is not the manifest's`, again);
  }
  return bytes;
}

export const sha256 = (bytes: Uint8Array | string): string =>
  createHash("sha256").update(bytes).digest("hex");
