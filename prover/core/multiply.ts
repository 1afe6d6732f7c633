/** Code for Montgomery products of pairs. */

import { type Arithmetic, bitsOf, type Pair, ROUND_TO_INTEGER, ROUND_TO_LIMB } from "./element.ts";
import { type Field, invert, LIMB_BITS, LIMBS, tightLimbs, toLimbs } from "./limbs.ts";
import type { FunctionBuilder, Local } from "./wasm/function-builder.ts";
import { type F64x2, f64x2, type I32, type I64x2, i64x2 } from "./wasm/value.ts";

const LIMB_MASK = 2n ** BigInt(LIMB_BITS) - 1n;
/** Keeps columns positive while they are shifted right; a multiple of 2^51, so that it leaves the low bits alone. */
const POSITIVE = 2n ** 60n;
const HALF_LIMB = 2n ** BigInt(LIMB_BITS - 1);
/** Bits of this double, or-ed with an integer below 2^52, are the double 2^52 + integer. */
const INTEGER_EXPONENT = 2 ** 52;

/** a_i * b_j: it belongs to column i + j, and is added with row i. */
type LimbProduct = readonly [column: number, x: F64x2, y: F64x2, row: number];

/**
 * Computes (a * b + c * d + ...) / 2^255 mod p.
 *
 * Requires of the factors of each product: s and t terms with s * t <= 3; then |x * y| <= 3 * (2^50 + 8)^2 < 2^102
 * for all limbs x, y.
 * The result is (sum + q p) / 2^255 with |q| <= 1.125 * 2^254 and p < 0.379 * 2^255, and 2^-50 p from folding (see FOLDED):
 * its absolute value is at most 0.379 * |sum| / p + 0.57 p. For |sum| <= 1.9 p^2 that is below 1.3 p and all limbs are at most 2^50: loose.
 */
export function montgomeryProduct(
  f: FunctionBuilder,
  field: Field,
  arithmetic: Arithmetic,
  factors: readonly Factors[],
): Pair {
  const [result = []] = interleavedProducts(f, field, arithmetic, [factors]);
  return result;
}

/**
 * Several such results, their steps in turn: one waits less for the other than for itself (measured: 15 % of the
 * time for two).
 */
export function interleavedProducts(
  f: FunctionBuilder,
  field: Field,
  arithmetic: Arithmetic,
  sums: readonly (readonly Factors[])[],
): Pair[] {
  const running = sums.map((factors) =>
    reduceProducts(
      f,
      field,
      arithmetic,
      factors.flatMap((each) => limbProducts(f, each)),
    ),
  );
  for (;;) {
    const steps = running.map((each) => each.next());
    const results = steps.flatMap((step) => (step.done === true ? [step.value] : []));
    if (results.length === sums.length) return results;
  }
}

/**
 * The sum of `count` such products, which a loop yields one at a time; count <= 17.
 *
 * @param loop emits a loop that runs its argument `count` times, each time on the next pair of factors
 */
