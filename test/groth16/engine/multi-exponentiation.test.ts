import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { windowCount, writeDigits } from "../../../prover/core/digits.ts";
import { POINT_BYTES } from "../../../prover/core/group.ts";
import { FQ } from "../../../prover/core/limbs.ts";
import { CHAIN_BYTES, LIST_BYTES, SCRATCH_BYTES, Summation } from "../../../prover/core/summation.ts";
import { FIELD_MODULUS } from "../../../prover/domain/field.ts";
import { type PointSet, roomFor, sumWindows } from "../../../prover/groth16/engine/multi-exponentiation.ts";
import { toWords } from "../../../prover/keys/little-endian.ts";
import { accessTo, testCore } from "../../core/support/core.ts";
import { addPoints, G1, G2, negate, type Point, timesScalar } from "../../core/support/curve.ts";

const r = FIELD_MODULUS;
const EDGES = [0n, 1n, 2n, r - 1n, r - 2n, r / 2n, r / 2n + 1n, 2n ** 64n - 1n, 2n ** 253n, 2n ** 128n];
const scalar = fc.oneof(
  fc.constantFrom(...EDGES),
  fc.bigInt({ min: 0n, max: r - 1n }),
  fc.bigInt({ min: 0n, max: 1n }),
);

function digitsOf(
  scalars: readonly bigint[],
  windowBits: number,
): { digits: Int16Array; canonical: boolean } {
  const windows = windowCount(windowBits);
  const digits = new Int16Array(windows * scalars.length);
  const words = new Uint32Array(toWords(scalars).buffer);
  const layout = { address: 0, count: scalars.length, windowBits, windows };
  return { digits, canonical: writeDigits(digits, layout, words, 0, scalars.length) };
}

describe("digits", () => {
  it("stand for the scalar modulo r and are at most half a window", () => {
    fc.assert(
      fc.property(fc.array(scalar, { maxLength: 5 }), fc.integer({ min: 2, max: 15 }), (scalars, bits) => {
        const { digits, canonical } = digitsOf(scalars, bits);
        expect(canonical).toBe(true);
        for (const [i, expected] of scalars.entries()) {
          let value = 0n;
          for (let w = 0; w < windowCount(bits); w++) {
            const digit = digits[w * scalars.length + i] ?? 0;
            expect(Math.abs(digit)).toBeLessThanOrEqual(2 ** (bits - 1));
            value += BigInt(digit) << BigInt(w * bits);
          }
          expect((value - expected) % r).toBe(0n);
        }
      }),
      {
        examples: [
          [EDGES.slice(0, 5), 13],
          [EDGES.slice(5), 7],
        ],
      },
    );
  });

  it.each([r, r + 1n, 2n ** 255n, 2n ** 256n - 1n])("refuse %s, which is not below r", (value) => {
    expect(digitsOf([1n, value], 11).canonical).toBe(false);
  });
});

describe.each([
  { group: "g1", generator: G1 },
  { group: "g2", generator: G2 },
] as const)("multi-exponentiation in $group", ({ group, generator }) => {
  const core = testCore(true);
  const { set, get } = accessTo(core, FQ);
  let free = 2048;
  const reserve = (bytes: number): number => {
    const at = free;
    free += 64 * Math.ceil(bytes / 64);
    return at;
  };
  const space = {
    scratch: reserve(SCRATCH_BYTES),
    chain: reserve(CHAIN_BYTES),
    list: reserve(LIST_BYTES),
  };
  const summation = new Summation(core, group, space);
  const bytes = POINT_BYTES[group];

  function engine(points: readonly Point[], scalars: readonly bigint[], windowBits: number): Point {
    const before = free;
    const { digits } = digitsOf(scalars, windowBits);
    const windows = windowCount(windowBits);
    const address = reserve(digits.byteLength);
    new Int16Array(core.memory.buffer, address, digits.length).set(digits);
    const present = points.flatMap((point, i) => (point === undefined ? [] : [i]));
    const pointSet: PointSet = {
      ...{ group, points: reserve(points.length * bytes), present: reserve(4 * points.length) },
      ...{ presentCount: present.length, scalarOffset: scalars.length - points.length },
    };
    for (const i of present) set(pointSet.points + i * bytes, [...(points[i] ?? [])]);
    new Uint32Array(core.memory.buffer, pointSet.present, present.length).set(present);
    const { room, kept } = roomFor(points.length, windowBits, windows);
    const positions = Array.from({ length: windows }, (_, w) => w);
    const layout = { address, count: scalars.length, windowBits, windows };
    const parts = sumWindows(
      ...([core.memory.buffer, summation, pointSet, layout, positions] as const),
      ...([reserve(room * bytes), reserve(kept * bytes)] as const),
    );
    free = before;
    return parts.reduce<Point>((sum, { bit, reference }) => {
      const point = get(reference & ~1, bytes / 40);
      return addPoints(sum, timesScalar(reference % 2 === 1 ? negate(point) : point, 2n ** BigInt(bit)));
    }, undefined);
  }
  const naive = (points: readonly Point[], scalars: readonly bigint[]): Point =>
    points.reduce<Point>(
      (sum, point, i) =>
        addPoints(sum, timesScalar(point, scalars[i + scalars.length - points.length] ?? 0n)),
      undefined,
    );
  const multiples: Point[] = [generator];
  while (multiples.length < 50) multiples.push(addPoints(multiples.at(-1), generator));

  it("equals the sum of multiples", () => {
    const input = fc.array(fc.tuple(scalar, fc.nat(49)), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(input, fc.integer({ min: 2, max: 9 }), (terms, bits) => {
        const points = terms.map(([, i]) => multiples[i]);
        const scalars = terms.map(([s]) => s);
        expect(engine(points, scalars, bits)).toEqual(naive(points, scalars));
      }),
      { numRuns: group === "g1" ? 25 : 8 },
    );
  });

  it("leaves out points at infinity, and takes scalars from an offset", () => {
    const points = [multiples[0], undefined, multiples[4], undefined];
    const scalars = [99n, r - 3n, 5n, 6n, 7n];
    expect(engine(points, scalars, 4)).toEqual(naive(points, scalars));
  });

  it("adds points that are all equal, with scalars that are all equal, or 0, or 1", () => {
    const points = Array.from({ length: 21 }, () => multiples[2]);
    for (const value of [0n, 1n, r - 1n, 12345678901234567890n]) {
      const scalars = points.map(() => value);
      expect(engine(points, scalars, 5)).toEqual(timesScalar(generator, (63n * value) % r));
    }
  });
});
