/**
 * How field elements are stored: five doubles, each a small signed integer, that stand for
 * l0 + l1 * 2^51 + ... + l4 * 2^204. An element x is stored in Montgomery form, x * 2^255 mod p.
 *
 * Doubles, because a fused multiply-add gives both halves of the exact product of two 51-bit integers in two
 * instructions, on two lanes at once. Source: N. Emmart, F. Zheng, C. Weems, "Faster Modular Exponentiation Using
 * Double Precision Floating Point Arithmetic on the GPU", ARITH 2018; G. Mitschabaude, "montgomery", for WebAssembly.
 *
 * Words used in all bounds:
 * - tight: |value| <= 0.51 p and every |limb| <= 2^50 + 8. Everything stored in arrays is tight or loose.
 * - loose: |value| < 1.3 p and every |limb| <= 2^50, as Montgomery products are (see multiply.ts).
 * - k terms: a sum or difference of k elements, limb by limb: every |limb| <= k * (2^50 + 8).
 */
import { FIELD_MODULUS } from "../domain/field.ts";
import { BASE_FIELD_MODULUS } from "../keys/base-field.ts";

export const LIMBS = 5;
export const LIMB_BITS = 51;
/** Bytes of an element: its five limbs, one after another. */
export const ELEMENT_BYTES = 8 * LIMBS;
/** Bytes of a pair: limb 0 of both elements, limb 1 of both, ... */
export const PAIR_BYTES = 2 * ELEMENT_BYTES;
/** The Montgomery radix is 2^RADIX_BITS. */
export const RADIX_BITS = LIMBS * LIMB_BITS;

/** A prime below 2^254. */
export interface Field {
  readonly name: "fq" | "fr";
  readonly modulus: bigint;
}

export const FQ: Field = { name: "fq", modulus: BASE_FIELD_MODULUS };
export const FR: Field = { name: "fr", modulus: FIELD_MODULUS };

/** Signed limbs of an integer, |value| < 2^254: the first four in -2^50 .. 2^50 - 1. */
export function toLimbs(value: bigint): number[] {
  const limbs: number[] = [];
  let rest = value;
  for (let i = 0; i < LIMBS - 1; i++) {
    const limb = BigInt.asIntN(LIMB_BITS, rest);
    limbs.push(Number(limb));
    rest = (rest - limb) >> BigInt(LIMB_BITS);
  }
  return [...limbs, Number(rest)];
}

/** The integer that limbs stand for; it may be negative. */
export const fromLimbs = (limbs: readonly number[]): bigint =>
  limbs.reduceRight((value, limb) => (value << BigInt(LIMB_BITS)) + BigInt(limb), 0n);

/** value mod modulus, in 0 .. modulus - 1. */
export const modulo = (value: bigint, modulus: bigint): bigint => ((value % modulus) + modulus) % modulus;

/** 2^exponent mod modulus as limbs, tight. */
export const powerOfTwo = (field: Field, exponent: number): number[] =>
  tightLimbs(field, 2n ** BigInt(exponent));

/** The representative of least absolute value as limbs, tight. */
export function tightLimbs({ modulus }: Field, value: bigint): number[] {
  const reduced = modulo(value, modulus);
  return toLimbs(2n * reduced > modulus ? reduced - modulus : reduced);
}

/** value in Montgomery form, tight. */
export const montgomeryLimbs = (field: Field, value: bigint): number[] =>
  tightLimbs(field, modulo(value, field.modulus) << BigInt(RADIX_BITS));

/** The canonical integer whose Montgomery form the limbs are. */
export const fromMontgomeryLimbs = ({ name, modulus }: Field, limbs: readonly number[]): bigint =>
  modulo(fromLimbs(limbs) * RADIX_INVERSES[name], modulus);

/** 1 / value mod a prime by the extended Euclidean algorithm; 0 for 0. */
export function invert(value: bigint, modulus: bigint): bigint {
  let [r0, r1, s0, s1] = [modulus, modulo(value, modulus), 0n, 1n];
  while (r1 !== 0n) {
    const quotient = r0 / r1;
    [r0, r1, s0, s1] = [r1, r0 - quotient * r1, s1, s0 - quotient * s1];
  }
  return r0 === 1n ? modulo(s0, modulus) : 0n;
}

const RADIX_INVERSES: Readonly<Record<Field["name"], bigint>> = {
  fq: invert(1n << BigInt(RADIX_BITS), FQ.modulus),
  fr: invert(1n << BigInt(RADIX_BITS), FR.modulus),
};
