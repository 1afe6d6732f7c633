import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { LiabilityCircuit } from "../../../circuits/liabilities/circuits.ts";
import {
  BATCH_FAMILY,
  FOLD_FAMILY,
  LIABILITY_CIRCUITS,
  TABLE_FAMILY,
} from "../../../circuits/liabilities/circuits.ts";
import { InvalidProofError } from "../../domain/errors.ts";
import type { FieldElement } from "../../domain/field.ts";
import { type AttestationManifest, proofLineSchema } from "../../formats/attestation.ts";
import { checkJson, parseJson } from "../../formats/json.ts";
import { poseidon } from "../../hash/poseidon.ts";
import type { OwnKey } from "./own-key.ts";
import { PendingProofs } from "./pending-proofs.ts";
import { ProofChain } from "./proof-chain.ts";

export interface Expected {
  readonly manifest: AttestationManifest;
  readonly keyOf: (circuit: LiabilityCircuit) => Promise<OwnKey>;
}

/**
 * Checks every proof but the total's, and that they hang together. A batch puts its commitment on a stack, a fold takes some off that must be those
 * it states, and puts its own on. What is left is the subtree of all accounts; then the table is read against it, each step from where the one
 * before ended, up to what the total opens. A batch that is left out, doubled or moved makes a fold's children another number (T-28); one of
 * other challenges, and so of another epoch or table, is none that a fold could take. Memory is that of the stack.
 *
 * @throws InvalidProofError naming the first line that does not hold
 */
export async function verifyProofLines(
  path: string,
  { manifest, keyOf }: Expected,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const chain = new ProofChain(await poseidon());
  const counts = { [BATCH_FAMILY]: 0, [FOLD_FAMILY]: 0, [TABLE_FAMILY]: 0 };
  const all = manifest.batches + manifest.folds + manifest.readings;
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
    const circuit = circuitOf(line.circuit, [BATCH_FAMILY, FOLD_FAMILY, TABLE_FAMILY], manifest);
    const signals = line.publicSignals.map((signal) => BigInt(signal) as FieldElement);
    if (signals.length !== circuit.publicSignals.length) {
      return refuse("has not the public signals of its circuit");
    }
    if ((line.taken !== undefined) !== (circuit.family === FOLD_FAMILY)) {
      return refuse("says how many subtrees it folds, or is a fold that does not");
    }
    const broken = chain.add(circuit.family, signals, line.taken ?? 0);
    if (broken !== undefined) return refuse(broken);
    const key = await keyOf(circuit);
    if (key.keyDigest !== manifest.keys[circuit.id])
      refuse(`made with another key of ${circuit.id} than yours`);
    await pending.add(place, key, { publicSignals: signals, proof: line.proof });
    counts[circuit.family]++;
  }
  await pending.finish();
  const { batches, folds, readings } = manifest;
  const found = [counts[BATCH_FAMILY], counts[FOLD_FAMILY], counts[TABLE_FAMILY]];
  if (found.join() !== [batches, folds, readings].join()) {
    throw new InvalidProofError(
      `batches, folds and steps of the table are ${found.join(", ")}, not ${batches}, ${folds}, ${readings}`,
    );
  }
  if (chain.read !== manifest.subtree) {
    throw new InvalidProofError("what the proofs make is not what the total opens");
  }
}

/**
 * @param families those that may stand there
 * @throws InvalidProofError for a circuit of another statement, or kind of table than the bundle's
 */
export function circuitOf<Family extends LiabilityCircuit["family"]>(
  id: string,
  families: readonly Family[],
  { table }: AttestationManifest,
): Extract<LiabilityCircuit, { readonly family: Family }> {
  const circuit: LiabilityCircuit | undefined = LIABILITY_CIRCUITS.find((each) => each.id === id);
  if (circuit === undefined || !families.includes(circuit.family as Family)) {
    throw new InvalidProofError(`"${id}" is no circuit of ${families.join(", ")}`);
  }
  if (circuit.family === BATCH_FAMILY && circuit.kind !== table.kind) {
    throw new InvalidProofError(`${id} reads another kind of table than the attested one`);
  }
  return circuit as Extract<LiabilityCircuit, { readonly family: Family }>;
}
