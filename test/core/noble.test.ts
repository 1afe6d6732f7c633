/** The core against @noble/curves, which shares nothing with it: field, curve, transform, and Poseidon's constants. */
import { FFT, rootsOfUnity } from "@noble/curves/abstract/fft.js";
import { grainGenConstants } from "@noble/curves/abstract/poseidon.js";
import { bn254, bn254_Fr } from "@noble/curves/bn254.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { POINT_BYTES } from "../../prover/core/group.ts";
import { FQ, FR } from "../../prover/core/limbs.ts";
import { ProjectiveUnit, UNIT_BYTES } from "../../prover/core/projective.ts";
import { CHAIN_BYTES, LIST_BYTES, SCRATCH_BYTES, Summation } from "../../prover/core/summation.ts";
import { fillTables, shiftDomain } from "../../prover/groth16/engine/transform-plan.ts";
import { poseidonParameters } from "../../prover/hash/poseidon-parameters.ts";
import { rootOfUnity } from "../../prover/keys/scalar-field.ts";
import { accessTo, testCore } from "./support/core.ts";
import { addPoints, type Point, timesScalar } from "./support/curve.ts";

const [Fp, Fp2, Fr] = [bn254.fields.Fp, bn254.fields.Fp2, bn254_Fr];
const [G1, G2] = [bn254.G1.Point, bn254.G2.Point];
const r = Fr.ORDER;

describe.each([
  { field: FQ, theirs: Fp },
  { field: FR, theirs: Fr },
])("$field.name", ({ field, theirs }) => {
  const p = field.modulus;
  const element = fc.oneof(
    fc.constantFrom(0n, 1n, 2n, p - 1n, p - 2n, p >> 1n, (p >> 1n) + 1n, 2n ** 51n, 2n ** 204n - 1n),
    fc.bigInt({ min: 0n, max: p - 1n }),
  );
  const [A, B, RESULT, SCRATCH] = [2048, 3072, 4096, 5120] as const;

  it("is the same field", () => expect(theirs.ORDER).toBe(p));

  it.each([true, false])("multiplies, squares and inverts alike, fused: %s", (fused) => {
    const core = testCore(fused);
    const { setPair, pair } = accessTo(core, field);
    fc.assert(
      fc.property(element, element, (a, b) => {
        setPair(A, a);
        setPair(B, b);
        core.get(`${field.name}_multiply`)(RESULT, A, B);
        expect(pair(RESULT)[1]).toBe(theirs.mul(a, b));
        core.get(`${field.name}_square`)(RESULT, A);
        expect(pair(RESULT)).toEqual([theirs.sqr(a), theirs.sqr(a)]);
        core.get(`${field.name}_invert`)(RESULT, A, SCRATCH);
        expect(pair(RESULT)[0]).toBe(a === 0n ? 0n : theirs.inv(a));
      }),
      { numRuns: 60 },
    );
  });
});

it.each([true, false])(
  "the quadratic extension multiplies, squares and inverts alike, fused: %s",
  (fused) => {
    const core = testCore(fused);
    const { setPair, pair } = accessTo(core, FQ);
    const part = fc.oneof(fc.constantFrom(0n, 1n, Fp.ORDER - 1n), fc.bigInt({ min: 0n, max: Fp.ORDER - 1n }));
    const [A, B, RESULT, SCRATCH] = [2048, 3072, 4096, 5120] as const;
    const read = () => ({ c0: pair(RESULT)[0] ?? 0n, c1: pair(RESULT + 80)[0] ?? 0n });
    fc.assert(
      fc.property(part, part, part, part, (a0, a1, b0, b1) => {
        for (const [at, value] of [
          [A, a0],
          [A + 80, a1],
          [B, b0],
          [B + 80, b1],
        ] as const)
          setPair(at, value);
        const [a, b] = [
          { c0: a0, c1: a1 },
          { c0: b0, c1: b1 },
        ];
        core.get("fq2_multiply")(RESULT, A, B);
        expect(read()).toEqual(Fp2.mul(a, b));
        core.get("fq2_square")(RESULT, A);
        expect(read()).toEqual(Fp2.sqr(a));
        core.get("fq2_invert")(RESULT, A, SCRATCH);
        expect(read()).toEqual(a0 === 0n && a1 === 0n ? { c0: 0n, c1: 0n } : Fp2.inv(a));
      }),
      { numRuns: 40 },
    );
  },
);

/** Both groups by what they have in common. */
const GROUPS = {
  g1: {
    multiple: (k: bigint): Point => {
      if (k % r === 0n) return undefined;
      const { x, y } = G1.BASE.multiply(k % r).toAffine();
      return [x, y];
    },
  },
  g2: {
    multiple: (k: bigint): Point => {
      if (k % r === 0n) return undefined;
      const { x, y } = G2.BASE.multiply(k % r).toAffine();
      return [x.c0, x.c1, y.c0, y.c1];
    },
  },
} as const;

