import { type BatchSize, CELL_BITS } from "../../circuits/liabilities/circuits.ts";
import { WORTH_BITS } from "../../prover/liabilities/opening.ts";
import { at } from "./at.ts";

/** Partial rounds of Poseidon by number of inputs, from 1, in circomlib. */
const PARTIAL_ROUNDS = [56, 57, 56, 60, 60, 63, 64, 63, 60, 66, 60, 65, 70, 60, 64, 68];

/** Constraints of Poseidon: an S-box costs 3, and none where its first input is a constant, as the capacity is. */
export const poseidonCost = (inputs: number, constants = 0): number =>
  24 * (inputs + 1) + 3 * at(PARTIAL_ROUNDS, inputs - 1) - 3 * (1 + constants);

/** Constraints of HashVector. */
export const vectorCost = (values: number, constantHead = false): number => {
  const blocks = Math.ceil(values / 15);
  const last = values - 15 * (blocks - 1);
  return (blocks - 1) * poseidonCost(16) + poseidonCost(1 + last) - (constantHead ? 3 : 0);
};

/** SPEC, "Cost of an attestation": every constraint of SolvencyBatch and SolvencyBatchPieces. */
export function batchCost({ kind, height, holdings: n }: BatchSize): number {
  const flat = kind === "flat";
  const accounts = 8 ** height;
  const words = Math.ceil(n / 3);
  const claimed = n * (CELL_BITS + (flat ? 66 : 136));

  const holding = CELL_BITS + (flat ? 68 + 3 : 136 + 2);
  const mode = kind === "margin" ? 1 : 2;
  // Powers, claims, and once and twice the account's power for its holdings' shares.
  const account = n * holding + poseidonCost(4 + words) + mode + WORTH_BITS + words * (flat ? 2 : 3) + 1 + 2;
  // Of the first account, live is 1.
  const following = 1 + 66 + 1 + words;
  const tree = (poseidonCost(8) * (accounts - 1)) / 7;
  const opening = poseidonCost(3, 1) + vectorCost(Math.ceil((accounts * (claimed + WORTH_BITS)) / 252));
  const digests = poseidonCost(9, 2) + poseidonCost(10, 1);
  const once = 3 + 2;
  return accounts * account + (accounts - 1) * following + tree + opening + digests + once;
}

/** SolvencyFold: seven of the children may not be there. */
export const foldCost = (): number =>
  9 * poseidonCost(10) + 2 * poseidonCost(8) + poseidonCost(9, 1) + 7 * (1 + 2 + 64 + 2 + 2) + 3 * 7 + 7;

/** SolvencyTable. */
export const tableCost = (step: number): number =>
  2 * vectorCost(5 * step) + 2 * poseidonCost(12, 1) + poseidonCost(9, 1) + 10 + 2 + step * 16;

/** SolvencyTotal. Seven of the eight children above the subtree are constants. */
export const totalCost = (rows: number): number =>
  vectorCost(rows, true) +
  2 * rows +
  poseidonCost(4) +
  2 * poseidonCost(5, 1) +
  3 * poseidonCost(2, 1) +
  poseidonCost(9, 1) +
  // Powers start with 1.
  poseidonCost(10, 1) +
  poseidonCost(12, 1) +
  64 +
  8 +
  7 * (poseidonCost(8, 7) + 1);
