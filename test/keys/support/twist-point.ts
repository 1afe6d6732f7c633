import type { Bn128 } from "ffjavascript";

/**
 * A point (affine) of the curve over the quadratic extension with x = start, start + 1, ... the first that has
 * one. Only one in 2^254 of these points lies in G2.
 */
export function twistPoint(curve: Bn128, start: bigint): Uint8Array {
  const { F, b } = curve.G2;
  for (let c0 = start; ; c0++) {
    const x = F.fromObject([c0, 1n]);
    const ySquared = F.add(F.mul(F.square(x), x), b);
    if (F.isSquare(ySquared)) return Uint8Array.of(...x, ...F.sqrt(ySquared));
  }
}
