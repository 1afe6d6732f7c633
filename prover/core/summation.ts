/** Sums of groups of points, by affine additions in batches of independent ones. */
import { ADDITION_BYTES, LINK_BYTES, STEP_ADDITIONS, STEP_COORDINATE_BYTES } from "./affine-addition.ts";
import { COMPONENTS, type GroupName, POINT_BYTES } from "./group.ts";
import type { Core } from "./instance.ts";
import { FQ, fromLimbs, PAIR_BYTES } from "./limbs.ts";
import { ProjectiveUnit, UNIT_BYTES } from "./projective.ts";
import { elementAt, mayBeEqual, pairLane } from "./views.ts";

/** Additions that share one inversion. An inversion costs as much as 100 additions. */
export const BATCH = 4096;

/** Where a summation works. All addresses are multiples of 16. */
export interface SummationSpace {
  /** SCRATCH_BYTES for intermediate values. */
  readonly scratch: number;
  /** CHAIN_BYTES. */
  readonly chain: number;
  /** LIST_BYTES. */
  readonly list: number;
}

/** backward and invert come first in scratch, then the unit for exceptions. */
const UNIT_OFFSET = 2048;
export const SCRATCH_BYTES = UNIT_OFFSET + UNIT_BYTES;
export const LIST_BYTES = BATCH * ADDITION_BYTES;
export const CHAIN_BYTES = (BATCH / STEP_ADDITIONS.g2 + 1) * LINK_BYTES;
/** Points that may be written after the last sum, to fill a step. */
export const SPARE_POINTS = STEP_ADDITIONS.g1 - 1;

/**
 * Groups of point references, one group after another: group g is references[starts[g] .. starts[g + 1] - 1].
 * A reference is a point's address, plus 1 for its negative (see core/group.ts).
 */
export interface Groups {
  readonly references: Uint32Array;
  readonly starts: Uint32Array;
}

/** Adds points of one group; not reentrant. */
export class Summation {
  readonly #core: Core;
  readonly #group: GroupName;
  readonly #space: SummationSpace;
  readonly #list: Uint32Array;
  readonly #limbs: Float64Array;
  readonly #unit: ProjectiveUnit;
  readonly #components: readonly number[];
  /** Results that are the point at infinity, which has no affine form. */
  readonly #infinite = new Set<number>();
  #waiting = 0;
  /** Where the next sum goes. */
  #free = 0;

  constructor(core: Core, group: GroupName, space: SummationSpace) {
    this.#core = core;
    this.#group = group;
    this.#space = space;
    this.#list = new Uint32Array(core.memory.buffer, space.list, 2 * BATCH);
    this.#limbs = new Float64Array(core.memory.buffer);
    this.#unit = new ProjectiveUnit(core, group, space.scratch + UNIT_OFFSET);
    this.#components = Array.from({ length: COMPONENTS[group] }, (_, i) => i);
  }

