import { MODE_CODES } from "../accounts/account.ts";
import { type FieldElement, signedFieldElement } from "../domain/field.ts";
import { poseidon } from "../hash/poseidon.ts";
import type { WitnessInput } from "../margin/witness.ts";
import { CellSums } from "./cell-sums.ts";
import type { Challenges } from "./challenges.ts";
import type { OpenedBatch } from "./open-batch.ts";
import type { PlacedHolding } from "./place.ts";
import { type Subtree, subtreeCommitment } from "./subtree.ts";

export interface PreparedBatch {
  readonly subtree: Subtree;
  readonly commitment: FieldElement;
  /** Holds salts and quantities: neither log nor keep it. */
  readonly input: WitnessInput;
}

/**
 * Lays out the inputs of SolvencyBatch or SolvencyBatchPieces, once the epoch's challenges are drawn.
 * @param start power of lambda after the batch before
 */
export async function prepareBatch(
  opened: OpenedBatch,
  drawn: Challenges,
  start: FieldElement = 1n as FieldElement,
): Promise<PreparedBatch> {
  const sums = new CellSums(opened.table, drawn.lambda, start);
  for (const holdings of opened.placed) sums.add(holdings);
  const subtree: Subtree = {
    ...opened.subtree,
    challenges: drawn.digest,
    start,
    end: sums.power,
    ...sums.sides(drawn),
  };
  const commitment = subtreeCommitment(await poseidon(), subtree);
  return { subtree, commitment, input: batchInput(opened, drawn, subtree, commitment) };
}

function batchInput(
  { size, table, accounts, blind, placed, words, worth }: OpenedBatch,
  drawn: Challenges,
  { firstTag, start }: Subtree,
  commitment: FieldElement,
): WitnessInput {
  const places = placed.map((_, a) => accounts[a]);
  const column = (value: (holding: PlacedHolding) => bigint) =>
    placed.map((holdings) => holdings.map((holding) => signedFieldElement(value(holding))));
  const common = {
    commitment,
    epoch: drawn.of.epoch,
    table: table.digest,
    drawn: drawn.drawn,
    start,
    blind,
    firstTag,
    live: places.map((each) => (each === undefined ? 0n : 1n)),
    tagGap: places.slice(1).map((each, a) => tagGap(places[a]?.account.tag, each?.account.tag)),
    salt: places.map((each) => each?.salt ?? 0n),
    mode: places.map((each) => (each === undefined ? 0n : MODE_CODES[each.account.mode])),
    owner: places.map((each) => each?.account.owner ?? 0n),
    word: words,
    worth: worth.map(signedFieldElement),
    cell: column(({ cell }) => BigInt(cell)),
  };
  return size.kind === "flat"
    ? {
        ...common,
        used: column(({ ordinal }) => BigInt(ordinal)),
        quantity: column(({ quantity }) => quantity),
      }
    : {
        ...common,
        ordinal: column(({ ordinal }) => BigInt(ordinal)),
        offset: column(({ offset }) => offset),
        room: column(({ room }) => room),
      };
}

const tagGap = (before: bigint | undefined, tag: bigint | undefined): FieldElement =>
  before === undefined || tag === undefined ? (0n as FieldElement) : signedFieldElement(tag - before - 1n);
