/**
 * Affine additions of many independent pairs of points, which share one field inversion: 6 multiplications each
 * instead of 11 to 16 for coordinates without division.
 *
 * The shared inversion (P. Montgomery's trick) runs forward to multiply all denominators and backward to take
 * them apart. A list holds two point references for each addition, left and right; see group.ts. A step does four
 * additions in G1 and two in G2, which makes two pairs of field elements for a coordinate either way: two pairs of
 * points, or the two components of one.
 */

import {
  type Arithmetic,
  gather,
  loadPair,
  negateWhere,
  type Pair,
  reduce,
  scatter,
  slot,
  storePair,
  subtractPairs,
} from "./element.ts";
import { type FieldFunctions, onePair } from "./field-functions.ts";
import { addressOf, COORDINATE_BYTES, type GroupName, POINT_BYTES, signsOf } from "./group.ts";
import { ELEMENT_BYTES, FQ, LIMBS, PAIR_BYTES } from "./limbs.ts";
import type { FunctionBuilder } from "./wasm/function-builder.ts";
import type { ModuleBuilder } from "./wasm/module-builder.ts";
import { f64x2, type I32, i32 } from "./wasm/value.ts";

/** Additions of a step. */
export const STEP_ADDITIONS: Readonly<Record<GroupName, number>> = { g1: 4, g2: 2 };
/** Bytes of an addition in a list: two references. */
export const ADDITION_BYTES = 8;
/** Bytes of a coordinate of a step. */
export const STEP_COORDINATE_BYTES = 2 * PAIR_BYTES;
/** Bytes of a link of the chain: the product of all denominators before it, then its own denominator. */
export const LINK_BYTES = 2 * STEP_COORDINATE_BYTES;

/** A coordinate of a step: in G1 of additions 0 and 1, then of 2 and 3; in G2 components c0, then c1. */
type Coordinate = readonly [Pair, Pair];

const map = (a: Coordinate, operation: (pair: Pair, i: number) => Pair): Coordinate => [
  operation(a[0], 0),
  operation(a[1], 1),
];
const load = (f: FunctionBuilder, address: I32): Coordinate => [
  loadPair(f, address),
  loadPair(f, slot(address, 1)),
];
const store = (f: FunctionBuilder, address: I32, [first, second]: Coordinate): void => {
  storePair(f, address, first);
  storePair(f, slot(address, 1), second);
};
const subtract = (f: FunctionBuilder, a: Coordinate, b: Coordinate): Coordinate => [
  subtractPairs(f, a[0], b[0]),
  subtractPairs(f, a[1], b[1]),
];

/** The two addresses, and the offset within a coordinate, of a step's i-th pair of elements. */
function elements(group: GroupName, points: readonly I32[], i: 0 | 1): [low: I32, high: I32, offset: number] {
  const first = group === "g1" ? 2 * i : 0;
  const [low, high] = [points[first], points[first + 1]];
  if (low === undefined || high === undefined) throw new RangeError("too few points for a step");
  return [low, high, group === "g1" ? 0 : i * ELEMENT_BYTES];
}

/** Reads a coordinate of a step's points; `offset` 0 is x, COORDINATE_BYTES is y. */
function gatherCoordinate(
  f: FunctionBuilder,
  group: GroupName,
  points: readonly I32[],
  offset: number,
): Coordinate {
  const read = (i: 0 | 1): Pair => {
    const [low, high, within] = elements(group, points, i);
    return gather(f, low, high, offset + within);
  };
  return [read(0), read(1)];
}

/**
 * Defines `forward(list, steps, chain)` and `backward(list, steps, chain, result, scratch)`.
 *
 * forward leaves in link i of the chain the product of denominators 0 .. i - 1 and denominator i, and in link `steps`
 * the whole product. The caller checks that it is not 0 in any lane, that is, that no two points to be added have
 * equal x, and puts its inverse into the first coordinate of scratch. backward writes the sums one after another.
 *
 * Bounds, in units of p, for tight points: denominators are 2 terms, 1.02. In G1 the running products are at most
 * 0.379 * 1.02 x + 0.57, so they stay below 0.93; the inverse of a denominator is 0.379 * 0.93^2 + 0.57 = 0.9, the
 * slope and its square are below 0.93. In G2 all products come out tight. x3 = slope^2 - x1 - x2 has 3 terms and 1.95
 * at most, and is reduced; x1 - x3 has 2 terms; y3 = product - y1 has 2 terms and 1.5, and is reduced.
 */