export function loopedProducts(
  f: FunctionBuilder,
  field: Field,
  arithmetic: Arithmetic,
  count: I32,
  loop: (body: (a: Pair, b: Pair) => void) => void,
): Pair {
  const steps = reduceProducts(f, field, arithmetic, [], { count, loop });
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

interface Looped {
  readonly count: I32;
  readonly loop: (body: (a: Pair, b: Pair) => void) => void;
}

/** Two elements to be multiplied, or one to be squared, which takes 15 limb products instead of 25. */
export type Factors = readonly [Pair, Pair] | Square;
export interface Square {
  /** One term, as its limbs are doubled. */
  readonly of: Pair;
  /** Whether the square is to be subtracted. */
  readonly negative?: boolean;
}

/** a_i * b_j of two elements; of a square, each product of two different limbs once, and twice as much. */
function limbProducts(f: FunctionBuilder, factors: Factors): LimbProduct[] {
  if (!("of" in factors)) {
    const [a, b] = factors;
    return a.flatMap((x, i) => b.map((y, j): LimbProduct => [i + j, x, y, i]));
  }
  const { of: a, negative = false } = factors;
  return a.flatMap((limb, i) => {
    const x = negative ? f.keep(f64x2.neg(limb)) : limb;
    const twice = i < LIMBS - 1 ? f.keep(f64x2.add(x, x)) : x;
    return a.slice(i).map((y, k): LimbProduct => [2 * i + k, k === 0 ? x : twice, y, i]);
  });
}

/**
 * Of the five lowest columns, how many are folded: the digit that is left of column i, which weighs 2^(51 i), is
 * multiplied by 2^(51 (i - FOLDED)) mod p and weighs 2^(51 FOLDED) then. Unlike a multiple of p, this needs no quotient
 * first, and the digits do not wait for each other. It leaves the sum larger by up to 3 * 2^51 * 0.51 p * 2^(51 FOLDED), which
 * the two columns that follow divide by 2^102: 2^-50 p of the result.
 */
const FOLDED = 3;

/** 2^(51 (column - FOLDED)) mod p, tight. */
const foldingFactor = (field: Field, column: number): number[] =>
  tightLimbs(field, invert(1n << BigInt(LIMB_BITS * (FOLDED - column)), field.modulus));

/**
 * Adds up the products by columns of 2^51 and makes the five lowest columns 0, the first by folding, the others by
 * adding multiples of p (P. Montgomery, "Modular multiplication without trial division", 1985; operand scanning).
 *
 * A column is a 64-bit integer. It collects bit patterns of doubles, which are a constant plus the integer meant; the
 * constants' sum is known beforehand and taken off the column's start value. Without constants, for k pairs of factors,
 * a column is the sum of at most 5 k + 5 low and as many high halves, at most 2^51 each, and a carry: below 2^59 for
 * k <= 17, so that POSITIVE outweighs it.
 */
function* reduceProducts(
  f: FunctionBuilder,
  field: Field,
  arithmetic: Arithmetic,
  products: readonly LimbProduct[],
  looped?: Looped,
): Generator<void, Pair> {
  const p = toLimbs(field.modulus).map((limb) => f64x2.splat(limb));
  const toLimb = f64x2.splat(ROUND_TO_LIMB);
  const toBoth = f64x2.splat(ROUND_TO_LIMB + ROUND_TO_INTEGER);
  const { starts, shifted } = columnStarts(products.map(([column]) => column));
  const columns: Local<"i64x2">[] = [];
  const addTo = (column: number, value: I64x2): void => {
    const sum = columns[column];
    if (sum === undefined) columns[column] = f.keep(i64x2.add(value, i64x2.splat(starts[column] ?? 0n)));
    else f.set(sum, i64x2.add(sum, value));
  };
  const addProduct = ([column, x, y]: LimbProduct): void => {
    const { rounded, rest } = splitProduct(f, arithmetic, x, y, toLimb);
    addTo(column + 1, i64x2.bits(rounded));
    addTo(column, i64x2.bits(rest(f64x2.sub(toBoth, rounded))));
  };
  if (looped !== undefined) {
    const times = f.keep(i64x2.fromLanes(looped.count, looped.count));
    for (const [column, constant] of perProduct().entries()) {
      const start = i64x2.splat(starts[column] ?? 0n);
      columns[column] = f.keep(i64x2.sub(start, i64x2.mul(times, i64x2.splat(constant))));
    }
    looped.loop((a, b) => limbProducts(f, [a, b]).forEach(addProduct));
  }
  const columnAt = (column: number): I64x2 => columns[column] ?? i64x2.splat(starts[column] ?? 0n);

  const mask = i64x2.splat(LIMB_MASK);
  const exponent = i64x2.splat(bitsOf(INTEGER_EXPONENT));
  const lowLimb = (value: I64x2, offset: number): F64x2 =>
    f64x2.sub(
      f64x2.fromBits(i64x2.or(i64x2.and(value, mask), exponent)),
      f64x2.splat(INTEGER_EXPONENT + offset),
    );

  const waiting = [...products];
  for (let i = 0; i < LIMBS; i++) {
    // Row by row, as the order of the additions decides how many columns are alive (measured: 15 % of the time).
    for (const product of takeRows(waiting, i)) addProduct(product);
    const digit = f.keep(lowLimb(columnAt(i), 0));
    if (i < FOLDED) {
      for (const [j, limb] of foldingFactor(field, i).entries()) {
        addProduct([FOLDED + j, digit, f64x2.splat(limb), i]);
      }
    } else {
      const q = quotientDigit(f, field, arithmetic, digit);
      for (const [j, limb] of p.entries()) addProduct([i + j, q, limb, i]);
    }
    addTo(i + 1, i64x2.shrU(columnAt(i), LIMB_BITS));
    yield;
  }
  for (const product of waiting) addProduct(product);

  // Signed carries: limb = ((column + 2^50) mod 2^51) - 2^50.
  const limbs: F64x2[] = [];
  for (let k = LIMBS; k < 2 * LIMBS - 1; k++) {
    const biased = f.keep(i64x2.add(columnAt(k), i64x2.splat(POSITIVE + HALF_LIMB)));
    limbs.push(f.keep(lowLimb(biased, Number(HALF_LIMB))));
    addTo(k + 1, i64x2.sub(i64x2.shrU(biased, LIMB_BITS), i64x2.splat(shifted)));
  }
  const top = i64x2.add(columnAt(2 * LIMBS - 1), i64x2.splat(bitsOf(ROUND_TO_INTEGER)));
  return [...limbs, f.keep(f64x2.sub(f64x2.fromBits(top), f64x2.splat(ROUND_TO_INTEGER)))];
}

/** Removes and returns the products of rows 0 .. last. */
function takeRows(products: LimbProduct[], last: number): LimbProduct[] {
  const taken = products.filter(([, , , row]) => row <= last);
  const kept = products.filter(([, , , row]) => row > last);
  products.splice(0, products.length, ...kept);
  return taken;
}

/** What comes with the bit patterns of one product of two elements, by column. */
const perProduct = (): bigint[] => {
  const { starts } = columnStarts(limbColumns);
  const without = columnStarts([]).starts;
  return starts.map((value, column) => (without[column] ?? 0n) - value);
};

/** The column of each limb product of two elements. */
const limbColumns = Array.from({ length: LIMBS * LIMBS }, (_, k) => (k % LIMBS) + Math.floor(k / LIMBS));

/** What each column starts from, so that the constants that come with the bit patterns cancel. */
function columnStarts(productColumns: readonly number[]): { starts: bigint[]; shifted: bigint } {
  const starts = new Array<bigint>(2 * LIMBS).fill(0n);
  const take = (column: number, value: bigint): void => {
    starts[column] = BigInt.asUintN(64, (starts[column] ?? 0n) - value);
  };
  const shifted = POSITIVE >> BigInt(LIMB_BITS);
  const reductionColumns = limbColumns.map((column, k) =>
    k < FOLDED * LIMBS ? FOLDED + (k % LIMBS) : column,
  );
  for (const column of [...productColumns, ...reductionColumns]) {
    take(column, bitsOf(ROUND_TO_INTEGER));
    take(column + 1, bitsOf(ROUND_TO_LIMB));
  }
  for (let i = 0; i < LIMBS; i++) {
    take(i, -POSITIVE);
    take(i + 1, shifted);
  }
  return { starts, shifted };
}

/** A q with digit + q * p = 0 mod 2^51, |q| <= 2^50 (1.125 * 2^50 if not fused); 0 <= digit < 2^51. */
function quotientDigit(f: FunctionBuilder, field: Field, arithmetic: Arithmetic, digit: F64x2): F64x2 {
  const factor = f.keep(f64x2.splat(Number(BigInt.asIntN(LIMB_BITS, -inverseModLimb(field.modulus)))));
  const toLimb = f64x2.splat(ROUND_TO_LIMB);
  const { rounded, rest } = splitProduct(f, arithmetic, digit, factor, toLimb);
  return f.keep(rest(f64x2.sub(toLimb, rounded)));
}

/**
 * rounded = x * y + ROUND_TO_LIMB, rounded to a multiple of 2^51, and rest(c) = x * y + c, exact for both values of c
 * used: they differ from -(rounded - ROUND_TO_LIMB) by 0 or by ROUND_TO_INTEGER.
 */
function splitProduct(
  f: FunctionBuilder,
  { fused }: Arithmetic,
  x: F64x2,
  y: F64x2,
  toLimb: F64x2,
): { rounded: F64x2; rest: (c: F64x2) => F64x2 } {
  if (fused) {
    const rounded = f.keep(f64x2.relaxedMadd(x, y, toLimb));
    return { rounded, rest: (c) => f64x2.relaxedMadd(x, y, c) };
  }
  // T. Dekker, "A floating-point technique for extending the available precision", 1971: the product's rounding error
  // from halves of 26 bits. |error| <= 2^49, and c + product is an integer below 2^53, so both sums are exact.
  const product = f.keep(f64x2.mul(x, y));
  const [xh, xl] = halves(f, x);
  const [yh, yl] = halves(f, y);
  const crossed = f64x2.add(
    f64x2.add(f64x2.sub(f64x2.mul(xh, yh), product), f64x2.mul(xh, yl)),
    f64x2.mul(xl, yh),
  );
  const error = f.keep(f64x2.add(crossed, f64x2.mul(xl, yl)));
  const rounded = f.keep(f64x2.add(product, toLimb));
  return { rounded, rest: (c) => f64x2.add(f64x2.add(c, product), error) };
}

/** |x| <= 2^52 as a multiple of 2^26 and a rest of at most 2^25. */
function halves(f: FunctionBuilder, x: F64x2): [high: F64x2, low: F64x2] {
  const toHalf = f.keep(f64x2.splat(3 * 2 ** 77));
  const high = f.keep(f64x2.sub(f64x2.add(x, toHalf), toHalf));
  return [high, f.keep(f64x2.sub(x, high))];
}

/** 1 / value mod 2^51 by Newton's iteration, value odd. */
function inverseModLimb(value: bigint): bigint {
  let inverse = 1n;
  for (let i = 0; i < 6; i++) inverse = (inverse * (2n - value * inverse)) & LIMB_MASK;
  return inverse;
}
