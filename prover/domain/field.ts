import { RuleError } from "./errors.ts";
import type { Unit } from "./unit.ts";

/** An element of the bn254 scalar field, canonical: 0 <= value < FIELD_MODULUS. */
export type FieldElement = Unit<"field">;

/** Order of the bn254 (alt_bn128) groups, EIP-197. */
export const FIELD_MODULUS = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

const HEX = /^0x[0-9a-f]{64}$/;

/** @throws RuleError when the integer is not canonical */
export function fieldElement(value: bigint): FieldElement {
  if (value < 0n || value >= FIELD_MODULUS)
    throw new RuleError("must be below the bn254 scalar field modulus");
  return value as FieldElement;
}

/** A signed integer, |value| < FIELD_MODULUS / 2, as a field element. */
export function signedFieldElement(value: bigint): FieldElement {
  return (value < 0n ? value + FIELD_MODULUS : value) as FieldElement;
}

/**
 * Reads 0x and 64 lower-case hexadecimal digits.
 * @throws RuleError for other text, and for values that are not canonical
 */
export function parseFieldElement(text: string): FieldElement {
  if (!HEX.test(text)) throw new RuleError("must be 0x and 64 lower-case hexadecimal digits");
  return fieldElement(BigInt(text));
}

export const formatFieldElement = (value: FieldElement): string =>
  `0x${value.toString(16).padStart(64, "0")}`;

/** Uniform over the field, from the operating system's generator. */
export function randomFieldElement(): FieldElement {
  for (;;) {
    const words = crypto.getRandomValues(new BigUint64Array(4));
    // 254 random bits; about three in four draws are below the modulus.
    const draw = words.reduce((value, word) => (value << 64n) | word, 0n) >> 2n;
    if (draw < FIELD_MODULUS) return draw as FieldElement;
  }
}
