/** Code for elements held in variables: loading, storing, sums, and reduction to tight form. */

import { type Field, LIMB_BITS, LIMBS, PAIR_BYTES, toLimbs } from "./limbs.ts";
import type { FunctionBuilder } from "./wasm/function-builder.ts";
import { type F64x2, f64x2, type I32, i32, i64x2 } from "./wasm/value.ts";

/** Two elements, one per lane: five values. */
export type Pair = readonly F64x2[];

/** Adding and subtracting it rounds |x| < 2^102 to a multiple of 2^51: doubles in 2^103 .. 2^104 are 2^51 apart. */
export const ROUND_TO_LIMB = 3 * 2 ** 102;
/** Adding and subtracting it rounds |x| <= 2^51 to an integer: doubles in 2^52 .. 2^53 are 1 apart. */
export const ROUND_TO_INTEGER = 3 * 2 ** 51;

export const bitsOf = (value: number): bigint => new BigUint64Array(Float64Array.of(value).buffer)[0] ?? 0n;

/** Whether the processor's fused multiply-add may be used; the arithmetic is exact either way. */
export interface Arithmetic {
  readonly fused: boolean;
}

/** a * b + c where product and sum are integers below 2^53: exact, fused or not. */
const smallMultiplyAdd = ({ fused }: Arithmetic, a: F64x2, b: F64x2, c: F64x2): F64x2 =>
  fused ? f64x2.relaxedMadd(a, b, c) : f64x2.add(f64x2.mul(a, b), c);

const indexes = Array.from({ length: LIMBS }, (_, i) => i);

const mapLimbs = (f: FunctionBuilder, limb: (i: number) => F64x2): Pair =>
  indexes.map((i) => f.keep(limb(i)));

const at = (pair: Pair, i: number): F64x2 => {
  const limb = pair[i];
  if (limb === undefined) throw new RangeError(`no limb ${i}`);
  return limb;
};

export const slot = (scratch: I32, index: number): I32 =>
  index === 0 ? scratch : i32.add(scratch, index * PAIR_BYTES);

export const loadPair = (f: FunctionBuilder, address: I32): Pair =>
  mapLimbs(f, (i) => f64x2.load(address, 16 * i));

export function storePair(f: FunctionBuilder, address: I32, pair: Pair): void {
  for (const i of indexes) f.store(address, at(pair, i), 16 * i);
}

/** The elements at two addresses. */
export const gather = (f: FunctionBuilder, low: I32, high: I32, offset = 0): Pair =>
  mapLimbs(f, (i) => f64x2.gather(low, high, offset + 8 * i));

export function scatter(f: FunctionBuilder, low: I32, high: I32, pair: Pair, offset = 0): void {
  for (const i of indexes) {
    f.storeLane(low, at(pair, i), 0, offset + 8 * i);
    f.storeLane(high, at(pair, i), 1, offset + 8 * i);
  }
}

/** Limb by limb; terms add up. */
export const addPairs = (f: FunctionBuilder, a: Pair, b: Pair): Pair =>
  mapLimbs(f, (i) => f64x2.add(at(a, i), at(b, i)));

export const subtractPairs = (f: FunctionBuilder, a: Pair, b: Pair): Pair =>
  mapLimbs(f, (i) => f64x2.sub(at(a, i), at(b, i)));

export const negatePair = (f: FunctionBuilder, a: Pair): Pair => mapLimbs(f, (i) => f64x2.neg(at(a, i)));

/** Flips the sign in the lanes where the top bit of `signs` is set. */
export const negateWhere = (f: FunctionBuilder, a: Pair, signs: F64x2): Pair =>
  mapLimbs(f, (i) => f64x2.fromBits(i64x2.xor(i64x2.bits(at(a, i)), i64x2.bits(signs))));

/**
 * The same residues in tight form. Requires t terms and |value| <= k p with t + k <= 7.
 *
 * The multiple to subtract is the top limb's share, off by less than 1 + 2^-40 halves of p as the other limbs weigh
 * at most 8 * 2^50 * 2^153 (1 + 2^-50) < 2^-46 p. No limb exceeds (t + k + 1) * 2^50 <= 2^53 on the way, so that
 * all sums are exact. Then every limb gives its multiple of 2^51 to the next, which leaves |limb| <= 2^50 plus at
 * most 4 received.
 */
export function reduce(f: FunctionBuilder, field: Field, arithmetic: Arithmetic, a: Pair): Pair {
  const p = toLimbs(field.modulus);
  const share = 2 ** (LIMB_BITS * (LIMBS - 1)) / Number(field.modulus);
  const toInteger = f.keep(f64x2.splat(ROUND_TO_INTEGER));
  const multiple = f.keep(
    f64x2.sub(f64x2.add(f64x2.mul(at(a, LIMBS - 1), f64x2.splat(share)), toInteger), toInteger),
  );
  const centred = mapLimbs(f, (i) =>
    smallMultiplyAdd(arithmetic, multiple, f64x2.splat(-(p[i] ?? 0)), at(a, i)),
  );
  return carryOnce(f, arithmetic, centred);
}

/** Moves each limb's multiple of 2^51 to the next limb, all at once; |limb| < 2^53 becomes <= 2^50 + 4. */
function carryOnce(f: FunctionBuilder, arithmetic: Arithmetic, a: Pair): Pair {
  const toLimb = f.keep(f64x2.splat(ROUND_TO_LIMB));
  const carries = indexes.slice(0, -1).map((i) => f.keep(f64x2.sub(f64x2.add(at(a, i), toLimb), toLimb)));
  const scale = f.keep(f64x2.splat(2 ** -LIMB_BITS));
  return mapLimbs(f, (i) => {
    const carry = carries[i];
    const received = carries[i - 1];
    const kept = carry === undefined ? at(a, i) : f64x2.sub(at(a, i), carry);
    return received === undefined ? kept : smallMultiplyAdd(arithmetic, received, scale, kept);
  });
}
