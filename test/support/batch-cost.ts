import { type BatchSize, batchTemplate } from "../../circuits/liabilities/circuits.ts";
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
export function batchCost(size: BatchSize): number {
  const { kind, height, holdings: n, cells } = size;
  const flat = kind === "flat";
  const accounts = 8 ** height;
  const words = Math.ceil(n / 3);
  const cellBits = at(batchTemplate(size).parameters, 3);
  const claimed = n * (cellBits + (flat ? 66 : 136));
  const worthBits = n <= 8 ? 164 : 166;

  const holding = cellBits + (flat ? 68 + 3 : 136 + 2);
  const mode = kind === "margin" ? 1 : 2;
  const account = n * holding + poseidonCost(4 + words) + mode + worthBits + words * (flat ? 2 : 3) + 1;
  // Of the first account, live is 1 and the power of the challenge is 1.
  const following = 1 + 66 + 1 + words + 2;
  const tree = (poseidonCost(8) * (accounts - 1)) / 7;
  const transcript = vectorCost(Math.ceil((accounts * (claimed + worthBits)) / 252));
  const table =
    vectorCost(cells, true) + vectorCost((flat ? 2 : 3) * cells, true) + cells * ((flat ? 3 : 4) + 5);
  const sums = vectorCost(cells) + vectorCost(3 * cells + 1);
  const once = 2 * poseidonCost(4, 1) + poseidonCost(7, 1) + poseidonCost(1) + 1 + 2 + 1 - 3;
  return accounts * account + (accounts - 1) * following + tree + transcript + table + sums + once;
}

/** SolvencyFold. */
export const foldCost = (cells: number): number =>
  9 * (vectorCost(cells) + poseidonCost(7)) + 2 * poseidonCost(8) + 7 * (1 + 64 + 2) + 3 * 7 + 7 * cells;

/** SolvencyTotal. Seven of the eight children above the subtree are constants. */
export const totalCost = (cells: number): number =>
  vectorCost(cells) +
  poseidonCost(7) +
  64 +
  8 +
  7 * (poseidonCost(8, 7) + 1) +
  vectorCost(cells, true) +
  poseidonCost(4) +
  cells * (14 + 65 + 30 + 100 + 1) +
  (cells - 1) * 5 -
  1;
