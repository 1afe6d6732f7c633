/**
 * Membership tests for points of bn254 given in affine coordinates, on plain bigints: synchronous and small,
 * for checking a key; a hundred times slower than ffjavascript.
 * Source of the curve equations and the group order: EIP-196, EIP-197.
 */
import { FIELD_MODULUS } from "../domain/field.ts";
import { BASE_FIELD_MODULUS } from "./base-field.ts";

/** c0 + c1 * u with u^2 = -1. */
export type Fq2 = readonly [c0: bigint, c1: bigint];

/** Whether (x, y) lies on y^2 = x^3 + 3; G1 is the whole curve. Coordinates must be below the modulus. */
export function isInG1(x: bigint, y: bigint): boolean {
  return (y * y - x * x * x - 3n) % BASE_FIELD_MODULUS === 0n;
}

/** Whether (x, y) lies on the twist y^2 = x^3 + 3 / (9 + u). Most of its points are outside G2. */
export function isOnTwist(x: Fq2, y: Fq2): boolean {
  // Times 9 + u, which needs no division: (9 + u) * (y^2 - x^3) = 3.
  const [c0, c1] = multiply([9n, 1n], subtract(multiply(y, y), multiply(multiply(x, x), x)));
  return c0 === 3n && c1 === 0n;
}

/** Whether a point of the twist lies in G2, that is, whether the group order times the point is infinity. */
export function isInG2(x: Fq2, y: Fq2): boolean {
  let sum: Jacobian | null = null;
  for (const bit of FIELD_MODULUS.toString(2)) {
    sum = double(sum);
    if (bit === "1") sum = addAffine(sum, x, y);
  }
  return sum === null;
}

/** X / Z^2, Y / Z^3; null is the point at infinity. */
type Jacobian = readonly [x: Fq2, y: Fq2, z: Fq2];

function double(point: Jacobian | null): Jacobian | null {
  if (point === null) return null;
  const [x, y, z] = point;
  if (isZero(y)) return null;
  const ySquared = multiply(y, y);
  const s = scale(multiply(x, ySquared), 4n);
  const m = scale(multiply(x, x), 3n);
  const x3 = subtract(multiply(m, m), scale(s, 2n));
  const y3 = subtract(multiply(m, subtract(s, x3)), scale(multiply(ySquared, ySquared), 8n));
  return [x3, y3, scale(multiply(y, z), 2n)];
}

function addAffine(left: Jacobian | null, x: Fq2, y: Fq2): Jacobian | null {
  if (left === null) return [x, y, [1n, 0n]];
  const [x1, y1, z1] = left;
  const zSquared = multiply(z1, z1);
  const h = subtract(multiply(x, zSquared), x1);
  const r = subtract(multiply(y, multiply(zSquared, z1)), y1);
  // Points outside G2 may have a small order, so equal and opposite points do occur.
  if (isZero(h)) return isZero(r) ? double(left) : null;
  const hSquared = multiply(h, h);
  const hCubed = multiply(hSquared, h);
  const v = multiply(x1, hSquared);
  const x3 = subtract(subtract(multiply(r, r), hCubed), scale(v, 2n));
  const y3 = subtract(multiply(r, subtract(v, x3)), multiply(y1, hCubed));
  return [x3, y3, multiply(z1, h)];
}

function modulo(value: bigint): bigint {
  const remainder = value % BASE_FIELD_MODULUS;
  return remainder < 0n ? remainder + BASE_FIELD_MODULUS : remainder;
}

function multiply([a0, a1]: Fq2, [b0, b1]: Fq2): Fq2 {
  return [modulo(a0 * b0 - a1 * b1), modulo(a0 * b1 + a1 * b0)];
}

function subtract([a0, a1]: Fq2, [b0, b1]: Fq2): Fq2 {
  return [modulo(a0 - b0), modulo(a1 - b1)];
}

function scale([a0, a1]: Fq2, factor: bigint): Fq2 {
  return [modulo(a0 * factor), modulo(a1 * factor)];
}

function isZero([a0, a1]: Fq2): boolean {
  return a0 === 0n && a1 === 0n;
}
