import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Field,
  FQ,
  FR,
  fromLimbs,
  invert,
  modulo,
  PAIR_BYTES,
  toLimbs,
} from "../../prover/core/limbs.ts";
import { pairLane, setPair } from "../../prover/core/views.ts";
import { toWords } from "../../prover/keys/little-endian.ts";
import { accessTo, testCore } from "./support/core.ts";

const A = 4096;
const [B, RESULT, SCRATCH] = [A + PAIR_BYTES, A + 2 * PAIR_BYTES, A + 4 * PAIR_BYTES];

describe.each([true, false])("field arithmetic, fused multiply-add: %s", (fused) => {
  const core = testCore(fused);
  const limbs = new Float64Array(core.memory.buffer);

  describe.each([FQ, FR])("$name", (field: Field) => {
    const p = field.modulus;
    const { setPair: set, pair, set: setMany, get } = accessTo(core, field);
    const edges = [0n, 1n, 2n, p - 1n, p - 2n, p / 2n, p / 2n + 1n, 2n ** 51n, 2n ** 51n - 1n, 2n ** 253n];
    const element = fc.oneof(fc.constantFrom(...edges), fc.bigInt({ min: 0n, max: p - 1n }));
    const multiply = core.get(`${field.name}_multiply`);

    it("multiplies", () => {
      fc.assert(
        fc.property(element, element, (a, b) => {
          set(A, a);
          set(B, b);
          multiply(RESULT, A, B);
          expect(pair(RESULT)).toEqual([(a * b) % p, (a * b) % p]);
        }),
        { examples: edges.flatMap((a) => edges.map((b): [bigint, bigint] => [a, b])), numRuns: 1000 },
      );
    });

    it("multiplies the largest limbs that the bounds allow, in both lanes apart", () => {
      const limb = fc
        .constantFrom(-1, 1)
        .chain((sign) => fc.constantFrom(2 ** 50, 2 ** 50 + 8, 2 ** 50 - 1, 1, 0).map((size) => sign * size));
      const factor = fc
        .array(limb, { minLength: 5, maxLength: 5 })
        .map((all) => [...all.slice(0, 4), ((all[4] ?? 0) / 4) | 0]);
      fc.assert(
        fc.property(factor, factor, fc.integer({ min: 1, max: 3 }), (a, b, terms) => {
          setPair(
            limbs,
            A,
            a.map((value) => terms * value),
          );
          setPair(limbs, B, b);
          multiply(RESULT, A, B);
          const product = fromLimbs(a.map((value) => terms * value)) * fromLimbs(b);
          for (const lane of [0, 1]) {
            const result = pairLane(limbs, RESULT, lane);
            expect(modulo((fromLimbs(result) << 255n) - product, p)).toBe(0n);
            expect(Math.max(...result.map(Math.abs))).toBeLessThanOrEqual(2 ** 50);
          }
        }),
        { numRuns: 1000 },
      );
    });

    it("inverts; 0 stays 0", () => {
      for (const a of [...edges, 1234567n]) {
        set(A, a);
        core.get(`${field.name}_invert`)(RESULT, A, SCRATCH);
        expect(pair(RESULT)[0]).toBe(invert(a, p));
      }
    });

    it("converts between words and elements", () => {
      // What turns a value into words that "import" reads as the value: see core/module.ts.
      const shift = field.name === "fq" ? 2n ** 256n : 2n ** 257n;
      const values = [...edges, 3n].map((value) => value % p);
      const words = toWords(values.map((value) => (value * shift) % p));
      new Uint8Array(core.memory.buffer).set(words, 8192);
      core.get(`${field.name}_import`)(16384, 8192, values.length);
      const imported = get(16384, values.length);
      expect(imported).toEqual(values);
      setMany(16384, values);
      core.get(`${field.name}_export`)(32768, 16384, values.length);
      expect(new Uint8Array(core.memory.buffer, 32768, 32 * values.length).slice()).toEqual(words);
    });
  });

  it("multiplies in the quadratic extension", () => {
    const p = FQ.modulus;
    const { setPair: set, pair } = accessTo(core, FQ);
    const part = fc.oneof(fc.constantFrom(0n, 1n, p - 1n), fc.bigInt({ min: 0n, max: p - 1n }));
    fc.assert(
      fc.property(part, part, part, part, (a0, a1, b0, b1) => {
        const [a, b, result, scratch] = [A, A + 160, A + 320, A + 640];
        for (const [at, value] of [
          [a, a0],
          [a + 80, a1],
          [b, b0],
          [b + 80, b1],
        ] as const)
          set(at, value);
        core.get("fq2_multiply")(result, a, b);
        expect(pair(result)[1]).toBe(modulo(a0 * b0 - a1 * b1, p));
        expect(pair(result + 80)[0]).toBe(modulo(a0 * b1 + a1 * b0, p));
        core.get("fq2_invert")(result, a, scratch);
        core.get("fq2_multiply")(result, result, a);
        expect([pair(result)[0], pair(result + 80)[0]]).toEqual([a0 === 0n && a1 === 0n ? 0n : 1n, 0n]);
      }),
    );
  });
});

describe("limbs", () => {
  it("stand for every integer below 2^254 in absolute value", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 254n) + 1n, max: 2n ** 254n - 1n }), (value) => {
        expect(fromLimbs(toLimbs(value))).toBe(value);
      }),
    );
  });
});
