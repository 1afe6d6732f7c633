import { MODE_CODES } from "../accounts/account.ts";
import type { FieldElement } from "../domain/field.ts";
import { signedFieldElement } from "../domain/field.ts";
import type { WitnessInput } from "../margin/witness.ts";
import type { BatchRequest } from "./batch.ts";
import type { PlacedHolding } from "./place.ts";
import type { Subtree } from "./subtree.ts";

/**
 * The inputs of SolvencyBatch or SolvencyBatchPieces.
 * @param placed of every place of the batch, those without account too
 */
export function batchInput(
  { size, table, accounts }: BatchRequest,
  subtree: Subtree,
  commitment: FieldElement,
  placed: readonly (readonly PlacedHolding[])[],
): WitnessInput {
  const places = placed.map((_, a) => accounts[a]);
  const column = (value: (holding: PlacedHolding) => bigint) =>
    placed.map((holdings) => holdings.map((holding) => signedFieldElement(value(holding))));
  const { key, span, base, rate } = table.columns;
  const common = {
    commitment,
    epoch: subtree.epoch,
    blind: subtree.blind,
    firstTag: subtree.firstTag,
    live: places.map((each) => (each === undefined ? 0n : 1n)),
    tagGap: places.slice(1).map((each, a) => tagGap(places[a]?.account.tag, each?.account.tag)),
    salt: places.map((each) => each?.salt ?? 0n),
    mode: places.map((each) => (each === undefined ? 0n : MODE_CODES[each.account.mode])),
    owner: places.map((each) => each?.account.owner ?? 0n),
    cell: column(({ cell }) => BigInt(cell)),
    asOf: BigInt(table.market.asOf),
    key,
  };
  if (size.kind === "flat") {
    return {
      ...common,
      used: column(({ ordinal }) => BigInt(ordinal)),
      quantity: column(({ quantity }) => quantity),
      longRate: base,
      rate,
    };
  }
  return {
    ...common,
    ordinal: column(({ ordinal }) => BigInt(ordinal)),
    offset: column(({ offset }) => offset),
    room: column(({ room }) => room),
    span,
    base,
    slope: rate,
  };
}

const tagGap = (before: bigint | undefined, tag: bigint | undefined): FieldElement =>
  before === undefined || tag === undefined ? (0n as FieldElement) : signedFieldElement(tag - before - 1n);
