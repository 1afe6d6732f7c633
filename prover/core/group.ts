/** Code for points of G1 and G2, which differ in the number of field elements a coordinate has. */

import type { Arithmetic, Pair } from "./element.ts";
import { addPairs, loadPair, reduce, slot, storePair, subtractPairs } from "./element.ts";
import type { FieldFunctions } from "./field-functions.ts";
import { ELEMENT_BYTES, FQ, PAIR_BYTES } from "./limbs.ts";
import type { FunctionBuilder } from "./wasm/function-builder.ts";
import { type F64x2, f64x2, type I32, i32, i64x2 } from "./wasm/value.ts";

export type GroupName = "g1" | "g2";

/** Field elements in a coordinate. */
export const COMPONENTS: Readonly<Record<GroupName, number>> = { g1: 1, g2: 2 };
/** Bytes of a coordinate of one point, and of both lanes of a pair of points. */
export const COORDINATE_BYTES = { g1: ELEMENT_BYTES, g2: 2 * ELEMENT_BYTES } as const;
export const COORDINATE_PAIR_BYTES = { g1: PAIR_BYTES, g2: 2 * PAIR_BYTES } as const;
/** Bytes of an affine point: x, then y. Infinity has no affine form. */
export const POINT_BYTES = { g1: 2 * ELEMENT_BYTES, g2: 4 * ELEMENT_BYTES } as const;

/** A coordinate of two points: one pair for each component. */
export type Coordinate = readonly Pair[];

/** What code for points needs to know of its group. */
export interface Group {
  readonly name: GroupName;
  readonly arithmetic: Arithmetic;
  readonly functions: FieldFunctions;
}

const components = ({ name }: Group): number[] => Array.from({ length: COMPONENTS[name] }, (_, i) => i);

const zip = (a: Coordinate, b: Coordinate, operation: (x: Pair, y: Pair) => Pair): Coordinate =>
  a.map((x, i) => {
    const y = b[i];
    if (y === undefined) throw new RangeError("coordinates of different groups");
    return operation(x, y);
  });

export const addCoordinates = (f: FunctionBuilder, a: Coordinate, b: Coordinate): Coordinate =>
  zip(a, b, (x, y) => addPairs(f, x, y));

export const subtractCoordinates = (f: FunctionBuilder, a: Coordinate, b: Coordinate): Coordinate =>
  zip(a, b, (x, y) => subtractPairs(f, x, y));

export const reduceCoordinate = (f: FunctionBuilder, { arithmetic }: Group, a: Coordinate): Coordinate =>
  a.map((pair) => reduce(f, FQ, arithmetic, pair));

/** The place of the index-th coordinate in a run of pairs of coordinates. */
export const place = ({ name }: Group, base: I32, index: number): I32 => slot(base, index * COMPONENTS[name]);

export const loadCoordinate = (f: FunctionBuilder, group: Group, address: I32): Coordinate =>
  components(group).map((i) => loadPair(f, slot(address, i)));

export function storeCoordinate(f: FunctionBuilder, address: I32, coordinate: Coordinate): void {
  for (const [i, pair] of coordinate.entries()) storePair(f, slot(address, i), pair);
}

/** A reference to a point: its address, an even number, plus 1 to mean the point's negative. */
export const addressOf = (f: FunctionBuilder, reference: I32): I32 => f.keep(i32.and(reference, -2));

/** The top bit of each lane set where the reference means the negative. */
export const signsOf = (f: FunctionBuilder, low: I32, high: I32): F64x2 =>
  f.keep(f64x2.fromBits(i64x2.shl(i64x2.fromLanes(low, high), 63)));
