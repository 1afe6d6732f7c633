import { InputError } from "../domain/errors.ts";
import { FIELD_MODULUS, type FieldElement, signedFieldElement } from "../domain/field.ts";
import { type Poseidon, poseidon } from "../hash/poseidon.ts";
import type { WitnessInput } from "../margin/witness.ts";
import { emptySubtree } from "../tree/tree.ts";
import { foldOpening } from "./opening.ts";
import { type Subtree, subtreeCommitment } from "./subtree.ts";

/** Children of a fold. */
export const FAN_IN = 8;

export interface PreparedFold {
  readonly subtree: Subtree;
  readonly commitment: FieldElement;
  /** Poseidon of the eight commitments it opens, 0 for places without child. */
  readonly children: FieldElement;
  readonly input: WitnessInput;
}

/**
 * Joins one to eight neighbouring subtrees into one, a level higher.
 * @throws InputError for subtrees of different height or challenges, whose tags do not increase, or that do not follow each other
 */
export async function prepareFold(children: readonly Subtree[]): Promise<PreparedFold> {
  const [first] = children;
  if (first === undefined || children.length > FAN_IN) {
    throw new InputError({ field: "children", value: String(children.length), rule: "a fold joins 1 to 8" });
  }
  children.forEach((child, k) => {
    const field = `children[${k}]`;
    for (const name of ["height", "challenges"] as const) {
      if (child[name] === first[name]) continue;
      throw new InputError({ field: `${field}.${name}`, rule: "must be that of the first child" });
    }
    const before = children[k - 1];
    if (before === undefined) return;
    if (child.firstTag <= before.lastTag) {
      throw new InputError({
        field: `${field}.firstTag`,
        value: String(child.firstTag),
        rule: `must be above ${before.lastTag}, the last tag of the child before`,
      });
    }
    if (child.start !== before.end) {
      throw new InputError({ field: `${field}.start`, rule: "must be the end of the child before" });
    }
  });
  return layOutFold(await poseidon(), children, first);
}

/** The same without the checks. Split off so that tests can fold what does not belong together. */
export function layOutFold(hash: Poseidon, children: readonly Subtree[], first: Subtree): PreparedFold {
  const places = Array.from({ length: FAN_IN }, (_, k) => children[k]);
  const last = children.at(-1) ?? first;
  const sum = (value: (child: Subtree) => bigint): FieldElement =>
    (children.reduce((total, child) => total + value(child), 0n) % FIELD_MODULUS) as FieldElement;
  const subtree: Subtree = {
    height: first.height + 1,
    challenges: first.challenges,
    firstTag: first.firstTag,
    lastTag: last.lastTag,
    root: foldRoot(hash, first.height, children),
    opening: foldOpening(
      hash,
      children.map(({ opening }) => opening),
    ),
    start: first.start,
    end: last.end,
    quotients: sum(({ quotients }) => quotients),
    claims: sum(({ claims }) => claims),
  };
  const commitment = subtreeCommitment(hash, subtree);
  const digest = hash(
    places.map((child) => (child === undefined ? (0n as FieldElement) : subtreeCommitment(hash, child))),
  );
  const column = (
    name: "firstTag" | "lastTag" | "root" | "opening" | "start" | "end" | "quotients" | "claims",
  ) => ({
    [name]: places.map((child) => child?.[name] ?? 0n),
  });
  const input = {
    commitment,
    children: digest,
    height: BigInt(first.height),
    challenges: first.challenges,
    live: places.map((child) => (child === undefined ? 0n : 1n)),
    tagGap: places
      .slice(1)
      .map((child, k) =>
        child === undefined ? 0n : signedFieldElement(child.firstTag - (places[k]?.lastTag ?? 0n) - 1n),
      ),
    ...column("firstTag"),
    ...column("lastTag"),
    ...column("root"),
    ...column("opening"),
    ...column("start"),
    ...column("end"),
    ...column("quotients"),
    ...column("claims"),
  };
  return { subtree, commitment, children: digest, input };
}

/** The node above up to eight subtrees of a height. */
export function foldRoot(
  hash: Poseidon,
  height: number,
  children: readonly { readonly root: FieldElement }[],
): FieldElement {
  const blank = emptySubtree(hash, height);
  return hash(Array.from({ length: FAN_IN }, (_, k) => children[k]?.root ?? blank));
}
