import type { Bn128 } from "ffjavascript";
import { beforeAll, describe, expect, it } from "vitest";
import { singleThreadCurve } from "../../prover/keys/curve.ts";
import { type Fq2, isInG1, isInG2, isOnTwist } from "../../prover/keys/curve-points.ts";
import { twistPoint } from "./support/twist-point.ts";

const SCALARS = [1n, 2n, 3n, 2n ** 200n + 1n];

let curve: Bn128;
beforeAll(async () => {
  curve = await singleThreadCurve();
});

describe("isInG1", () => {
  it("accepts multiples of the generator and nothing beside them", () => {
    for (const k of SCALARS) {
      const [x, y] = curve.G1.toObject(curve.G1.toAffine(curve.G1.timesScalar(curve.G1.g, k))) as [
        bigint,
        bigint,
      ];
      expect(isInG1(x, y)).toBe(true);
      expect(isInG1(x, curve.q - y)).toBe(true);
      expect(isInG1(x + 1n, y)).toBe(false);
      expect(isInG1(x, y + 1n)).toBe(false);
    }
  });
});

describe("isOnTwist and isInG2", () => {
  it("accept multiples of the generator", () => {
    for (const k of SCALARS) {
      const [x, y] = curve.G2.toObject(curve.G2.toAffine(curve.G2.timesScalar(curve.G2.g, k))) as [Fq2, Fq2];
      expect(isOnTwist(x, y)).toBe(true);
      expect(isInG2(x, y)).toBe(true);
      expect(isOnTwist([x[0] + 1n, x[1]], y)).toBe(false);
      expect(isOnTwist(x, [y[0], y[1] + 1n])).toBe(false);
    }
  });

  it("tell points of the twist outside G2 from points in it", () => {
    for (const start of [1n, 10n, 100n]) {
      const [x, y] = curve.G2.toObject(twistPoint(curve, start)) as [Fq2, Fq2];
      expect(isOnTwist(x, y)).toBe(true);
      expect(isInG2(x, y)).toBe(false);
      // Clearing the cofactor leads back into G2.
      const cleared = curve.G2.toAffine(
        curve.G2.timesScalar(twistPoint(curve, start), 2n * curve.q - curve.r),
      );
      const [clearedX, clearedY] = curve.G2.toObject(cleared) as [Fq2, Fq2];
      expect(isInG2(clearedX, clearedY)).toBe(true);
    }
  });

  it("tell points of the twist with a small order", () => {
    // 10069 divides the cofactor 2q - r; the group law then meets equal and opposite points.
    const order = (curve.r * (2n * curve.q - curve.r)) / 10069n;
    const point = curve.G2.toAffine(curve.G2.timesScalar(twistPoint(curve, 1n), order));
    const [x, y] = curve.G2.toObject(point) as [Fq2, Fq2];
    const again = curve.G2.timesScalar(point, 10070n);
    expect(curve.G2.eq(again, point)).toBe(true);
    expect(isOnTwist(x, y)).toBe(true);
    expect(isInG2(x, y)).toBe(false);
  });
});
