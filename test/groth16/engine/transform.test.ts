import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FR, PAIR_BYTES } from "../../../prover/core/limbs.ts";
import { fillTables, shiftDomain } from "../../../prover/groth16/engine/transform-plan.ts";
import { singleThreadCurve } from "../../../prover/keys/curve.ts";
import { power, rootOfUnity } from "../../../prover/keys/scalar-field.ts";
import { accessTo, testCore } from "../../core/support/core.ts";

const r = FR.modulus;
const [TWIDDLES, FACTORS, SPACE, ARRAY] = [1, 2, 3, 4].map((i) => i * 2 ** 20) as [
  number,
  number,
  number,
  number,
];

/** The value at x of the polynomial with the given values at the domain's points, by Lagrange's formula. */
function interpolate(values: readonly bigint[], logDomain: number, x: bigint): bigint {
  const n = BigInt(values.length);
  const root = rootOfUnity(logDomain);
  let [sum, point] = [0n, 1n];
  for (const value of values) {
    // L_i(x) = (x^n - 1) w^i / (n (x - w^i))
    const numerator = ((power(x, n) - 1n + r) * point) % r;
    sum = (sum + value * numerator * power((n * (x - point + r)) % r, r - 2n)) % r;
    point = (point * root) % r;
  }
  return sum;
}

describe.each([true, false])("moving to the shifted domain, fused: %s", (fused) => {
  const core = testCore(fused);
  const { set, get } = accessTo(core, FR);
  const shifted = (values: readonly bigint[], logDomain: number): bigint[] => {
    fillTables(core, logDomain, TWIDDLES, FACTORS, SPACE);
    new Uint8Array(core.memory.buffer, ARRAY, 2 ** 20).fill(0);
    set(ARRAY, values);
    shiftDomain(core, logDomain, TWIDDLES, FACTORS, ARRAY);
    const result = get(ARRAY, values.length);
    // Place k has the value at g * w^-k.
    return [...result.slice(0, 1), ...result.slice(1).reverse()];
  };

  it.each([0, 1, 2, 3, 5])("gives the interpolated values on a domain of 2^%i points", (logDomain) => {
    const value = fc.oneof(fc.constantFrom(0n, 1n, r - 1n), fc.bigInt({ min: 0n, max: r - 1n }));
    const values = fc.array(value, { minLength: 2 ** logDomain, maxLength: 2 ** logDomain });
    fc.assert(
      fc.property(values, (all) => {
        const [shift, root] = [rootOfUnity(logDomain + 1), rootOfUnity(logDomain)];
        const expected = all.map((_, k) => interpolate(all, logDomain, (shift * power(root, BigInt(k))) % r));
        expect(shifted(all, logDomain)).toEqual(expected);
      }),
      { numRuns: 5 },
    );
  });

  it("equals ffjavascript's transforms on 2^11 points", async () => {
    const { Fr } = await singleThreadCurve();
    const values = Array.from({ length: 2 ** 11 }, (_, i) => power(7n, BigInt(i * i)));
    const bytes = new Uint8Array(values.flatMap((value) => [...Fr.e(value)]));
    const coefficients = await Fr.ifft(bytes);
    const expected = await Fr.fft(await Fr.batchApplyKey(coefficients, Fr.e(1n), Fr.w[12] ?? Fr.zero));
    const actual = shifted(values, 11);
    expect(actual.map((value, i) => Fr.eq(Fr.e(value), expected.slice(32 * i, 32 * i + 32)))).not.toContain(
      false,
    );
  });

  it("multiplies and scales pairwise", () => {
    set(ARRAY, [2n, 3n, r - 1n]);
    set(ARRAY + PAIR_BYTES * 4, [5n, r - 1n, r - 1n]);
    core.get("fr_product")(ARRAY, ARRAY, ARRAY + PAIR_BYTES * 4, 3);
    expect(get(ARRAY, 3)).toEqual([10n, r - 3n, 1n]);
  });
});
