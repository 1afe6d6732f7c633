import type { FieldElement } from "../domain/field.ts";
import type { HashThreads } from "../hash/hash-threads.ts";
import type { Poseidon } from "../hash/poseidon.ts";
import { toWords, WORD_BYTES } from "../keys/little-endian.ts";
import { Nodes } from "./nodes.ts";

/** Fills the unused places of every tree. No known input of Poseidon hashes to it. */
export const EMPTY_LEAF = 0n as FieldElement;

/** Per level, leaves first: all children of the node on the path. */
export type TreePath = readonly (readonly FieldElement[])[];

/**
 * A Poseidon tree of fixed depth whose leaves fill places 0, 1, 2, ...; the rest are EMPTY_LEAF.
 * Only nodes above real leaves are stored, so 8^8 places cost what the leaves cost: 32 bytes each, and a seventh more.
 */
export class Tree {
  readonly root: FieldElement;
  readonly arities: readonly number[];
  /** Nodes per level, leaves first, without the empty tail. */
  readonly #levels: readonly Nodes[];
  /** The node of an entirely empty subtree, per level. */
  readonly #empty: readonly FieldElement[];

  private constructor(arities: readonly number[], levels: readonly Nodes[], empty: readonly FieldElement[]) {
    this.arities = arities;
    this.#levels = levels;
    this.#empty = empty;
    const top = emptyAt(empty, arities.length);
    this.root = levels[arities.length]?.slice(0, 1, top)[0] ?? top;
  }

  /**
   * @param arities children per node, lowest level first; the product is the number of places
   * @throws RangeError when the leaves do not fit or are not canonical field elements
   */
  static build(hash: Poseidon, arities: readonly number[], leaves: readonly FieldElement[]): Tree {
    const levels = [Nodes.from(leaves)];
    const empty = emptyNodes(hash, arities, leaves.length);
    arities.forEach((arity, level) => {
      const { words, results } = nodesAbove(levels[level], arity, emptyAt(empty, level));
      hash.packed(arity, words, results);
      levels.push(new Nodes(results));
    });
    return new Tree(arities, levels, empty);
  }

  /**
   * The same in threads, for trees of many thousand leaves.
   *
   * @param leaves packed canonical field elements; the tree keeps them
   * @param onProgress gets the number of nodes just finished; nodesOf tells how many there will be
   */
  static async buildInThreads(
    hash: Poseidon,
    threads: HashThreads,
    arities: readonly number[],
    leaves: Nodes,
    onProgress?: (nodes: number) => void,
  ): Promise<Tree> {
    const levels = [leaves];
    const empty = emptyNodes(hash, arities, leaves.length);
    for (const [level, arity] of arities.entries()) {
      const { words, results } = nodesAbove(levels[level], arity, emptyAt(empty, level));
      await threads.packed(arity, words, results, onProgress);
      levels.push(new Nodes(results));
    }
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
      return this.#nodes(level, index * arity, arity);
    });
  }

  /** All nodes `levels` below the root, empty ones included. */
  row(levels: number): readonly FieldElement[] {
    const level = this.arities.length - levels;
    const width = this.arities.slice(level).reduce((product, arity) => product * arity, 1);
    return this.#nodes(level, 0, width);
  }

  #nodes(level: number, first: number, count: number): readonly FieldElement[] {
    return this.#levels[level]?.slice(first, count, emptyAt(this.#empty, level)) ?? [];
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

/** How many nodes lie above that many leaves. */
export function nodesOf(arities: readonly number[], leaves: number): number {
  let [total, width] = [0, leaves];
  for (const arity of arities) {
    width = Math.ceil(width / arity);
    total += width;
  }
  return total;
}

/** The children of all nodes of the next level, filled up, and the space for their hashes. */
function nodesAbove(
  below: Nodes | undefined,
  arity: number,
  blank: FieldElement,
): { words: Uint8Array; results: Uint8Array } {
  const { words } = below ?? new Nodes(new Uint8Array());
  const count = Math.ceil(words.length / (arity * WORD_BYTES));
  const results = new Uint8Array(count * WORD_BYTES);
  if (words.length === count * arity * WORD_BYTES) return { words, results };
  const filled = new Uint8Array(count * arity * WORD_BYTES);
  filled.set(words);
  const missing = (filled.length - words.length) / WORD_BYTES;
  filled.set(toWords(new Array<FieldElement>(missing).fill(blank)), words.length);
  return { words: filled, results };
}

/** @throws RangeError when so many leaves do not fit */
function emptyNodes(hash: Poseidon, arities: readonly number[], leaves: number): FieldElement[] {
  const places = arities.reduce((product, arity) => product * arity, 1);
  if (leaves > places) throw new RangeError(`${leaves} leaves do not fit a tree of ${places}`);
  const empty = [EMPTY_LEAF];
  for (const [level, arity] of arities.entries()) {
    empty.push(hash(new Array<FieldElement>(arity).fill(emptyAt(empty, level))));
  }
  return empty;
}

function emptyAt(empty: readonly FieldElement[], level: number): FieldElement {
  const node = empty[level];
  if (node === undefined) throw new RangeError(`the tree has no level ${level}`);
  return node;
}
