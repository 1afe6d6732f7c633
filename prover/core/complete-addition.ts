/**
 * Addition in projective coordinates (X : Y : Z), x = X / Z, y = Y / Z, for all points without exception: infinity is
 * (0 : 1 : 0), and doubling is adding a point to itself. For the few hundred additions that are not worth a batch.
 * Source: J. Renes, C. Costello, L. Batina, "Complete addition formulas for prime order elliptic curves", 2016,
 * algorithm 7 (a = 0).
 */

import {
  addCoordinates,
  COMPONENTS,
  type Group,
  loadCoordinate,
  place,
  reduceCoordinate,
  storeCoordinate,
  subtractCoordinates,
} from "./group.ts";
import { FQ, invert, montgomeryLimbs } from "./limbs.ts";
import type { ModuleBuilder } from "./wasm/module-builder.ts";
import { f64x2 } from "./wasm/value.ts";

/** Coordinates of scratch that `add` uses. */
export const COMPLETE_COORDINATES = 10;

/** 3 b of y^2 = x^3 + b, by components: b = 3 in G1 and 3 / (9 + u) = 3 (9 - u) / 82 in G2 (EIP-197). */
const TRIPLE_B: Readonly<Record<Group["name"], readonly bigint[]>> = {
  g1: [9n],
  g2: [81n * invert(82n, FQ.modulus), -9n * invert(82n, FQ.modulus)],
};

/**
 * Defines `add(result, a, b, scratch)` on pairs of points, three coordinates each; the result may be an operand.
 * Coordinates are tight, and every sum is reduced to tight before it is used.
 */
export function defineCompleteAddition(module: ModuleBuilder, group: Group): void {
  module.define(`${group.name}_add`, 4, (f, result, a, b, scratch) => {
    const at = (base: typeof a, i: number) => f.keep(place(group, base, i));
    const [x1, y1, z1] = [at(a, 0), at(a, 1), at(a, 2)];
    const [x2, y2, z2] = [at(b, 0), at(b, 1), at(b, 2)];
    const [x3, y3, z3] = [at(scratch, 0), at(scratch, 1), at(scratch, 2)];
    const [t0, t1, t2, t3, t4] = [
      at(scratch, 3),
      at(scratch, 4),
      at(scratch, 5),
      at(scratch, 6),
      at(scratch, 7),
    ];
    const tripleB = at(scratch, 8);

    const load = (address: typeof a) => loadCoordinate(f, group, address);
    const store = (address: typeof a, value: ReturnType<typeof load>) =>
      storeCoordinate(f, address, reduceCoordinate(f, group, value));
    const add = (to: typeof a, x: typeof a, y: typeof a) => store(to, addCoordinates(f, load(x), load(y)));
    const sub = (to: typeof a, x: typeof a, y: typeof a) =>
      store(to, subtractCoordinates(f, load(x), load(y)));
    const mul = (to: typeof a, x: typeof a, y: typeof a) => {
      f.call(group.functions.multiply, to, x, y);
    };

    const limbs = TRIPLE_B[group.name].slice(0, COMPONENTS[group.name]);
    storeCoordinate(
      f,
      tripleB,
      limbs.map((value) => montgomeryLimbs(FQ, value).map((limb) => f64x2.splat(limb))),
    );

    mul(t0, x1, x2);
    mul(t1, y1, y2);
    mul(t2, z1, z2);
    add(t3, x1, y1);
    add(t4, x2, y2);
    mul(t3, t3, t4);
    add(t4, t0, t1);
    sub(t3, t3, t4);
    add(t4, y1, z1);
    add(x3, y2, z2);
    mul(t4, t4, x3);
    add(x3, t1, t2);
    sub(t4, t4, x3);
    add(x3, x1, z1);
    add(y3, x2, z2);
    mul(x3, x3, y3);
    add(y3, t0, t2);
    sub(y3, x3, y3);
    add(x3, t0, t0);
    add(t0, x3, t0);
    mul(t2, tripleB, t2);
    add(z3, t1, t2);
    sub(t1, t1, t2);
    mul(y3, tripleB, y3);
    mul(x3, t4, y3);
    mul(t2, t3, t1);
    sub(at(result, 0), t2, x3);
    mul(y3, y3, t0);
    mul(t1, t1, z3);
    add(at(result, 1), t1, y3);
    mul(t0, t0, t3);
    mul(z3, z3, t4);
    add(at(result, 2), z3, t0);
  });
}
