import { type Arithmetic, addPairs, loadPair, negatePair, reduce, slot, storePair } from "./element.ts";
import { type Field, LIMBS, powerOfTwo, RADIX_BITS } from "./limbs.ts";
import { interleavedProducts, montgomeryProduct } from "./multiply.ts";
import type { FunctionReference } from "./wasm/function-builder.ts";
import type { ModuleBuilder } from "./wasm/module-builder.ts";
import { f64x2 } from "./wasm/value.ts";

/** Functions on pairs in memory: (result, a, b) addresses; the result may be an operand. */
export interface FieldFunctions {
  /** result = a * b / 2^255. */
  readonly multiply: FunctionReference;
  /** (result, a): result = a^2 / 2^255; faster. */
  readonly square: FunctionReference;
  /** (result, a, scratch): result = 1 / a in Montgomery form, 0 for 0; uses INVERT_SLOTS slots of scratch. */
  readonly invert: FunctionReference;
}

const WINDOW_BITS = 4;
/** Odd powers a, a^3, ..., a^15, then a^2. */
const ODD_POWERS = 2 ** (WINDOW_BITS - 1);
export const INVERT_SLOTS = ODD_POWERS + 1;

/** multiply and invert of a prime field; see multiply.ts for the bounds of factors. */
export function defineField(module: ModuleBuilder, field: Field, arithmetic: Arithmetic): FieldFunctions {
  const multiply = module.define(`${field.name}_multiply`, 3, (f, result, a, b) => {
    storePair(f, result, montgomeryProduct(f, field, arithmetic, [[loadPair(f, a), loadPair(f, b)]]));
  });

  const square = module.define(`${field.name}_square`, 2, (f, result, a) => {
    storePair(f, result, montgomeryProduct(f, field, arithmetic, [{ of: loadPair(f, a) }]));
  });

  // a^(p - 2) by sliding windows. Input loose or tight: a square of x p is at most (0.379 x^2 + 0.57) p, which brings
  // every x <= 1.3 below 1.3 and keeps it there.
  const invert = module.define(`${field.name}_invert`, 3, (f, result, a, scratch) => {
    const squared = slot(scratch, ODD_POWERS);
    storePair(f, scratch, reduce(f, field, arithmetic, loadPair(f, a)));
    f.call(square, squared, scratch);
    for (let i = 1; i < ODD_POWERS; i++) f.call(multiply, slot(scratch, i), slot(scratch, i - 1), squared);
    const [first, ...steps] = slidingWindows(field.modulus - 2n);
    storePair(f, result, loadPair(f, slot(scratch, ((first?.digit ?? 1) - 1) / 2)));
    for (const { squarings, digit } of steps) {
      for (let i = 0; i < squarings; i++) f.call(square, result, result);
      if (digit !== 0) f.call(multiply, result, result, slot(scratch, (digit - 1) / 2));
    }
  });
  return { multiply, square, invert };
}

/**
 * Functions for two elements of the field side by side, two pairs each: faster than one after the other. For inversion,
 * (1 / ab) b = 1 / a and (1 / ab) a = 1 / b; when one is 0, both results are.
 */
export function defineTwins(
  module: ModuleBuilder,
  field: Field,
  arithmetic: Arithmetic,
  base: FieldFunctions,
): FieldFunctions {
  const multiply = module.define(`${field.name}_multiplyTwins`, 3, (f, result, a, b) => {
    const [first = [], second = []] = interleavedProducts(f, field, arithmetic, [
      [[loadPair(f, a), loadPair(f, b)]],
      [[loadPair(f, slot(a, 1)), loadPair(f, slot(b, 1))]],
    ]);
    storePair(f, result, first);
    storePair(f, slot(result, 1), second);
  });
  const square = module.define(`${field.name}_squareTwins`, 2, (f, result, a) => {
    const [low, high] = [loadPair(f, a), loadPair(f, slot(a, 1))];
    const [first = [], second = []] = interleavedProducts(f, field, arithmetic, [
      [{ of: low }],
      [{ of: high }],
    ]);
    storePair(f, result, first);
    storePair(f, slot(result, 1), second);
  });
  const invert = module.define(`${field.name}_invertTwins`, 3, (f, result, a, scratch) => {
    const [both, inverse] = [slot(scratch, INVERT_SLOTS), slot(scratch, INVERT_SLOTS + 1)];
    f.call(base.multiply, both, a, slot(a, 1));
    f.call(base.invert, inverse, both, scratch);
    f.call(base.multiply, both, inverse, a);
    f.call(base.multiply, result, inverse, slot(a, 1));
    storePair(f, slot(result, 1), loadPair(f, both));
  });
  return { multiply, square, invert };
}

