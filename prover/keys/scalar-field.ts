/** Arithmetic of the scalar field of bn254, on plain bigints: enough for a setup, where curve work dominates. */

import { FIELD_MODULUS } from "../domain/field.ts";

/** FIELD_MODULUS - 1 = 2^28 * odd. */
export const TWO_ADICITY = 28;

/** Smallest quadratic non-residue; ffjavascript derives its roots of unity from the same one. */
const NON_RESIDUE = 5n;

/** The representative of `value` in 0 .. FIELD_MODULUS - 1; `value` may be negative. */
export function reduce(value: bigint): bigint {
  const remainder = value % FIELD_MODULUS;
  return remainder < 0n ? remainder + FIELD_MODULUS : remainder;
}

/** base^exponent, exponent >= 0. */
export function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = reduce(base);
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % FIELD_MODULUS;
    square = (square * square) % FIELD_MODULUS;
  }
  return result;
}

/** 1 / value. @throws RangeError when value = 0. */
export function inverse(value: bigint): bigint {
  const reduced = reduce(value);
  if (reduced === 0n) throw new RangeError("zero has no inverse");
  return power(reduced, FIELD_MODULUS - 2n);
}

/** The inverses of many values for one inversion (Montgomery's trick). @throws RangeError when one is 0. */
export function inverses(values: readonly bigint[]): bigint[] {
  const prefixes: bigint[] = [];
  let product = 1n;
  for (const value of values) {
    prefixes.push(product);
    product = (product * value) % FIELD_MODULUS;
  }
  let rest = inverse(product);
  const result = new Array<bigint>(values.length);
  for (let i = values.length - 1; i >= 0; i--) {
    result[i] = reduce(rest * (prefixes[i] ?? 1n));
    rest = (rest * (values[i] ?? 1n)) % FIELD_MODULUS;
  }
  return result;
}

/** snarkjs's generator of the subgroup of order 2^logOrder, 0 <= logOrder <= 28. */
export function rootOfUnity(logOrder: number): bigint {
  if (!Number.isInteger(logOrder) || logOrder < 0 || logOrder > TWO_ADICITY) {
    throw new RangeError(`no root of unity of order 2^${logOrder} in the scalar field of bn254`);
  }
  return power(NON_RESIDUE, (FIELD_MODULUS - 1n) >> BigInt(logOrder));
}