describe.each(["g1", "g2"] as const)("%s", (group) => {
  const { multiple } = GROUPS[group];
  const core = testCore(true);
  const { set, get } = accessTo(core, FQ);
  const [scratch, unitSpace] = [2048, 2048 + SCRATCH_BYTES];
  const chain = 64 * Math.ceil((unitSpace + UNIT_BYTES) / 64);
  const list = chain + CHAIN_BYTES;
  const points = 64 * Math.ceil((list + LIST_BYTES) / 64);
  const bytes = POINT_BYTES[group];
  const unit = new ProjectiveUnit(core, group, unitSpace);
  const summation = new Summation(core, group, { scratch, chain, list });

  /** a G + b G by both kinds of addition; affine addition has no infinity to add. */
  const sums = (a: bigint, b: bigint): Point[] => {
    const [left, right] = [multiple(a), multiple(b)];
    unit.loadAffine(0, left);
    unit.loadAffine(1, right);
    unit.add(2, 0, 1);
    const complete = unit.toAffine(2);
    if (left === undefined || right === undefined) return [complete];
    set(points, [...left, ...right]);
    const groups = { references: Uint32Array.of(points, points + bytes), starts: Uint32Array.of(0, 2) };
    summation.reduce(groups, points + 2 * bytes);
    const end = groups.starts[1] ?? 0;
    return [complete, end === 0 ? undefined : get(groups.references[0] ?? 0, bytes / 40)];
  };
  const factor = fc.oneof(fc.constantFrom(0n, 1n, 2n, r - 1n, r - 2n), fc.bigInt({ min: 0n, max: r - 1n }));

  it("adds alike: infinity, doubling, P + -P, and others", () => {
    fc.assert(
      fc.property(factor, factor, (a, b) => {
        for (const [x, y] of [
          [a, b],
          [a, a],
          [a, (r - a) % r],
          [a, 0n],
          [0n, b],
        ] as const) {
          for (const sum of sums(x, y)) expect(sum).toEqual(multiple(x + y));
        }
      }),
      { numRuns: group === "g1" ? 12 : 6 },
    );
  });

  it("multiplies alike, and so does the arithmetic that other tests compare with", () => {
    const base = multiple(1n);
    for (const k of [0n, 1n, 2n, r - 1n, r - 2n, r >> 1n, 2n ** 200n + 12345n]) {
      unit.loadAffine(0, base);
      unit.scale(0, k);
      expect(unit.toAffine(0)).toEqual(multiple(k));
      expect(timesScalar(base, k)).toEqual(multiple(k));
      expect(addPoints(multiple(k), base)).toEqual(multiple(k + 1n));
    }
  });
});

describe("the transform", () => {
  const roots = rootsOfUnity(Fr, 5n);

  it.each([1, 5, 28])("has the same root of order 2^%i", (bits) => {
    expect(rootOfUnity(bits)).toBe(roots.omega(bits));
  });

  it.each([1, 2, 4, 8])("moves a polynomial on 2^%i points to the shifted domain alike", (bits) => {
    const core = testCore(true);
    const { set, get } = accessTo(core, FR);
    const [twiddles, factors, space, array] = [1, 2, 3, 4].map((i) => i * 2 ** 20) as [
      number,
      number,
      number,
      number,
    ];
    const n = 2 ** bits;
    const edges = [0n, 1n, r - 1n];
    const values = Array.from({ length: n }, (_, i) => edges[i % 7] ?? Fr.pow(7n, BigInt(i * i)));
    const fft = FFT(roots, Fr as never);
    const coefficients = fft.inverse([...values]) as bigint[];
    const shift = rootOfUnity(bits + 1);
    const shifted = coefficients.map((value, i) => Fr.mul(value, Fr.pow(shift, BigInt(i))));
    const expected = fft.direct([...shifted]) as bigint[];

    fillTables(core, bits, twiddles, factors, space);
    set(array, values);
    shiftDomain(core, bits, twiddles, factors, array);
    const [first, ...others] = get(array, n);
    // Place k has the value at the root's power -k.
    expect([first, ...others.reverse()]).toEqual(expected);
  });
});

describe("Poseidon's parameters", () => {
  it.each([1, 2, 8, 16])("are derived alike for %i inputs", (inputs) => {
    const { width, partialRounds, constants, matrix } = poseidonParameters(inputs);
    const options = { Fp: Fr as never, t: width, roundsFull: 8, roundsPartial: partialRounds, sboxPower: 5 };
    const { roundConstants, mds } = grainGenConstants(options);
    expect(constants).toEqual(roundConstants);
    expect(matrix).toEqual(mds);
  });
});
