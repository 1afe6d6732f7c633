import { realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import { LIABILITY_CIRCUITS, type LiabilityCircuit } from "../circuits/liabilities/circuits.ts";
import { attestationSchema } from "../prover/formats/attestation.ts";
import { readJson } from "../prover/formats/json.ts";
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

/**
 * Whether there is a key for every circuit that a bundle names: without one nothing is known of it, neither that it holds nor that it does not.
 * @throws EnvironmentError naming the circuits without a key, and how to make them
 */
export async function assertKeys(bundle: string, keys: string | undefined): Promise<void> {
  const { keys: named } = await readJson(join(bundle, "manifest.json"), attestationSchema).catch(() => ({
    keys: {},
  }));
  const missing: string[] = [];
  for (const circuit of LIABILITY_CIRCUITS) {
    if (circuit.id in named && !(await exists(await placeOf(circuit, keys)))) missing.push(circuit.id);
  }
  if (missing.length === 0) return;
  throw new EnvironmentError(`nothing was checked: you have no key for ${missing.join(", ")}`, {
    details:
      keys === undefined
        ? [
            "Make development keys, if the bundle was proven with such:",
            ...missing.map((id) => `  solvency keys setup --circuit ${id}`),
          ]
        : [`A folder of each name is looked for in ${keys}.`],
  });
}

async function folderOf(circuit: LiabilityCircuit, keys: string | undefined): Promise<string> {
  const folder = await placeOf(circuit, keys);
  if (await exists(folder)) return folder;
  if (keys !== undefined) {
    throw new EnvironmentError(`no key for ${circuit.id} in ${keys}`, {
      details: [`A folder ${circuit.id} with its files and manifest.json is looked for there.`],
    });
  }
  throw new EnvironmentError(`no key for ${circuit.id} yet`, {
    details: [
      `Make one: solvency keys setup --circuit ${circuit.id}`,
      "All that a size class needs: solvency keys setup --size small, flat, equity or margin",
    ],
  });
}

const placeOf = async (circuit: LiabilityCircuit, keys: string | undefined): Promise<string> =>
  keys === undefined ? developmentKeyFolder(circuit) : join(keys, circuit.id);
