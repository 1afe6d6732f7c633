/** Worker thread of verify-batch.ts: weighs and pairs the points of the proofs it is sent. */
import { parentPort } from "node:worker_threads";
import { preparePairing } from "./pairing.ts";
import type { ProofCoordinates } from "./proof-points.ts";
import { pointsTerm } from "./term.ts";

export interface WeightedProof {
  readonly coordinates: ProofCoordinates;
  readonly weight: bigint;
}

/** A Term's points as mcl writes them; undefined when a point of the proof is not in its group. */
export type SerialisedTerm = { readonly left: Uint8Array; readonly c: Uint8Array } | undefined;

const port = parentPort;
if (port === null) throw new Error("this file only runs as a worker thread");

port.on("message", async (proofs: readonly WeightedProof[]) => {
  await preparePairing();
  port.postMessage(proofs.map(({ coordinates, weight }) => termOf(coordinates, weight)));
});

function termOf(coordinates: ProofCoordinates, weight: bigint): SerialisedTerm {
  try {
    const { left, c } = pointsTerm(coordinates, weight);
    return { left: left.serialize(), c: c.serialize() };
  } catch {
    return undefined;
  }
}