  /**
   * Adds the points of each group, in rounds: neighbours are added pairwise, so a round halves every group and all its
   * additions are independent. Changes `groups` in place.
   *
   * @param room address of free space, for as many points as additions are made, and SPARE_POINTS
   * @param enough stops before a round of fewer additions than this, which leaves groups with several points
   * @returns the first address after the points written
   */
  reduce({ references, starts }: Groups, room: number, enough = 1): number {
    this.#free = room;
    this.#infinite.clear();
    let pairs = countPairs(starts);
    // An infinite sum stays referenced until the next round drops it.
    while (pairs >= enough || this.#infinite.size > 0) {
      const before = this.#free;
      pairs = this.#round(references, starts);
      if (this.#free === before) break;
    }
    return this.#free;
  }

  /** @returns the number of additions of the next round */
  #round(references: Uint32Array, starts: Uint32Array): number {
    const pointBytes = POINT_BYTES[this.#group];
    let write = 0;
    let read = 0;
    let pairs = 0;
    const list = this.#list;
    const infinite = this.#infinite.size > 0;
    // Local, as this loop runs once for every addition.
    let [waiting, free] = [this.#waiting, this.#free];
    for (let g = 1; g < starts.length; g++) {
      const end = starts[g] ?? 0;
      const start = write;
      let left = 0;
      for (; read < end; read++) {
        const reference = references[read] ?? 0;
        if (infinite && this.#infinite.has(reference & ~1)) continue;
        if (left === 0) {
          left = reference;
          continue;
        }
        list[2 * waiting] = left;
        list[2 * waiting + 1] = reference;
        references[write++] = free;
        free += pointBytes;
        left = 0;
        if (++waiting === BATCH) {
          [this.#waiting, this.#free] = [waiting, free];
          this.#run();
          waiting = 0;
        }
      }
      if (left !== 0) references[write++] = left;
      starts[g] = write;
      pairs += (write - start) >> 1;
    }
    [this.#waiting, this.#free] = [waiting, free];
    this.#run();
    return pairs;
  }

  #run(): void {
    if (this.#waiting === 0) return;
    const { scratch, chain, list } = this.#space;
    const pointBytes = POINT_BYTES[this.#group];
    const first = this.#free - this.#waiting * pointBytes;
    const perStep = STEP_ADDITIONS[this.#group];
    const steps = Math.ceil(this.#waiting / perStep);
    // The last step is filled with the last addition; what that writes after the last sum will be overwritten.
    for (let i = this.#waiting; i < steps * perStep; i++) {
      this.#list.copyWithin(2 * i, 2 * this.#waiting - 2, 2 * this.#waiting);
    }
    const forward = this.#core.get(`${this.#group}_forward`);
    const total = chain + steps * LINK_BYTES;
    forward(list, steps, chain);
    const exceptions = this.#isZero(total) ? this.#takeExceptions(steps * perStep, first) : [];
    if (exceptions.length > 0) forward(list, steps, chain);

    const work = scratch + STEP_COORDINATE_BYTES;
    this.#core.get(this.#group === "g1" ? "fq_invertTwins" : "fq2_invert")(scratch, total, work);
    this.#core.get(`${this.#group}_backward`)(list, steps, chain, first, scratch);
    this.#waiting = 0;
    for (const { target, point } of exceptions) {
      if (point === undefined) this.#infinite.add(target);
      else this.#limbs.set(point, target / 8);
    }
  }

  /** Whether a running product is 0 in one of its lanes: then two points to be added have the same x. */
  #isZero(product: number): boolean {
    const isZero = (pair: number, lane: number): boolean =>
      isMultiple(fromLimbs(pairLane(this.#limbs, product + pair * PAIR_BYTES, lane)));
    const pairs = [0, 1];
    return [0, 1].some((lane) =>
      this.#group === "g1"
        ? pairs.some((pair) => isZero(pair, lane))
        : pairs.every((pair) => isZero(pair, lane)),
    );
  }

  /** Does the additions of equal and opposite points one by one, and puts harmless ones in their place. */
  #takeExceptions(additions: number, first: number): { target: number; point: Float64Array | undefined }[] {
    const safe = this.#unit.harmlessAddition(this.#list[0] ?? 0);
    const exceptions: { target: number; point: Float64Array | undefined }[] = [];
    for (let i = 0; i < additions; i++) {
      const at = 2 * i;
      const [left, right] = [this.#list[at] ?? 0, this.#list[at + 1] ?? 0];
      if (!this.#sameX(left & ~1, right & ~1)) continue;
      const point = this.#unit.addAffine(left, right);
      if (i < this.#waiting) exceptions.push({ target: first + i * POINT_BYTES[this.#group], point });
      this.#list.set(safe, at);
    }
    return exceptions;
  }

  #sameX(left: number, right: number): boolean {
    return (
      // Nearly always decides, and is a hundred times faster.
      mayBeEqual(this.#limbs, left, right, 0) &&
      this.#components.every((i) =>
        isMultiple(fromLimbs(elementAt(this.#limbs, left, i)) - fromLimbs(elementAt(this.#limbs, right, i))),
      )
    );
  }
}

const isMultiple = (value: bigint): boolean => value % FQ.modulus === 0n;

/** How many additions the next round would make. */
function countPairs(starts: Uint32Array): number {
  let pairs = 0;
  for (let g = 1; g < starts.length; g++) pairs += ((starts[g] ?? 0) - (starts[g - 1] ?? 0)) >> 1;
  return pairs;
}
