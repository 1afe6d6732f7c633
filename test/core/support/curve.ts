/** Affine arithmetic of G1 and G2 on plain bigints: slow, by the textbook, sharing nothing with the engine. */
import { BASE_FIELD_MODULUS as P } from "../../../prover/keys/base-field.ts";
import { naiveInverse } from "../../keys/support/naive-ptau.ts";

/** Coordinates as elements of Fq (length 1) or Fq2 (length 2), x then y; undefined is infinity. */
export type Point = readonly bigint[] | undefined;

export const G1: readonly bigint[] = [1n, 2n];
/** The generator of EIP-197, c0 before c1. */
export const G2: readonly bigint[] = [
  10857046999023057135944570762232829481370756359578518086990519993285655852781n,
  11559732032986387107991004021392285783925812861821192530917403151452391805634n,
  8495653923123431417604973247489272438418190587263600148770280649306958101930n,
  4082367875863433681332203403145435568316851327593401208105741076214120093531n,
];

const mod = (value: bigint): bigint => ((value % P) + P) % P;

type Element = readonly bigint[];

const add = (a: Element, b: Element): Element => a.map((x, i) => mod(x + (b[i] ?? 0n)));
const subtract = (a: Element, b: Element): Element => a.map((x, i) => mod(x - (b[i] ?? 0n)));

function multiply(a: Element, b: Element): Element {
  const [a0 = 0n, a1] = a;
  const [b0 = 0n, b1 = 0n] = b;
  if (a1 === undefined) return [mod(a0 * b0)];
  return [mod(a0 * b0 - a1 * b1), mod(a0 * b1 + a1 * b0)];
}

function inverse(a: Element): Element {
  const [a0 = 0n, a1] = a;
  if (a1 === undefined) return [naiveInverse(a0, P)];
  const norm = naiveInverse(mod(a0 * a0 + a1 * a1), P);
  return [mod(a0 * norm), mod(-a1 * norm)];
}

export function addPoints(left: Point, right: Point): Point {
  if (left === undefined) return right;
  if (right === undefined) return left;
  const half = left.length / 2;
  const [x1, y1, x2, y2] = [left.slice(0, half), left.slice(half), right.slice(0, half), right.slice(half)];
  let slope: Element;
  if (x1.every((x, i) => x === x2[i])) {
    if (add(y1, y2).every((y) => y === 0n)) return undefined;
    const square = multiply(x1, x1);
    slope = multiply(add(add(square, square), square), inverse(add(y1, y1)));
  } else {
    slope = multiply(subtract(y2, y1), inverse(subtract(x2, x1)));
  }
  const x3 = subtract(subtract(multiply(slope, slope), x1), x2);
  return [...x3, ...subtract(multiply(slope, subtract(x1, x3)), y1)];
}

export const negate = (point: Point): Point => {
  if (point === undefined) return undefined;
  const half = point.length / 2;
  return point.map((value, i) => (i < half ? value : mod(-value)));
};

export function timesScalar(point: Point, scalar: bigint): Point {
  let result: Point;
  for (const bit of scalar.toString(2)) {
    result = addPoints(result, result);
    if (bit === "1") result = addPoints(result, point);
  }
  return result;
}
