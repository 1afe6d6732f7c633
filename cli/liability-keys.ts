import { realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import type { LiabilityCircuit } from "../circuits/liabilities/circuits.ts";
import {
  type Artefacts,
  EnvironmentError,
  InputError,
  loadArtefacts,
  loadVerifierArtefacts,
} from "../prover/index.ts";
import { developmentKeyFolder } from "../prover/keys/setup.ts";
import { type OwnKey, ownKey } from "../prover/liabilities/bundle/own-key.ts";
import { exists } from "./files.ts";

/**
 * Keys of the circuits that attest a venue: from one's own set-up, or from a folder of the user's with a key folder for each circuit, by its
 * id; never from what somebody sent (T-16).
 */

export const KEYS_OPTION = [
  "--keys <folder>",
  "folder with a key folder of each circuit, by its id (default: your own set-ups')",
] as const;

export const liabilityProvingKeys =
  (keys?: string) =>
  async (circuit: LiabilityCircuit): Promise<Artefacts> =>
    loadArtefacts(await folderOf(circuit, keys));

export const liabilityVerifyingKeys =
  (keys?: string) =>
  async (circuit: LiabilityCircuit): Promise<OwnKey> => {
    const key = await loadVerifierArtefacts(await folderOf(circuit, keys));
    if (key.circuit.id === circuit.id) return ownKey(key);
    throw new EnvironmentError(`${key.folder} is a key of ${key.circuit.id}; ${circuit.id} is needed`);
  };

/** @throws InputError when the keys would come from the bundle that they are to check */
export async function assertKeysNotOf(bundle: string, keys: string | undefined): Promise<void> {
  if (keys === undefined) return;
  const [folder, given] = await Promise.all([bundle, keys].map((path) => realpath(path).catch(() => path)));
  if (given !== folder && !given?.startsWith(folder + sep)) return;
  throw new InputError({
    field: "--keys",
    value: JSON.stringify(keys),
    rule: "must not be in the bundle: a bundle that brings its keys proves nothing",
  });
}

async function folderOf(circuit: LiabilityCircuit, keys: string | undefined): Promise<string> {
  if (keys !== undefined) {
    const folder = join(keys, circuit.id);
    if (await exists(folder)) return folder;
    throw new EnvironmentError(`no key for ${circuit.id} in ${keys}`, {
      details: [`A folder ${circuit.id} with its files and manifest.json is looked for there.`],
    });
  }
  const own = await developmentKeyFolder(circuit);
  if (await exists(own)) return own;
  throw new EnvironmentError(`no key for ${circuit.id} yet`, {
    details: [`Make one: solvency keys setup --circuit ${circuit.id}`],
  });
}
