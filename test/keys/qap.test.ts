import type { Bn128 } from "ffjavascript";
import { beforeAll, describe, expect, it } from "vitest";
import { FIELD_MODULUS } from "../../prover/domain/field.ts";
import { singleThreadCurve } from "../../prover/keys/curve.ts";
import { evaluateQap, lagrangeBasisAt, logDomainOf } from "../../prover/keys/qap.ts";
import { readR1cs } from "../../prover/keys/r1cs.ts";
import { inverse, inverses, rootOfUnity } from "../../prover/keys/scalar-field.ts";
import { naiveInverse, naiveLagrange } from "./support/naive-ptau.ts";
import { type Constraint, r1csFile } from "./support/r1cs-file.ts";

const TAU = 1234567890123456789012345678901234567890123456789012345678901234567890n;
const MINUS_TWO = FIELD_MODULUS - 2n;
const mod = (value: bigint): bigint => ((value % FIELD_MODULUS) + FIELD_MODULUS) % FIELD_MODULUS;

// w = [1, out, x, y, z]: x * y = z; (z - 2x) * z = out + 3; signal y occurs twice in one row.
const CONSTRAINTS: Constraint[] = [
  [[[2, 1n]], [[3, 1n]], [[4, 1n]]],
  [
    [
      [4, 1n],
      [2, MINUS_TWO],
    ],
    [[4, 1n]],
    [
      [1, 1n],
      [0, 3n],
    ],
  ],
  [
    [
      [3, 5n],
      [3, MINUS_TWO],
    ],
    [[0, 1n]],
    [[3, 3n]],
  ],
];
const R1CS = readR1cs(r1csFile({ nVars: 5, nOutputs: 1, nPublicInputs: 1, constraints: CONSTRAINTS }));
// x = 4, y = 5, z = 20: out = (20 - 8) * 20 - 3 = 237
const WITNESS = [1n, 237n, 4n, 5n, 20n];

let curve: Bn128;
beforeAll(async () => {
  curve = await singleThreadCurve();
});

describe("scalar field", () => {
  it("has ffjavascript's roots of unity", () => {
    for (let k = 0; k <= 28; k++) {
      expect(rootOfUnity(k), `2^${k}`).toBe(curve.Fr.toObject(curve.Fr.w[k] ?? curve.Fr.zero));
    }
    expect(() => rootOfUnity(29)).toThrow(RangeError);
  });

  it("inverts, alone and in batches", () => {
    const values = [1n, 2n, FIELD_MODULUS - 1n, TAU, 3n ** 100n % FIELD_MODULUS];
    const expected = values.map((value) => naiveInverse(mod(value), FIELD_MODULUS));
    expect(values.map(inverse)).toEqual(expected);
    expect(inverses(values)).toEqual(expected);
    expect(inverses([])).toEqual([]);
    expect(() => inverses([1n, 0n])).toThrow(RangeError);
  });
});

describe("logDomainOf", () => {
  it.each([
    [0, 0, 1],
    [1, 0, 1],
    [1, 1, 2],
    [2, 1, 2],
    [3, 1, 3],
    [5, 2, 3],
    [6, 2, 4],
    [2 ** 16 - 3, 2, 16],
    [2 ** 16 - 2, 2, 17],
  ])("%d constraints and %d public signals: 2^%d points", (nConstraints, nPublic, logDomain) => {
    expect(logDomainOf(nConstraints, nPublic)).toBe(logDomain);
  });

  it("stops where the field has no doubled domain", () => {
    expect(logDomainOf(2 ** 27 - 1, 0)).toBe(27);
    expect(() => logDomainOf(2 ** 27, 0)).toThrow(RangeError);
  });
});

describe("lagrangeBasisAt", () => {
  it("agrees with the defining products", () => {
    for (let k = 0; k <= 5; k++) expect(lagrangeBasisAt(TAU, k)).toEqual(naiveLagrange(curve, k, TAU));
  });

  it("gives every step-th polynomial from the first on", () => {
    const all = naiveLagrange(curve, 4, TAU);
    expect(lagrangeBasisAt(TAU, 4, 1, 2)).toEqual(all.filter((_, i) => i % 2 === 1));
  });

  it("refuses a point of the domain", () => {
    expect(() => lagrangeBasisAt(rootOfUnity(3), 3)).toThrow(RangeError);
    expect(() => lagrangeBasisAt(rootOfUnity(3), 2)).not.toThrow();
  });
});

describe("evaluateQap", () => {
  it("agrees with the definition, public rows included", () => {
    const { logDomain, a, b, c } = evaluateQap(R1CS, TAU);
    expect(logDomain).toBe(3);
    expect([a, b, c]).toEqual(naiveColumns(TAU));
  });

  it("gives H such that A*B - C at tau follows from its odd values, for true witnesses only", () => {
    const dot = (column: bigint[], witness: bigint[]): bigint =>
      column.reduce((sum, value, s) => sum + value * (witness[s] ?? 0n), 0n);
    const residue = (x: bigint, witness: bigint[]): bigint => {
      const [a = [], b = [], c = []] = naiveColumns(x);
      return mod(dot(a, witness) * dot(b, witness) - dot(c, witness));
    };
    const { h } = evaluateQap(R1CS, TAU);
    const odd = h.map((_, i) => mod(rootOfUnity(4) ** BigInt(2 * i + 1)));
    const extended = (witness: bigint[]): bigint =>
      mod(h.reduce((sum, value, i) => sum + value * residue(odd[i] ?? 0n, witness), 0n));
    expect(h).toHaveLength(8);
    expect(extended(WITNESS)).toBe(residue(TAU, WITNESS));
    expect(residue(TAU, WITNESS)).not.toBe(0n);
    for (let s = 1; s < WITNESS.length; s++) {
      const wrong = WITNESS.with(s, (WITNESS[s] ?? 0n) + 1n);
      expect(extended(wrong), `signal ${s}`).not.toBe(residue(TAU, wrong));
    }
  });

  it("refuses another field", () => {
    const other = readR1cs(
      r1csFile({ nVars: 1, nOutputs: 0, nPublicInputs: 0, constraints: [], prime: 2n ** 255n - 19n }),
    );
    expect(() => evaluateQap(other, TAU)).toThrow(RangeError);
  });
});

/** The columns of A, B and C as polynomials, at x, term by term. */
function naiveColumns(x: bigint): bigint[][] {
  const lagrange = naiveLagrange(curve, 3, x);
  return ([0, 1, 2] as const).map((matrix) => {
    const sums = [0n, 0n, 0n, 0n, 0n];
    for (const [row, constraint] of CONSTRAINTS.entries()) {
      for (const [signal, coefficient] of constraint[matrix]) {
        sums[signal] = (sums[signal] ?? 0n) + coefficient * (lagrange[row] ?? 0n);
      }
    }
    if (matrix === 0) for (const s of [0, 1, 2]) sums[s] = (sums[s] ?? 0n) + (lagrange[3 + s] ?? 0n);
    return sums.map(mod);
  });
}
