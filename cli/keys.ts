import { realpath } from "node:fs/promises";
import { dirname, resolve, sep } from "node:path";
import {
  type Artefacts,
  CIRCUITS,
  type Circuit,
  circuitById,
  EnvironmentError,
  InputError,
  loadArtefacts,
  loadVerifierArtefacts,
  type VerifierArtefacts,
} from "../prover/index.ts";
import { developmentKeyFolder } from "../prover/keys/setup.ts";
import { exists } from "./files.ts";

/** Keys come from the user's own set-up, or from a folder the user names; never from what somebody sent (T-16). */

export async function provingKey(circuitId: string, folder?: string): Promise<Artefacts> {
  return ofCircuit(circuitId, await loadArtefacts(await keyFolder(circuitById(circuitId), folder)));
}

export async function verifyingKey(circuitId: string, folder?: string): Promise<VerifierArtefacts> {
  return ofCircuit(circuitId, await loadVerifierArtefacts(await keyFolder(circuitById(circuitId), folder)));
}

/** The verification key that a digest names, from the folder given or from one's own set-ups; undefined if it is not there. */
export async function ownKeyOf(digest: string, folder?: string): Promise<VerifierArtefacts | undefined> {
  const folders = folder === undefined ? await Promise.all(CIRCUITS.map(developmentKeyFolder)) : [folder];
  for (const each of folders) {
    if (folder === undefined && !(await exists(each))) continue;
    const key = await loadVerifierArtefacts(each);
    if (key.keyDigest === digest) return key;
  }
  return undefined;
}

/** The circuit that a file names. */
export function knownCircuit(id: string, source: string): Circuit {
  const circuit = CIRCUITS.find((each) => each.id === id);
  if (circuit !== undefined) return circuit;
  const rule = `unknown circuit; known are ${CIRCUITS.map((each) => each.id).join(" and ")}`;
  throw new InputError({ source, field: "circuit", value: JSON.stringify(id), rule });
}

/** @throws InputError when the key would come from the folder of the claim, or from below it */
export async function assertOwnKey(folder: string | undefined, claimFile: string): Promise<void> {
  if (folder === undefined) return;
  const claimFolder = dirname(await realpath(claimFile));
  const keys = (await exists(folder)) ? await realpath(folder) : resolve(folder);
  if (keys !== claimFolder && !keys.startsWith(claimFolder + sep)) return;
  throw new InputError({
    field: "--keys",
    value: JSON.stringify(folder),
    rule: "must not be the claim's own folder: a claim that brings its key proves nothing",
  });
}

async function keyFolder(circuit: Circuit, folder: string | undefined): Promise<string> {
  if (folder !== undefined) return folder;
  const own = await developmentKeyFolder(circuit);
  if (await exists(own)) return own;
  throw new EnvironmentError(`no key for ${circuit.id} yet`, {
    details: [`Make one: solvency keys setup --circuit ${circuit.id}`],
  });
}

function ofCircuit<Key extends VerifierArtefacts>(circuitId: string, key: Key): Key {
  if (key.circuit.id === circuitId) return key;
  throw new EnvironmentError(`${key.folder} is a key of ${key.circuit.id}; ${circuitId} is needed`, {
    details: [`Make one: solvency keys setup --circuit ${circuitId}`],
  });
}
