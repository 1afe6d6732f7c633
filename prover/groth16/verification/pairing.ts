/**
 * bn254's groups and pairing, by mcl (https://github.com/herumi/mcl-wasm), which calls the curve BN_SNARK1. Its memory is
 * this thread's; it starts no threads.
 */
import mcl, { type G1, type G2, type GT, type PrecomputedG2 } from "mcl-wasm";
import type { G1Point, G2Point } from "../../keys/verification-key.ts";

export type { G1, G2, GT, PrecomputedG2 };
export const { add, finalExp, millerLoop, mul, neg, precomputedMillerLoop } = mcl;
export const PreparedG2 = mcl.PrecomputedG2;

let ready: Promise<void> | undefined;

/** To be awaited before anything else here is used. */
export function preparePairing(): Promise<void> {
  ready ??= mcl.init(mcl.BN_SNARK1).then(() => {
    // The twist has points outside G2; G1 is its whole curve.
    mcl.verifyOrderG2(true);
  });
  return ready;
}

/** @throws Error for a point off the curve */
export function pointG1([x, y]: G1Point | readonly [string, string]): G1 {
  const point = new mcl.G1();
  point.setStr(`1 ${x} ${y}`, 10);
  return point;
}

/** @throws Error for a point off the curve or outside the subgroup */
export function pointG2(coordinates: readonly [string, string, string, string]): G2 {
  const point = new mcl.G2();
  point.setStr(`1 ${coordinates.join(" ")}`, 10);
  return point;
}

export const keyPointG2 = ([[x0, x1], [y0, y1]]: G2Point): G2 => pointG2([x0, x1, y0, y1]);

/** @param value 0 <= value < r */
export function scalar(value: bigint): mcl.Fr {
  const result = new mcl.Fr();
  result.setStr(value.toString(16), 16);
  return result;
}

export const zeroG1 = (): G1 => new mcl.G1();

export function oneGT(): GT {
  const one = new mcl.GT();
  one.setInt(1);
  return one;
}

export function readG1(bytes: Uint8Array): G1 {
  const point = new mcl.G1();
  point.deserialize(bytes);
  return point;
}

export function readGT(bytes: Uint8Array): GT {
  const value = new mcl.GT();
  value.deserialize(bytes);
  return value;
}