export function defineAffineAddition(
  module: ModuleBuilder,
  group: GroupName,
  arithmetic: Arithmetic,
  { multiply, square }: FieldFunctions,
): void {
  const additions = Array.from({ length: STEP_ADDITIONS[group] }, (_, i) => i);
  const stepBytes = additions.length * ADDITION_BYTES;
  const yOffset = COORDINATE_BYTES[group];
  const tight = (f: FunctionBuilder, a: Coordinate): Coordinate =>
    map(a, (pair) => reduce(f, FQ, arithmetic, pair));
  /** References of a step's left (0) or right (1) points. */
  const references = (f: FunctionBuilder, at: I32, side: 0 | 1): I32[] =>
    additions.map((i) => f.keep(i32.load(at, i * ADDITION_BYTES + 4 * side)));

  module.define(`${group}_forward`, 3, (f, list, steps, chain) => {
    const zero: Pair = Array.from({ length: LIMBS }, () => f64x2.splat(0));
    store(f, chain, [onePair(FQ), group === "g1" ? onePair(FQ) : zero]);
    const end = f.keep(i32.add(list, i32.mul(steps, stepBytes)));
    f.while(i32.ltU(list, end), () => {
      const [left, right] = ([0, 1] as const).map((side) =>
        references(f, list, side).map((reference) => addressOf(f, reference)),
      );
      const x1 = gatherCoordinate(f, group, left ?? [], 0);
      const x2 = gatherCoordinate(f, group, right ?? [], 0);
      const denominator = f.keep(i32.add(chain, STEP_COORDINATE_BYTES));
      store(f, denominator, subtract(f, x2, x1));
      f.call(multiply, i32.add(chain, LINK_BYTES), denominator, chain);
      f.set(chain, i32.add(chain, LINK_BYTES));
      f.set(list, i32.add(list, stepBytes));
    });
  });

  module.define(`${group}_backward`, 5, (f, list, steps, chain, result, rest) => {
    const temporary = (i: number): I32 => f.keep(i32.add(rest, i * STEP_COORDINATE_BYTES));
    const [inverse, slope, product, difference] = [temporary(1), temporary(2), temporary(3), temporary(4)];
    const at = f.keep(i32.add(list, i32.mul(steps, stepBytes)));
    const here = f.keep(i32.add(chain, i32.mul(steps, LINK_BYTES)));
    const target = f.keep(i32.add(result, i32.mul(steps, additions.length * POINT_BYTES[group])));
    f.while(i32.ltU(list, at), () => {
      f.set(at, i32.sub(at, stepBytes));
      f.set(here, i32.sub(here, LINK_BYTES));
      f.set(target, i32.sub(target, additions.length * POINT_BYTES[group]));
      f.call(multiply, inverse, rest, here);
      f.call(multiply, rest, i32.add(here, STEP_COORDINATE_BYTES), rest);

      const [left, right] = [references(f, at, 0), references(f, at, 1)];
      const points = [left, right].map((side) => side.map((reference) => addressOf(f, reference)));
      const signed = (side: readonly I32[], addresses: readonly I32[]): Coordinate =>
        map(gatherCoordinate(f, group, addresses, yOffset), (pair, i) => {
          const [low, high] = elements(group, side, i === 0 ? 0 : 1);
          return negateWhere(f, pair, signsOf(f, low, high));
        });
      const y1 = signed(left, points[0] ?? []);
      store(f, difference, subtract(f, signed(right, points[1] ?? []), y1));
      f.call(multiply, slope, difference, inverse);
      f.call(square, product, slope);

      const x1 = gatherCoordinate(f, group, points[0] ?? [], 0);
      const x2 = gatherCoordinate(f, group, points[1] ?? [], 0);
      const x3 = tight(f, subtract(f, subtract(f, load(f, product), x1), x2));
      store(f, difference, subtract(f, x1, x3));
      f.call(multiply, product, difference, slope);
      const y3 = tight(f, subtract(f, load(f, product), y1));
      const targets = additions.map((i) => f.keep(i32.add(target, i * POINT_BYTES[group])));
      for (const i of [0, 1] as const) {
        const [low, high, within] = elements(group, targets, i);
        scatter(f, low, high, x3[i], within);
        scatter(f, low, high, y3[i], yOffset + within);
      }
    });
  });
}
