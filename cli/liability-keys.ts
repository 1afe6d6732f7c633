import type { LiabilityCircuit } from "../circuits/liabilities/circuits.ts";
import { type Artefacts, EnvironmentError, loadArtefacts, loadVerifierArtefacts } from "../prover/index.ts";
import { developmentKeyFolder } from "../prover/keys/setup.ts";
import { type OwnKey, ownKey } from "../prover/liabilities/bundle/own-key.ts";
import { exists } from "./files.ts";

/** Keys of the circuits that attest a venue: from one's own set-up, never from what somebody sent (T-16). */

export const liabilityProvingKey = async (circuit: LiabilityCircuit): Promise<Artefacts> =>
  loadArtefacts(await folderOf(circuit));

export const liabilityVerifyingKey = async (circuit: LiabilityCircuit): Promise<OwnKey> =>
  ownKey(await loadVerifierArtefacts(await folderOf(circuit)));

async function folderOf(circuit: LiabilityCircuit): Promise<string> {
  const own = await developmentKeyFolder(circuit);
  if (await exists(own)) return own;
  throw new EnvironmentError(`no key for ${circuit.id} yet`, {
    details: [`Make one: solvency keys setup --circuit ${circuit.id}`],
  });
}
