/**
 * Multi-exponentiation by buckets (N. Pippenger, 1976), with nothing but sums of groups of points:
 *
 * 1. For each digit position w, the points are grouped by |digit|, the sign moved to the point, and every group is
 *    added up: B_j for j = 1 .. 2^(c - 1).
 * 2. Sum of j * B_j: B_j with bit k set in j contribute 2^k each. From the top bit down, the upper half of the buckets
 *    forms a group of its own and is added to the lower half, which leaves half as many buckets. All groups of a bit,
 *    and in the end the groups of all bits, are summed together: 2 * 2^(c - 1) independent additions instead of a chain.
 * 3. What remains is one point for each bit position c * w + k of the scalars.
 */

import type { DigitLayout } from "../../core/digits.ts";
import { type GroupName, POINT_BYTES } from "../../core/group.ts";
import { type Groups, SPARE_POINTS, type Summation } from "../../core/summation.ts";

/** A round of fewer additions is put off, to be done for all digit positions together. */
const ENOUGH = 256;

export interface PointSet {
  readonly group: GroupName;
  /** Address of the points. */
  readonly points: number;
  /** Address of the indexes, 32 bits each, of those that are not at infinity. */
  readonly present: number;
  readonly presentCount: number;
  /** The scalar of point i is number i + scalarOffset. */
  readonly scalarOffset: number;
}

/** Part of the sum: 2^bit * point, the point by reference. */
export interface Part {
  readonly bit: number;
  readonly reference: number;
}

/** Points of room that sumWindows needs in all. */
export function roomFor(points: number, windowBits: number, windows: number): { room: number; kept: number } {
  const half = 2 ** (windowBits - 1);
  const kept = windows * (half + 2 * ENOUGH);
  // Per position: the put-off additions, then the folding and the final groups with half each.
  return { room: Math.max(points, windows * (2 * half + 2 * ENOUGH)) + SPARE_POINTS, kept };
}

/**
 * The sum of digit_w * 2^(c w) * point over the given digit positions.
 *
 * @param room address of free space for roomFor().room points; references of the result point into it
 * @param kept address of free space for roomFor().kept points
 */
export function sumWindows(
  memory: ArrayBufferLike,
  summation: Summation,
  set: PointSet,
  digits: DigitLayout,
  windows: readonly number[],
  room: number,
  kept: number,
): Part[] {
  const half = 2 ** (digits.windowBits - 1);
  const parts = new Keeper(memory, POINT_BYTES[set.group], room, kept);
  for (const w of windows) {
    const groups = groupByDigit(memory, set, digits, w);
    const end = summation.reduce(groups, room, ENOUGH);
    parts.keep(groups, end);
  }
  const all = parts.groups();
  let free = summation.reduce(all, room);
  let buckets = singles(all);

  // Bit k of position i: all its points weigh 2^k. `size` buckets of each position are left, for |digit| = 1 .. size.
  const bits: Uint32Array[] = [];
  const bitOf = (i: number, k: number): number => i * digits.windowBits + k;
  for (const i of windows.keys())
    bits[bitOf(i, digits.windowBits - 1)] = buckets.subarray((i + 1) * half - 1, (i + 1) * half);
  let size = half;
  for (let k = digits.windowBits - 2; k >= 0; k--) {
    // |digit| = half is a bit of its own; of the others, those from 2^k on have bit k set.
    const upper = 2 ** k;
    for (const i of windows.keys())
      bits[bitOf(i, k)] = buckets.subarray(i * size + upper - 1, i * size + 2 * upper - 1);
    const folded = fold(buckets, windows.length, size, upper);
    free = summation.reduce(folded, free);
    buckets = singles(folded);
    size = upper - 1;
  }
  const sums = groupsOf(bits);
  summation.reduce(sums, free);
  return [...singles(sums)].flatMap((reference, i) => {
    const window = windows[Math.floor(i / digits.windowBits)] ?? 0;
    const bit = window * digits.windowBits + (i % digits.windowBits);
    return reference === 0 ? [] : [{ bit, reference }];
  });
}

