import { describe, expect, it } from "vitest";
import { POINT_BYTES } from "../../prover/core/group.ts";
import { FQ } from "../../prover/core/limbs.ts";
import { ProjectiveUnit } from "../../prover/core/projective.ts";
import { BATCH, CHAIN_BYTES, LIST_BYTES, SCRATCH_BYTES, Summation } from "../../prover/core/summation.ts";
import { accessTo, testCore } from "./support/core.ts";
import { addPoints, G1, G2, negate, type Point, timesScalar } from "./support/curve.ts";

const SCRATCH = 2048;
const CHAIN = SCRATCH + SCRATCH_BYTES;
const LIST = CHAIN + CHAIN_BYTES;
const POINTS = 64 * Math.ceil((LIST + LIST_BYTES) / 64);
const ROOM = 2 ** 22;

describe.each([
  { group: "g1", generator: G1, fused: true },
  { group: "g2", generator: G2, fused: true },
  { group: "g1", generator: G1, fused: false },
  { group: "g2", generator: G2, fused: false },
] as const)("$group, fused: $fused", ({ group, generator, fused }) => {
  const core = testCore(fused);
  const { set, get } = accessTo(core, FQ);
  const summation = new Summation(core, group, { scratch: SCRATCH, chain: CHAIN, list: LIST });
  const bytes = POINT_BYTES[group];

  /** Stores points and returns a reference to each. */
  const store = (points: readonly Point[]): number[] =>
    points.map((point, i) => {
      set(POINTS + i * bytes, [...(point ?? [])]);
      return POINTS + i * bytes;
    });
  const read = (reference: number | undefined): Point => {
    if (reference === undefined) return undefined;
    const point = get(reference & ~1, bytes / 40);
    return reference % 2 === 1 ? negate(point) : point;
  };
  const sums = (groups: readonly (readonly number[])[]): Point[] => {
    const references = Uint32Array.from(groups.flat());
    const starts = Uint32Array.from([0, ...groups.map((_, i) => groups.slice(0, i + 1).flat().length)]);
    summation.reduce({ references, starts }, ROOM);
    return groups.map((_, i) => {
      const [start = 0, end = 0] = [starts[i], starts[i + 1]];
      expect(end - start).toBeLessThanOrEqual(1);
      return read(end > start ? references[start] : undefined);
    });
  };
  const naive = (points: readonly Point[]): Point => points.reduce(addPoints, undefined);

  const multiples: Point[] = [generator];
  while (multiples.length < 40) multiples.push(addPoints(multiples.at(-1), generator));

  it("adds up groups of all small sizes at once", () => {
    const references = store(multiples);
    const sizes = [0, 1, 2, 3, 4, 5, 7, 8, 0, 9];
    const rest = [...references];
    const groups = sizes.map((size) => rest.splice(0, size));
    expect(sums(groups)).toEqual(groups.map((each) => naive(each.map(read))));
  });

  it("adds negatives", () => {
    const references = store(multiples).map((reference, i) => reference + (i % 3 === 0 ? 1 : 0));
    expect(sums([references])).toEqual([naive(references.map(read))]);
  });

  it("doubles, cancels, and goes on after infinity", () => {
    const [p = 0, q = 0, r = 0, s = 0] = store(multiples.slice(3));
    const groups = [
      [p, p],
      [p, p + 1],
      [p + 1, p + 1],
      [p, p, p, p],
      [p, p + 1, q, q + 1],
      [p, p + 1, q],
    ];
    groups.push([p, q, p, q], [p, q, p + 1, q + 1, r], [p, q, r, s, p + 1, q + 1, r + 1, s + 1], [r, s]);
    expect(sums(groups)).toEqual(groups.map((each) => naive(each.map(read))));
  });

  it("adds equal points only", () => {
    const [p = 0] = store(multiples);
    expect(sums([Array.from({ length: 37 }, () => p)])).toEqual([timesScalar(generator, 37n)]);
  });

  it("adds more than a batch, with an exception in it", () => {
    const references = store(multiples);
    const groups = Array.from({ length: BATCH + 3 }, (_, i) => {
      const [left, right] = [i % 39, i === BATCH - 5 ? i % 39 : (i % 39) + 1];
      return [references[left] ?? 0, references[right] ?? 0];
    });
    const known = new Map<string, Point>();
    const expected = groups.map(([left = 0, right = 0]) => {
      const name = `${left},${right}`;
      if (!known.has(name)) known.set(name, addPoints(read(left), read(right)));
      return known.get(name);
    });
    expect(sums(groups)).toEqual(expected);
  });

  it("adds in projective coordinates, without exception", () => {
    const unit = new ProjectiveUnit(core, group, SCRATCH + 2048);
    const points = [undefined, generator, multiples[1], negate(generator), multiples[7]];
    for (const left of points) {
      for (const right of points) {
        unit.loadAffine(0, left);
        unit.loadAffine(1, right);
        unit.add(2, 0, 1);
        expect(unit.toAffine(2)).toEqual(addPoints(left, right));
        unit.add(0, 0, 1);
        expect(unit.toAffine(0)).toEqual(addPoints(left, right));
      }
    }
  });

  it("multiplies by scalars", () => {
    const unit = new ProjectiveUnit(core, group, SCRATCH + 2048);
    for (const scalar of [0n, 1n, 2n, 5n, 2n ** 70n + 12345n]) {
      unit.loadAffine(1, generator);
      unit.scale(1, scalar);
      expect(unit.toAffine(1)).toEqual(timesScalar(generator, scalar));
    }
  });
});
