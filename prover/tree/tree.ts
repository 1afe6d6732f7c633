import type { FieldElement } from "../domain/field.ts";
import { FIELD_MODULUS } from "../domain/field.ts";
import type { Poseidon } from "../hash/poseidon.ts";

/** Fills the unused places of every tree. No known input of Poseidon hashes to it. */
export const EMPTY_LEAF = 0n as FieldElement;

/** Per level, leaves first: all children of the node on the path. */
export type TreePath = readonly (readonly FieldElement[])[];

/**
 * A Poseidon tree of fixed depth whose leaves fill places 0, 1, 2, ...; the rest are EMPTY_LEAF.
 * Only nodes above real leaves are stored, so 8^8 places cost what the leaves cost.
 */
export class Tree {
  readonly root: FieldElement;
  readonly arities: readonly number[];
  /** Nodes per level, leaves first, without the empty tail. */
  readonly #levels: readonly (readonly FieldElement[])[];
  /** The node of an entirely empty subtree, per level. */
  readonly #empty: readonly FieldElement[];

  private constructor(
    arities: readonly number[],
    levels: readonly (readonly FieldElement[])[],
    empty: readonly FieldElement[],
  ) {
    this.arities = arities;
    this.#levels = levels;
    this.#empty = empty;
    this.root = levels[arities.length]?.[0] ?? emptyAt(empty, arities.length);
  }

  /**
   * @param arities children per node, lowest level first; the product is the number of places
   * @throws RangeError when the leaves do not fit or are not canonical field elements
   */
  static build(hash: Poseidon, arities: readonly number[], leaves: readonly FieldElement[]): Tree {
    const places = arities.reduce((product, arity) => product * arity, 1);
    if (leaves.length > places)
      throw new RangeError(`${leaves.length} leaves do not fit a tree of ${places}`);
    for (const leaf of leaves) {
      if (leaf < 0n || leaf >= FIELD_MODULUS) throw new RangeError("a leaf is not a canonical field element");
    }
    const empty: FieldElement[] = [EMPTY_LEAF];
    const levels: (readonly FieldElement[])[] = [leaves];
    arities.forEach((arity, level) => {
      const below = levels[level] ?? [];
      const blank = emptyAt(empty, level);
      const nodes: FieldElement[] = [];
      for (let first = 0; first < below.length; first += arity) {
        nodes.push(hash(childrenFrom(below, first, arity, blank)));
      }
      levels.push(nodes);
      empty.push(hash(Array<FieldElement>(arity).fill(blank)));
    });
    return new Tree(arities, levels, empty);
  }

  /** @throws RangeError when the place is not a leaf's */
  path(place: number): TreePath {
    if (!Number.isInteger(place) || place < 0 || place >= (this.#levels[0]?.length ?? 0)) {
      throw new RangeError(`no leaf at place ${place}`);
    }
    let index = place;
    return this.arities.map((arity, level) => {
      index = Math.floor(index / arity);
      return childrenFrom(this.#levels[level] ?? [], index * arity, arity, emptyAt(this.#empty, level));
    });
  }

  /** All nodes `levels` below the root, empty ones included. */
  row(levels: number): readonly FieldElement[] {
    const level = this.arities.length - levels;
    const width = this.arities.slice(level).reduce((product, arity) => product * arity, 1);
    return childrenFrom(this.#levels[level] ?? [], 0, width, emptyAt(this.#empty, level));
  }
}

/**
 * Recomputes the root from a leaf and its path; null when the leaf is not where the path says.
 * The same check as the circuit's TreePath.
 */
export function rootFromPath(hash: Poseidon, leaf: FieldElement, path: TreePath): FieldElement | null {
  let node = leaf;
  for (const children of path) {
    if (!children.includes(node)) return null;
    node = hash(children);
  }
  return node;
}

/** The root of a subtree of 8^height places without a leaf. */
export function emptySubtree(hash: Poseidon, height: number): FieldElement {
  let node = EMPTY_LEAF;
  for (let level = 0; level < height; level++) node = hash(Array<FieldElement>(8).fill(node));
  return node;
}

function childrenFrom(
  nodes: readonly FieldElement[],
  first: number,
  arity: number,
  blank: FieldElement,
): FieldElement[] {
  const children = nodes.slice(first, first + arity);
  while (children.length < arity) children.push(blank);
  return children;
}

function emptyAt(empty: readonly FieldElement[], level: number): FieldElement {
  const node = empty[level];
  if (node === undefined) throw new RangeError(`the tree has no level ${level}`);
  return node;
}
