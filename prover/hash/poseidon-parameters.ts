/**
 * Round constants and matrix of Poseidon over bn254's scalar field, as circomlib has them: x^5, 128 bits.
 * They are derived here instead of being stored: 17 sets of them take 800 kB of digits.
 * Source: L. Grassi and others, "Poseidon: a new hash function for zero-knowledge proof systems", 2021, appendix F;
 * their script generate_parameters_grain.sage.
 */
import { FIELD_MODULUS } from "../domain/field.ts";
import { inverses } from "../keys/scalar-field.ts";

/** Full rounds: half of them before the partial rounds, half after. */
export const FULL_ROUNDS = 8;
/** Partial rounds by width, from 2 on. */
const PARTIAL_ROUNDS = [56, 57, 56, 60, 60, 63, 64, 63, 60, 66, 60, 65, 70, 60, 64, 68];
export const MAX_INPUTS = PARTIAL_ROUNDS.length;

const FIELD_BITS = 254;

export interface PoseidonParameters {
  /** Elements of the state: one more than inputs. */
  readonly width: number;
  readonly partialRounds: number;
  /** What round i adds to the state, `width` elements each. */
  readonly constants: readonly (readonly bigint[])[];
  /** Rows of the matrix that ends every round. */
  readonly matrix: readonly (readonly bigint[])[];
}

/** @param inputs 1 to MAX_INPUTS */
export function poseidonParameters(inputs: number): PoseidonParameters {
  const partialRounds = PARTIAL_ROUNDS[inputs - 1];
  if (partialRounds === undefined)
    throw new RangeError(`Poseidon takes 1 to ${MAX_INPUTS} inputs, not ${inputs}`);
  const width = inputs + 1;
  const bits = grainBits(width, partialRounds);
  const constants = Array.from({ length: FULL_ROUNDS + partialRounds }, () =>
    Array.from({ length: width }, () => {
      for (;;) {
        const draw = takeInteger(bits);
        if (draw < FIELD_MODULUS) return draw;
      }
    }),
  );
  // A Cauchy matrix, 1 / (x_i + y_j): all its square submatrices are invertible.
  const [x, y] = [0, 1].map(() => Array.from({ length: width }, () => takeInteger(bits) % FIELD_MODULUS));
  const sums = (x ?? []).flatMap((xi) => (y ?? []).map((yj) => xi + yj));
  const entries = inverses(sums);
  const matrix = Array.from({ length: width }, (_, i) => entries.slice(i * width, (i + 1) * width));
  return { width, partialRounds, constants, matrix };
}

/** The Grain generator of the given instance, bits that follow a 0 left out. */
function* grainBits(width: number, partialRounds: number): Generator<number, never> {
  const number = (value: number, bits: number): number[] =>
    Array.from({ length: bits }, (_, i) => (value >> (bits - 1 - i)) & 1);
  // A prime field, the power map x^alpha, and 30 ones to fill 80 bits.
  const state = [
    ...[...number(1, 2), ...number(0, 4), ...number(FIELD_BITS, 12), ...number(width, 12)],
    ...[...number(FULL_ROUNDS, 10), ...number(partialRounds, 10), ...number(2 ** 30 - 1, 30)],
  ];
  let at = 0;
  const tap = (i: number): number => state[(at + i) % 80] ?? 0;
  const next = (): number => {
    const bit = tap(62) ^ tap(51) ^ tap(38) ^ tap(23) ^ tap(13) ^ tap(0);
    state[at] = bit;
    at = (at + 1) % 80;
    return bit;
  };
  for (let i = 0; i < 160; i++) next();
  for (;;) {
    const [keep, bit] = [next(), next()];
    if (keep === 1) yield bit;
  }
}

function takeInteger(bits: Iterator<number, never>): bigint {
  let text = "0b";
  for (let i = 0; i < FIELD_BITS; i++) text += bits.next().value;
  return BigInt(text);
}