/** Functions of the quadratic extension Fq[u] / (u^2 + 1): an element is two pairs, c0 then c1. */
export function defineExtension(
  module: ModuleBuilder,
  field: Field,
  arithmetic: Arithmetic,
  base: FieldFunctions,
): FieldFunctions {
  // Products summed before one reduction cost less than Karatsuba's three multiplications. A factor of 2 terms and a
  // value up to 1.04 p times a tight one give |sum| <= 2 * 1.04 * 0.51 p^2. The result is reduced to tight.
  const multiply = module.define("fq2_multiply", 3, (f, result, a, b) => {
    const [a0, a1, b0, b1] = [a, slot(a, 1), b, slot(b, 1)].map((address) => loadPair(f, address));
    if (a0 === undefined || a1 === undefined || b0 === undefined || b1 === undefined) return;
    const [c0 = [], c1 = []] = interleavedProducts(f, field, arithmetic, [
      [
        [a0, b0],
        [a1, negatePair(f, b1)],
      ],
      [
        [a0, b1],
        [a1, b0],
      ],
    ]);
    storePair(f, result, reduce(f, field, arithmetic, c0));
    storePair(f, slot(result, 1), reduce(f, field, arithmetic, c1));
  });

  // (a0 + a1 u)^2 = a0^2 - a1^2 + 2 a0 a1 u. Input tight, result reduced to tight.
  const square = module.define("fq2_square", 2, (f, result, a) => {
    const [a0, a1] = [loadPair(f, a), loadPair(f, slot(a, 1))];
    const [c0 = [], c1 = []] = interleavedProducts(f, field, arithmetic, [
      [{ of: a0 }, { of: a1, negative: true }],
      [[addPairs(f, a0, a0), a1]],
    ]);
    storePair(f, result, reduce(f, field, arithmetic, c0));
    storePair(f, slot(result, 1), reduce(f, field, arithmetic, c1));
  });

  // 1 / (a0 + a1 u) = (a0 - a1 u) / (a0^2 + a1^2). Input tight.
  const invert = module.define("fq2_invert", 3, (f, result, a, scratch) => {
    const norm = slot(scratch, INVERT_SLOTS);
    const inverse = slot(scratch, INVERT_SLOTS + 1);
    const [a0, a1] = [loadPair(f, a), loadPair(f, slot(a, 1))];
    storePair(
      f,
      norm,
      montgomeryProduct(f, field, arithmetic, [
        [a0, a0],
        [a1, a1],
      ]),
    );
    f.call(base.invert, inverse, norm, scratch);
    const n = loadPair(f, inverse);
    const c0 = montgomeryProduct(f, field, arithmetic, [[a0, n]]);
    const c1 = montgomeryProduct(f, field, arithmetic, [[negatePair(f, a1), n]]);
    storePair(f, result, reduce(f, field, arithmetic, c0));
    storePair(f, slot(result, 1), reduce(f, field, arithmetic, c1));
  });
  return { multiply, square, invert };
}

interface Step {
  readonly squarings: number;
  /** 0, or odd below 2^WINDOW_BITS. */
  readonly digit: number;
}

/** The exponent as "square k times, then multiply by an odd power", from the top bit down. */
function slidingWindows(exponent: bigint): Step[] {
  const bits = exponent.toString(2);
  const steps: Step[] = [];
  for (let at = 0; at < bits.length; ) {
    if (bits[at] === "0") {
      steps.push({ squarings: 1, digit: 0 });
      at++;
      continue;
    }
    const window = bits.slice(at, at + WINDOW_BITS).replace(/0+$/, "");
    steps.push({ squarings: window.length, digit: Number.parseInt(window, 2) });
    at += window.length;
  }
  return steps;
}

/** 1 in Montgomery form in both lanes. */
export const onePair = (field: Field) =>
  powerOfTwo(field, RADIX_BITS)
    .slice(0, LIMBS)
    .map((limb) => f64x2.splat(limb));
