import { InputError } from "../domain/errors.ts";
import { type FieldElement, randomFieldElement, signedFieldElement } from "../domain/field.ts";
import { type Poseidon, poseidon } from "../hash/poseidon.ts";
import type { WitnessInput } from "../margin/witness.ts";
import { emptySubtree } from "../tree/tree.ts";
import { type Subtree, subtreeCommitment } from "./subtree.ts";

/** Children of a fold. */
const FAN_IN = 8;

export interface PreparedFold {
  readonly subtree: Subtree;
  readonly commitment: FieldElement;
  /** Poseidon of the eight commitments it opens, 0 for places without child. */
  readonly children: FieldElement;
  readonly input: WitnessInput;
}

/**
 * Joins one to eight neighbouring subtrees into one, a level higher.
 *
 * @param blind of the commitment; drawn at random where it is not given
 * @throws InputError for subtrees of different height, epoch or table, or whose tags do not increase
 */
export async function prepareFold(
  children: readonly Subtree[],
  blind: FieldElement = randomFieldElement(),
): Promise<PreparedFold> {
  const [first] = children;
  if (first === undefined || children.length > FAN_IN) {
    throw new InputError({ field: "children", value: String(children.length), rule: "a fold joins 1 to 8" });
  }
  children.forEach((child, k) => {
    const field = `children[${k}]`;
    for (const name of ["height", "epoch", "table"] as const) {
      if (child[name] === first[name]) continue;
      throw new InputError({ field: `${field}.${name}`, rule: "must be that of the first child" });
    }
    const before = children[k - 1];
    if (before !== undefined && child.firstTag <= before.lastTag) {
      throw new InputError({
        field: `${field}.firstTag`,
        value: String(child.firstTag),
        rule: `must be above ${before.lastTag}, the last tag of the child before`,
      });
    }
  });
  return layOutFold(await poseidon(), children, first, blind);
}

/** The same without the checks. Split off so that tests can fold what does not belong together. */
export function layOutFold(
  hash: Poseidon,
  children: readonly Subtree[],
  first: Subtree,
  blind: FieldElement,
): PreparedFold {
  const cells = first.sums.length;
  const places = Array.from({ length: FAN_IN }, (_, k) => children[k]);
  const blank = emptySubtree(hash, first.height);
  const last = children.at(-1) ?? first;
  const subtree: Subtree = {
    height: first.height + 1,
    epoch: first.epoch,
    table: first.table,
    firstTag: first.firstTag,
    lastTag: last.lastTag,
    root: hash(places.map((child) => child?.root ?? blank)),
    blind,
    sums: Array.from({ length: cells }, (_, c) =>
      children.reduce((sum, child) => sum + (child.sums[c] ?? 0n), 0n),
    ),
  };
  const none = Array<bigint>(cells).fill(0n);
  const commitment = subtreeCommitment(hash, subtree);
  const digest = hash(
    places.map((child) => (child === undefined ? (0n as FieldElement) : subtreeCommitment(hash, child))),
  );
  const input = {
    commitment,
    children: digest,
    epoch: first.epoch,
    table: first.table,
    height: BigInt(first.height),
    blind,
    live: places.map((child) => (child === undefined ? 0n : 1n)),
    firstTag: places.map((child) => child?.firstTag ?? 0n),
    lastTag: places.map((child) => child?.lastTag ?? 0n),
    tagGap: places
      .slice(1)
      .map((child, k) =>
        child === undefined ? 0n : signedFieldElement(child.firstTag - (places[k]?.lastTag ?? 0n) - 1n),
      ),
    root: places.map((child) => child?.root ?? 0n),
    childBlind: places.map((child) => child?.blind ?? 0n),
    sum: places.map((child) => child?.sums ?? none),
  };
  return { subtree, commitment, children: digest, input };
}
