import { floorDiv } from "../../../domain/decimal.ts";
import type { Unit } from "../../../domain/unit.ts";

/**
 * Fixed-point numbers for repricing: integers of 2^-FIXED_BITS. Every engine and platform computes the same bits, which
 * floating point does not promise: ECMAScript leaves the last digits of Math.exp and Math.log to the engine.
 * Values are unbounded above; each operation rounds towards minus infinity, by less than 2^-FIXED_BITS.
 */
export type Fixed = Unit<"fixed">;

/** 2^-144 is 4.5e-44: prices up to 2^64 keep more than twenty digits behind the published 1e-8. */
export const FIXED_BITS = 144n;
export const ONE = (1n << FIXED_BITS) as Fixed;
export const ZERO = 0n as Fixed;

/** numerator / denominator, rounded down; denominator > 0. */
export function fraction(numerator: bigint, denominator: bigint): Fixed {
  return floorDiv(numerator << FIXED_BITS, denominator) as Fixed;
}

/** An integer number of 10^-decimals. */
export const fromDecimal = (value: bigint, decimals: number): Fixed =>
  fraction(value, 10n ** BigInt(decimals));

export const plus = (a: Fixed, b: Fixed): Fixed => (a + b) as Fixed;
export const minus = (a: Fixed, b: Fixed): Fixed => (a - b) as Fixed;
export const negate = (a: Fixed): Fixed => -a as Fixed;
export const times = (a: Fixed, b: Fixed): Fixed => ((a * b) >> FIXED_BITS) as Fixed;
/** b > 0. */
export const over = (a: Fixed, b: Fixed): Fixed => fraction(a, b);
export const least = (a: Fixed, b: Fixed): Fixed => (a < b ? a : b);
export const greatest = (a: Fixed, b: Fixed): Fixed => (a > b ? a : b);
export const size = (a: Fixed): Fixed => (a < 0n ? -a : a) as Fixed;

/** In units of 10^-decimals, rounded down. */
export const floorAt = (value: Fixed, decimals: number): bigint =>
  (value * 10n ** BigInt(decimals)) >> FIXED_BITS;

/** In units of 10^-decimals, to the nearest. */
export const roundAt = (value: Fixed, decimals: number): bigint =>
  (value * 10n ** BigInt(decimals) + (ONE >> 1n)) >> FIXED_BITS;

/** For display only: the nearest double, about. */
export const toNumber = (value: Fixed): number => Number(value >> (FIXED_BITS - 80n)) / 2 ** 80;
