/** Single additions in projective coordinates, complete, for what is not worth a batch. */
import { COMPLETE_COORDINATES } from "./complete-addition.ts";
import { COMPONENTS, COORDINATE_PAIR_BYTES, type GroupName, POINT_BYTES } from "./group.ts";
import type { Core, CoreFunction } from "./instance.ts";
import { FQ, fromMontgomeryLimbs, montgomeryLimbs, PAIR_BYTES } from "./limbs.ts";
import { elementAt, pairLane, setPair } from "./views.ts";

/** Affine coordinates as canonical integers, c0 and c1 of x, then of y, in G2; undefined is infinity. */
export type AffinePoint = readonly bigint[] | undefined;

/** A place for one point. */
export type Register = 0 | 1 | 2 | 3;
const REGISTERS = 4;
const COORDINATES = 3;
const [ZERO, ONE] = [montgomeryLimbs(FQ, 0n), montgomeryLimbs(FQ, 1n)];

/** Bytes of the largest unit, G2's: registers, work space, and two affine points. */
export const UNIT_BYTES =
  (REGISTERS * COORDINATES + COMPLETE_COORDINATES + 8) * COORDINATE_PAIR_BYTES.g2 + 2 * POINT_BYTES.g2;

export class ProjectiveUnit {
  readonly #core: Core;
  readonly #group: GroupName;
  readonly #base: number;
  readonly #limbs: Float64Array;
  readonly #add: CoreFunction;

  /** @param base address of UNIT_BYTES that this unit alone uses */
  constructor(core: Core, group: GroupName, base: number) {
    this.#core = core;
    this.#group = group;
    this.#base = base;
    this.#limbs = new Float64Array(core.memory.buffer);
    this.#add = core.get(`${group}_add`);
  }

  /** Loads coordinates given as Montgomery limbs, x and y one element after another; undefined is infinity. */
  load(register: Register, point: readonly (readonly number[])[] | undefined): void {
    const n = COMPONENTS[this.#group];
    const elements = point ?? Array.from({ length: 2 * n }, (_, i) => (i === n ? ONE : ZERO));
    for (let i = 0; i < 3 * n; i++) {
      const z = i === 2 * n && point !== undefined ? ONE : ZERO;
      setPair(this.#limbs, this.#coordinate(register, 0) + i * PAIR_BYTES, elements[i] ?? z);
    }
  }

  loadAffine(register: Register, point: AffinePoint): void {
    this.load(
      register,
      point?.map((value) => montgomeryLimbs(FQ, value)),
    );
  }

  /** Loads a point by reference (see core/group.ts). */
  loadReference(register: Register, reference: number): void {
    this.load(register, this.#read(reference));
  }

  add(result: Register, left: Register, right: Register): void {
    const [r, a, b] = [result, left, right].map((register) => this.#coordinate(register, 0));
    this.#add(r ?? 0, a ?? 0, b ?? 0, this.#work());
  }

  /** register = scalar * register, 0 <= scalar; uses register 3. */
  scale(register: Exclude<Register, 3>, scalar: bigint): void {
    this.#copy(3, register);
    this.load(register, undefined);
    for (const bit of scalar.toString(2)) {
      this.add(register, register, register);
      if (bit === "1") this.add(register, register, 3);
    }
  }

  /** The point in affine coordinates. */
  toAffine(register: Register): AffinePoint {
    return this.#normalise(register)?.map((limbs) => fromMontgomeryLimbs(FQ, limbs));
  }

  /** The sum of two points by reference, as the limbs of an affine point. Uses registers 0 and 1. */
  addAffine(left: number, right: number): Float64Array | undefined {
    this.loadReference(0, left);
    this.loadReference(1, right);
    this.add(0, 0, 1);
    const sum = this.#normalise(0);
    return sum === undefined ? undefined : Float64Array.from(sum.flat());
  }

  /** Two references with different x: a point and its double. */
  harmlessAddition(reference: number): [number, number] {
    const double = this.addAffine(reference, reference);
    const point = this.#read(reference).flat();
    const at = this.#base + UNIT_BYTES - 2 * POINT_BYTES.g2;
    this.#limbs.set(point, at / 8);
    this.#limbs.set(double ?? [], at / 8 + point.length);
    return [at, at + 8 * point.length];
  }

  #read(reference: number): number[][] {
    const n = COMPONENTS[this.#group];
    return Array.from({ length: 2 * n }, (_, i) => {
      const limbs = elementAt(this.#limbs, reference & ~1, i);
      return i >= n && reference % 2 === 1 ? limbs.map((limb) => -limb) : limbs;
    });
  }

  /** x and y of an affine point as Montgomery limbs: X / Z and Y / Z. */
  #normalise(register: Register): number[][] | undefined {
    const n = COMPONENTS[this.#group];
    const size = COORDINATE_PAIR_BYTES[this.#group];
    const elements = (coordinate: number): number[][] =>
      Array.from({ length: n }, (_, i) => pairLane(this.#limbs, coordinate + i * PAIR_BYTES, 0));
    const z = this.#coordinate(register, 2);
    if (elements(z).every((limbs) => fromMontgomeryLimbs(FQ, limbs) === 0n)) return undefined;
    const [inverse, product, scratch] = [0, 1, 2].map((i) => this.#work() + i * size);
    const field = this.#group === "g1" ? "fq" : "fq2";
    this.#core.get(`${field}_invert`)(inverse ?? 0, z, scratch ?? 0);
    return [0, 1].flatMap((i) => {
      this.#core.get(`${field}_multiply`)(product ?? 0, this.#coordinate(register, i), inverse ?? 0);
      // Canonical, so that the result does not depend on the way it was reached.
      return elements(product ?? 0).map((limbs) => montgomeryLimbs(FQ, fromMontgomeryLimbs(FQ, limbs)));
    });
  }

  #copy(to: Register, from: Register): void {
    const bytes = COORDINATES * COORDINATE_PAIR_BYTES[this.#group];
    const source = this.#coordinate(from, 0) / 8;
    this.#limbs.copyWithin(this.#coordinate(to, 0) / 8, source, source + bytes / 8);
  }

  #coordinate(register: Register, index: number): number {
    return this.#base + (register * COORDINATES + index) * COORDINATE_PAIR_BYTES[this.#group];
  }

  #work(): number {
    return this.#base + REGISTERS * COORDINATES * COORDINATE_PAIR_BYTES[this.#group];
  }
}
