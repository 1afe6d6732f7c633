import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { LiabilityCircuit } from "../../../circuits/liabilities/circuits.ts";
import { BATCH_FAMILY, FOLD_FAMILY, LIABILITY_CIRCUITS } from "../../../circuits/liabilities/circuits.ts";
import { InvalidProofError } from "../../domain/errors.ts";
import type { FieldElement } from "../../domain/field.ts";
import { type AttestationManifest, proofLineSchema } from "../../formats/attestation.ts";
import { checkJson, parseJson } from "../../formats/json.ts";
import { poseidon } from "../../hash/poseidon.ts";
import type { OwnKey } from "./own-key.ts";
import { PendingProofs } from "./pending-proofs.ts";

export interface Expected {
  readonly manifest: AttestationManifest;
  readonly keyOf: (circuit: LiabilityCircuit) => Promise<OwnKey>;
}

/** Children of a fold. */
const FAN_IN = 8;

/**
 * Checks every proof of batches and folds, and that they make one tree: a batch puts its commitment on a stack, a fold takes some off that
 * must be those it states, and puts its own on. What is left is the subtree of the total. A batch that is left out, doubled or moved makes a
 * fold's children another number (T-28); one of another epoch or table is none that a fold could take. Memory is that of the stack.
 *
 * @throws InvalidProofError naming the first line that does not hold
 */
export async function verifyProofLines(
  path: string,
  { manifest, keyOf }: Expected,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const hash = await poseidon();
  const stack: FieldElement[] = [];
  const counts = { batch: 0, fold: 0 };
  const all = manifest.batches + manifest.folds;
  let checked = 0;
  const pending = new PendingProofs((proofs) => {
    checked += proofs;
    onProgress(checked, all);
  });
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
  let number = 0;
  for await (const text of lines) {
    const place = `proofs.ndjson, line ${++number}`;
    const line = checkJson(parseJson(text, place), proofLineSchema, place);
    const refuse = (why: string): never => {
      throw new InvalidProofError(`${place}: ${why}`);
    };
    const circuit = circuitOf(line.circuit, line.taken === undefined ? BATCH_FAMILY : FOLD_FAMILY, manifest);
    const signals = line.publicSignals.map((signal) => BigInt(signal) as FieldElement);
    const [commitment, children] = signals;
    if (commitment === undefined || signals.length !== circuit.publicSignals.length) {
      return refuse("has not the public signals of its circuit");
    }
    if (line.taken !== undefined) {
      const taken = stack.splice(-line.taken);
      const places = [...taken, ...Array<FieldElement>(FAN_IN - taken.length).fill(0n as FieldElement)];
      if (taken.length !== line.taken || hash(places) !== children) {
        refuse("folds other subtrees than those before it: one is left out, doubled or moved");
      }
    }
    const key = await keyOf(circuit);
    if (key.keyDigest !== manifest.keys[circuit.id])
      refuse(`made with another key of ${circuit.id} than yours`);
    await pending.add(place, key, { publicSignals: signals, proof: line.proof });
    stack.push(commitment);
    counts[line.taken === undefined ? "batch" : "fold"]++;
  }
  await pending.finish();
  if (counts.batch !== manifest.batches || counts.fold !== manifest.folds) {
    throw new InvalidProofError(
      `${counts.batch} batches and ${counts.fold} folds are there, not ${manifest.batches} and ${manifest.folds}`,
    );
  }
  if (stack.length !== 1 || stack[0] !== manifest.subtree) {
    throw new InvalidProofError("the batches and folds do not make the subtree of the total");
  }
}

/** @throws InvalidProofError for a circuit of another statement, kind or size of table than the bundle's */
export function circuitOf(
  id: string,
  family: LiabilityCircuit["family"],
  { table }: AttestationManifest,
): LiabilityCircuit {
  const circuit: LiabilityCircuit | undefined = LIABILITY_CIRCUITS.find((each) => each.id === id);
  if (circuit?.family !== family) throw new InvalidProofError(`"${id}" is no circuit of ${family}`);
  const sameKind = circuit.family !== BATCH_FAMILY || circuit.kind === table.kind;
  if (sameKind && circuit.cells === table.cells) return circuit;
  throw new InvalidProofError(`${id} reads another kind or size of table than the attested one`);
}
