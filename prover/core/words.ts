/** Conversion between 32-byte little-endian words, as files have them, and elements. */

import type { Arithmetic, Pair } from "./element.ts";
import { bitsOf, gather, ROUND_TO_INTEGER, reduce, scatter } from "./element.ts";
import { ELEMENT_BYTES, type Field, LIMB_BITS, LIMBS, powerOfTwo, RADIX_BITS, toLimbs } from "./limbs.ts";
import { montgomeryProduct } from "./multiply.ts";
import type { FunctionBuilder } from "./wasm/function-builder.ts";
import type { ModuleBuilder } from "./wasm/module-builder.ts";
import { type F64x2, f64x2, type I32, type I64x2, i32, i64x2 } from "./wasm/value.ts";

export const WORD_BYTES = 32;
const LIMB_MASK = 2n ** BigInt(LIMB_BITS) - 1n;
const INTEGER_EXPONENT = 2 ** 52;

/** The integers below 2^256 at two addresses, as limbs 0 <= limb < 2^52: at most 4 terms in the top, 2 in the others. */
export function unpackWords(f: FunctionBuilder, low: I32, high: I32, offset = 0): Pair {
  const words = [0, 8, 16, 24].map((at) => f.keep(i64x2.bits(f64x2.gather(low, high, offset + at))));
  const exponent = f.keep(i64x2.splat(bitsOf(INTEGER_EXPONENT)));
  return Array.from({ length: LIMBS }, (_, i) => {
    const limb = f.keep(bitsFrom(words, i * LIMB_BITS));
    const kept = i === LIMBS - 1 ? limb : i64x2.and(limb, i64x2.splat(LIMB_MASK));
    return f.keep(f64x2.sub(f64x2.fromBits(i64x2.or(kept, exponent)), f64x2.splat(INTEGER_EXPONENT)));
  });
}

/** The bits from position `start` on, at least LIMB_BITS of them where there are as many. */
function bitsFrom(words: readonly I64x2[], start: number): I64x2 {
  const [index, shift] = [Math.floor(start / 64), start % 64];
  const [word, next] = [words[index] ?? i64x2.splat(0n), words[index + 1]];
  const here = shift === 0 ? word : i64x2.shrU(word, shift);
  return next === undefined || shift + LIMB_BITS <= 64 ? here : i64x2.or(here, i64x2.shl(next, 64 - shift));
}

/** 2^power in both lanes, tight. */
const constant = (f: FunctionBuilder, field: Field, power: number): Pair =>
  powerOfTwo(field, power).map((limb) => f.keep(f64x2.splat(limb)));

/**
 * Defines `import(elements, words, count)`, which turns words w below the modulus into elements w * 2^shift (as stored:
 * without another Montgomery factor), tight; and `export(words, elements, count)`, its inverse, with canonical words.
 * Both work on pairs: for an odd count they read and write one more.
 */
export function defineWords(
  module: ModuleBuilder,
  field: Field,
  arithmetic: Arithmetic,
  shift: number,
): void {
  module.define(`${field.name}_import`, 3, (f, elements, words, count) => {
    const factor = constant(f, field, shift + RADIX_BITS);
    const end = f.keep(i32.add(words, i32.mul(count, WORD_BYTES)));
    f.while(i32.ltU(words, end), () => {
      const raw = unpackWords(f, words, i32.add(words, WORD_BYTES));
      const product = montgomeryProduct(f, field, arithmetic, [[raw, factor]]);
      const [low, high] = [elements, f.keep(i32.add(elements, ELEMENT_BYTES))];
      scatter(f, low, high, reduce(f, field, arithmetic, product));
      f.set(elements, i32.add(elements, 2 * ELEMENT_BYTES));
      f.set(words, i32.add(words, 2 * WORD_BYTES));
    });
  });

  module.define(`${field.name}_export`, 3, (f, words, elements, count) => {
    const factor = constant(f, field, RADIX_BITS - shift);
    const end = f.keep(i32.add(elements, i32.mul(count, ELEMENT_BYTES)));
    f.while(i32.ltU(elements, end), () => {
      const pair = gather(f, elements, i32.add(elements, ELEMENT_BYTES));
      // |value| <= (0.379 * 1.3 * 0.51 + 0.57) p, so the canonical integer is the value or the value + p.
      const value = montgomeryProduct(f, field, arithmetic, [[pair, factor]]);
      packCanonical(f, field, value).forEach((word, i) => {
        f.storeLane(words, word, 0, 8 * i);
        f.storeLane(words, word, 1, WORD_BYTES + 8 * i);
      });
      f.set(elements, i32.add(elements, 2 * ELEMENT_BYTES));
      f.set(words, i32.add(words, 2 * WORD_BYTES));
    });
  });
}

/** Four 64-bit words of the canonical representative of |value| < p, limbs at most 2^50. */
export function packCanonical(f: FunctionBuilder, field: Field, value: Pair): I64x2[] {
  const rounding = bitsOf(ROUND_TO_INTEGER);
  const toInteger = (limb: F64x2): I64x2 =>
    i64x2.sub(i64x2.bits(f64x2.add(limb, f64x2.splat(ROUND_TO_INTEGER))), i64x2.splat(rounding));
  const limbs = carried(
    f,
    value.map((limb) => f.keep(toInteger(limb))),
  );
  // All limbs but the top are positive now, so the top limb has the sign; shifted, it is a mask.
  const negative = f.keep(i64x2.shrS(limbs[LIMBS - 1] ?? i64x2.splat(0n), 63));
  const p = toLimbs(field.modulus);
  const positive = carried(
    f,
    limbs.map((limb, i) => f.keep(i64x2.add(limb, i64x2.and(negative, i64x2.splat(BigInt(p[i] ?? 0)))))),
  );
  return Array.from({ length: 4 }, (_, word) => f.keep(wordOf(positive, word)));
}

/** Limbs 0 .. 2^51 - 1 but for the top one, which is signed. */
function carried(f: FunctionBuilder, limbs: readonly I64x2[]): I64x2[] {
  let carry: I64x2 | undefined;
  return limbs.map((limb, i) => {
    const sum = f.keep(carry === undefined ? limb : i64x2.add(limb, carry));
    if (i === LIMBS - 1) return sum;
    carry = f.keep(i64x2.shrS(sum, LIMB_BITS));
    return f.keep(i64x2.and(sum, i64x2.splat(LIMB_MASK)));
  });
}

/** Bits 64 * word .. 64 * word + 63 of limbs below 2^51. */
function wordOf(limbs: readonly I64x2[], word: number): I64x2 {
  const parts = limbs.flatMap((limb, i) => {
    const position = i * LIMB_BITS - 64 * word;
    if (position <= -LIMB_BITS || position >= 64) return [];
    return [position < 0 ? i64x2.shrU(limb, -position) : i64x2.shl(limb, position)];
  });
  return parts.reduce((sum, part) => i64x2.or(sum, part));
}
