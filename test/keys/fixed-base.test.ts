import { createHash } from "node:crypto";
import type { Worker } from "node:worker_threads";
import type { Bn128 } from "ffjavascript";
import { beforeAll, describe, expect, it } from "vitest";
import { compileCore } from "../../prover/core/instance.ts";
import { FIELD_MODULUS } from "../../prover/domain/field.ts";
import { singleThreadCurve } from "../../prover/keys/curve.ts";
import { fixedBaseMultiples } from "../../prover/keys/fixed-base.ts";
import {
  createFixedBaseEngine,
  type Group,
  MAX_SCALARS,
  POINT_BYTES,
} from "../../prover/keys/fixed-base-engine.ts";
import { toWords } from "../../prover/keys/little-endian.ts";

const GROUPS: Group[] = ["g1", "g2"];

/** Reproducible, spread over the whole field. */
const random = (i: number): bigint =>
  BigInt(`0x${createHash("sha512").update(`scalar ${i}`).digest("hex")}`) % FIELD_MODULUS;

/** The ends of the range, digits that carry everywhere, and sums that meet a table entry head-on. */
const EDGE_SCALARS: bigint[] = [0n, 1n, 2n, 3n, FIELD_MODULUS - 1n, FIELD_MODULUS - 2n, FIELD_MODULUS >> 1n];
for (let k = 1n; k < 254n; k += 1n) {
  EDGE_SCALARS.push(2n ** k - 1n, 2n ** k);
  // With windows that start at bit k, the low part of this scalar is -(r mod 2^k) and its top entry is
  // equal to that, so the last addition is a doubling, which affine chord formulas get wrong.
  const doubling = FIELD_MODULUS - 2n * (FIELD_MODULUS % 2n ** k);
  if (doubling > 0n) EDGE_SCALARS.push(doubling);
}
const SCALARS = [...EDGE_SCALARS, ...Array.from({ length: 200 }, (_, i) => random(i))];

let curve: Bn128;
const core = compileCore();
const expected: Record<Group, Uint8Array> = { g1: new Uint8Array(), g2: new Uint8Array() };

beforeAll(async () => {
  curve = await singleThreadCurve();
  for (const [group, operations] of [["g1", curve.G1] as const, ["g2", curve.G2] as const]) {
    const points = SCALARS.map((k) => operations.toAffine(operations.timesScalar(operations.g, k)));
    expected[group] = Buffer.concat(points);
  }
});

describe("createFixedBaseEngine", () => {
  // Each count leads to another window width.
  it.each([1, 20, 100, 500, 3000, 20_000, 100_000])(
    "multiplies as ffjavascript does (%d expected)",
    (count) => {
      for (const group of GROUPS) {
        const points = createFixedBaseEngine(core, group, count).multiply(toWords(SCALARS));
        expect(Buffer.compare(points, expected[group]), group).toBe(0);
      }
    },
  );

  it("keeps no state between calls", () => {
    const engine = createFixedBaseEngine(core, "g1", 100);
    engine.multiply(toWords([FIELD_MODULUS - 1n, 5n]));
    expect(Buffer.compare(engine.multiply(toWords(SCALARS)), expected.g1)).toBe(0);
  });

  it("refuses more than it has room for", () => {
    const engine = createFixedBaseEngine(core, "g1", 1);
    expect(() => engine.multiply(new Uint8Array(32 * (MAX_SCALARS + 1)))).toThrow(RangeError);
    expect(() => engine.multiply(new Uint8Array(33))).toThrow(RangeError);
  });
});

describe("fixedBaseMultiples", () => {
  const scalars = { g1: toWords(SCALARS), g2: toWords(SCALARS) };

  it.each([1, 2, 3])("gives the same points with %d threads", async (threads) => {
    const points = await fixedBaseMultiples(scalars, { threads });
    for (const group of GROUPS) expect(Buffer.compare(points[group], expected[group]), group).toBe(0);
  });

  it("spreads more scalars than one batch holds, and skips zeros", async () => {
    const count = 2 * MAX_SCALARS + 100;
    const sparse = Array.from({ length: count }, (_, i) => (i % 3 === 0 ? 0n : BigInt(i)));
    const { g1, g2 } = await fixedBaseMultiples(
      { g1: toWords(sparse), g2: new Uint8Array() },
      { threads: 2 },
    );
    expect(g2).toHaveLength(0);
    let sum = curve.G1.toAffine(curve.G1.timesScalar(curve.G1.g, 0n));
    for (let i = 0; i < count; i++) {
      const point = g1.slice(i * POINT_BYTES.g1, (i + 1) * POINT_BYTES.g1);
      if (i % 3 === 0) {
        expect(point.every((byte) => byte === 0)).toBe(true);
      } else {
        expect(curve.G1.eq(point, curve.G1.timesScalar(curve.G1.g, i)), `${i}`).toBe(true);
        sum = curve.G1.add(sum, point);
      }
    }
    expect(
      curve.G1.eq(
        sum,
        curve.G1.timesScalar(
          curve.G1.g,
          sparse.reduce((a, b) => a + b),
        ),
      ),
    ).toBe(true);
  });

  it("reports its progress up to the number of points that are not at infinity", async () => {
    const seen: Array<[number, number]> = [];
    await fixedBaseMultiples(scalars, { threads: 2, onProgress: (done, total) => seen.push([done, total]) });
    const total = 2 * SCALARS.filter((scalar) => scalar !== 0n).length;
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.every(([, announced]) => announced === total)).toBe(true);
    expect(seen.map(([done]) => done)).toEqual(seen.map(([done]) => done).toSorted((a, b) => a - b));
    expect(seen.at(-1)).toEqual([total, total]);
  });

  it("works with nothing to do", async () => {
    const nothing = await fixedBaseMultiples({ g1: new Uint8Array(), g2: new Uint8Array(64) });
    expect(nothing.g1).toHaveLength(0);
    expect(nothing.g2).toEqual(new Uint8Array(2 * POINT_BYTES.g2));
  });

  it("stops its threads, also when a progress callback throws", async () => {
    const workers: Worker[] = [];
    const record = (worker: Worker) => workers.push(worker);
    process.on("worker", record);
    try {
      await fixedBaseMultiples(scalars, { threads: 2 });
      const onProgress = () => {
        throw new Error("cancelled");
      };
      await expect(fixedBaseMultiples(scalars, { threads: 2, onProgress })).rejects.toThrow("cancelled");
    } finally {
      process.off("worker", record);
    }
    // Node sets the id of a thread that has ended to -1.
    expect(workers.map(({ threadId }) => threadId)).toEqual([-1, -1, -1, -1]);
  });
});