/** The points whose digit at position w is not 0, sorted by its absolute value: group j - 1 has |digit| = j. */
function groupByDigit(memory: ArrayBufferLike, set: PointSet, layout: DigitLayout, w: number): Groups {
  const present = new Uint32Array(memory, set.present, set.presentCount);
  const digits = new Int16Array(memory, layout.address + 2 * w * layout.count, layout.count);
  const half = 2 ** (layout.windowBits - 1);
  const { points, scalarOffset } = set;
  const pointBytes = POINT_BYTES[set.group];
  const starts = new Uint32Array(half + 1);
  for (let k = 0; k < present.length; k++) {
    const digit = Math.abs(digits[(present[k] ?? 0) + scalarOffset] ?? 0);
    if (digit !== 0) starts[digit] = (starts[digit] ?? 0) + 1;
  }
  for (let j = 1; j <= half; j++) starts[j] = (starts[j] ?? 0) + (starts[j - 1] ?? 0);
  const references = new Uint32Array(starts[half] ?? 0);
  const next = starts.slice();
  for (let k = 0; k < present.length; k++) {
    const index = present[k] ?? 0;
    const digit = digits[index + scalarOffset] ?? 0;
    if (digit === 0) continue;
    const group = Math.abs(digit) - 1;
    const at = next[group] ?? 0;
    references[at] = points + index * pointBytes + (digit < 0 ? 1 : 0);
    next[group] = at + 1;
  }
  return { references, starts };
}

/** Collects groups whose sums lie in a space that is used again, by copying the points to a space of their own. */
class Keeper {
  readonly #points: Float64Array;
  readonly #pointBytes: number;
  readonly #room: number;
  readonly #references: number[] = [];
  readonly #starts: number[] = [0];
  #free: number;

  constructor(memory: ArrayBufferLike, pointBytes: number, room: number, kept: number) {
    this.#points = new Float64Array(memory);
    this.#pointBytes = pointBytes;
    this.#room = room;
    this.#free = kept;
  }

  /** @param end the first address after the sums */
  keep({ references, starts }: Groups, end: number): void {
    const base = this.#references.length;
    const count = starts[starts.length - 1] ?? 0;
    for (let i = 0; i < count; i++) {
      const reference = references[i] ?? 0;
      if (reference < this.#room || reference >= end) {
        this.#references.push(reference); // one of the given points
        continue;
      }
      this.#points.copyWithin(this.#free / 8, reference / 8, (reference + this.#pointBytes) / 8);
      this.#references.push(this.#free);
      this.#free += this.#pointBytes;
    }
    for (let g = 1; g < starts.length; g++) this.#starts.push(base + (starts[g] ?? 0));
  }

  groups(): Groups {
    return { references: Uint32Array.from(this.#references), starts: Uint32Array.from(this.#starts) };
  }
}

/** In each of `rows` rows of `size` buckets: j with j + upper, for j = 1 .. upper - 1. */
function fold(buckets: Uint32Array, rows: number, size: number, upper: number): Groups {
  const references = new Uint32Array(2 * rows * (upper - 1));
  const starts = new Uint32Array(rows * (upper - 1) + 1);
  let [count, group] = [0, 0];
  for (let i = 0; i < rows; i++) {
    for (let j = i * size; j < i * size + upper - 1; j++) {
      for (const reference of [buckets[j] ?? 0, buckets[j + upper] ?? 0]) {
        if (reference !== 0) references[count++] = reference;
      }
      starts[++group] = count;
    }
  }
  return { references, starts };
}

/** References 0 stand for nothing. */
function groupsOf(members: readonly Uint32Array[]): Groups {
  const references: number[] = [];
  const starts = [0];
  for (const group of members) {
    for (const reference of group) if (reference !== 0) references.push(reference);
    starts.push(references.length);
  }
  return { references: Uint32Array.from(references), starts: Uint32Array.from(starts) };
}

/** For groups of at most one point: the point of each, or 0. */
function singles({ references, starts }: Groups): Uint32Array {
  const points = new Uint32Array(starts.length - 1);
  for (let g = 0; g < points.length; g++) {
    const at = starts[g] ?? 0;
    if ((starts[g + 1] ?? 0) > at) points[g] = references[at] ?? 0;
  }
  return points;
}
