import { buildPoseidon } from "circomlibjs";
import type { FieldElement } from "../domain/field.ts";

/** Poseidon over bn254 with circomlib's parameters, 1 to 16 inputs. */
export type Poseidon = (inputs: readonly FieldElement[]) => FieldElement;

let instance: Promise<Poseidon> | undefined;

/** The hash of circuits and trees. Built once: its round constants take about half a second. */
export function poseidon(): Promise<Poseidon> {
  instance ??= buildPoseidon().then((hash) => (inputs) => hash.F.toObject(hash([...inputs])) as FieldElement);
  return instance;
}
