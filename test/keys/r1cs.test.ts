import { wtns } from "snarkjs";
import { describe, expect, it } from "vitest";
import { EnvironmentError } from "../../prover/domain/errors.ts";
import { FIELD_MODULUS } from "../../prover/domain/field.ts";
import { readSections, writeSections } from "../../prover/keys/iden3-file.ts";
import { readWord } from "../../prover/keys/little-endian.ts";
import { readR1cs } from "../../prover/keys/r1cs.ts";
import { violatedConstraint } from "../../prover/keys/violated-constraint.ts";
import { CIRCUIT_CASES } from "./support/circuit-cases.ts";
import { compileCircuit } from "./support/compile-circuit.ts";
import { type Constraint, constraintsSection, headerSection, r1csFile, uint32 } from "./support/r1cs-file.ts";

const MINUS_ONE = FIELD_MODULUS - 1n;

// w = [1, out, x, y]: x * y = out; (x + 7) * (x - y) = 0 with a repeated coefficient.
const CONSTRAINTS: Constraint[] = [
  [[[2, 1n]], [[3, 1n]], [[1, 1n]]],
  [
    [
      [2, 1n],
      [0, 7n],
    ],
    [
      [2, 1n],
      [3, MINUS_ONE],
    ],
    [],
  ],
];
const PARTS = { nVars: 4, nOutputs: 1, nPublicInputs: 1, constraints: CONSTRAINTS };
const FILE = r1csFile(PARTS);

describe("readR1cs", () => {
  it("reads counts, rows and deduplicated coefficients", () => {
    const r1cs = readR1cs(FILE);
    expect(r1cs).toMatchObject({ prime: FIELD_MODULUS, nVars: 4, nPublic: 2, nConstraints: 2 });
    expect(r1cs.coefficients).toEqual([1n, 7n, MINUS_ONE]);
    expect(r1cs.a).toEqual({
      rowStarts: Uint32Array.of(0, 1, 3),
      signals: Uint32Array.of(2, 2, 0),
      values: Uint32Array.of(0, 0, 1),
    });
    expect(r1cs.b).toEqual({
      rowStarts: Uint32Array.of(0, 1, 3),
      signals: Uint32Array.of(3, 2, 3),
      values: Uint32Array.of(0, 0, 2),
    });
    expect(r1cs.c).toEqual({
      rowStarts: Uint32Array.of(0, 1, 1),
      signals: Uint32Array.of(1),
      values: Uint32Array.of(0),
    });
  });

  it("reads sections in any order, at any alignment", () => {
    const reordered = writeSections("r1cs", 1, [
      [9, [new Uint8Array(3)]],
      [1, headerSection(PARTS)],
      [2, constraintsSection(PARTS)],
    ]);
    const shifted = new Uint8Array(reordered.length + 1);
    shifted.set(reordered, 1);
    expect(readR1cs(shifted.subarray(1))).toEqual(readR1cs(FILE));
  });

  it("keeps thousands of distinct coefficients apart", () => {
    const values = Array.from({ length: 5000 }, (_, i) => 3n ** BigInt(i % 2500) % FIELD_MODULUS);
    const constraints: Constraint[] = values.map((value) => [[[1, value]], [], []]);
    const r1cs = readR1cs(r1csFile({ nVars: 2, nOutputs: 0, nPublicInputs: 0, constraints }));
    expect(r1cs.coefficients).toHaveLength(2500);
    expect([...r1cs.a.values].map((index) => r1cs.coefficients[index])).toEqual(values);
  });

  it("refuses a file truncated at any byte", () => {
    for (let length = 0; length < FILE.length; length++) {
      expect(() => readR1cs(FILE.subarray(0, length)), `${length} bytes`).toThrow(/truncated/);
    }
    expect(() => readR1cs(FILE)).not.toThrow();
  });

  it("refuses sections that end early although the container is whole", () => {
    const constraints = Buffer.concat(constraintsSection(PARTS));
    for (let length = 0; length < constraints.length; length++) {
      const file = writeSections("r1cs", 1, [
        [1, headerSection(PARTS)],
        [2, [constraints.subarray(0, length)]],
      ]);
      expect(() => readR1cs(file), `${length} bytes`).toThrow(/ends inside constraint [01] of 2/);
    }
  });

  it.each([
    ["a foreign file", () => writeSections("zkey", 1, []), /foreign file, it starts with "zkey"/],
    ["another version", () => writeSections("r1cs", 2, []), /version 2 is not supported/],
    ["a missing header", () => writeSections("r1cs", 1, [[2, []]]), /header section \(1\) is missing/],
    [
      "missing constraints",
      () => writeSections("r1cs", 1, [[1, headerSection(PARTS)]]),
      /constraints section \(2\) is missing/,
    ],
    ["bytes after the end", () => Buffer.concat([FILE, Buffer.alloc(5)]), /5 bytes after the last section/],
    ["a section twice", () => withSections([1, headerSection(PARTS)]), /section 1 appears twice/],
    ["custom gates", () => withSections([4, [uint32(1), uint32(0)]]), /custom gates/],
    ["64-bit field elements", () => withHeader([uint32(8), new Uint8Array(60)]), /elements of 8 bytes/],
    ["a short header", () => withHeader([...headerSection(PARTS).slice(0, -1)]), /60 bytes, expected 64/],
    ["a constraint too many", () => r1csFileOf(CONSTRAINTS, 1), /bytes after the last of 1 constraints/],
    ["a constraint too few", () => r1csFileOf(CONSTRAINTS, 3), /ends inside constraint 2 of 3/],
    ["a signal out of range", () => r1csFileOf([[[[4, 1n]], [], []]]), /constraint 0 uses signal 4 of 4/],
    ["a coefficient out of range", () => r1csFileOf([[[[1, FIELD_MODULUS]], [], []]]), /not below the prime/],
    ["too many public signals", () => r1csFile({ ...PARTS, nOutputs: 3 }), /4 public signals do not fit 4/],
  ])("refuses %s", (_, file, message) => {
    expect(() => readR1cs(file())).toThrow(message);
    expect(() => readR1cs(file())).toThrow(EnvironmentError);
  });

  it("agrees with circom's own witnesses, and no single signal of them can be changed", async () => {
    for (const { source, input } of CIRCUIT_CASES.slice(0, 3)) {
      const { r1cs: file, wasm } = await compileCircuit(source);
      const r1cs = readR1cs(file);
      const witness = await calculateWitness(input, wasm);
      expect(violatedConstraint(r1cs, witness)).toBeNull();
      const used = new Set([...r1cs.a.signals, ...r1cs.b.signals, ...r1cs.c.signals]);
      used.delete(0);
      expect(used.size).toBeGreaterThan(0);
      for (const signal of used) {
        const changed = witness.with(signal, (witness[signal] ?? 0n) + 1n);
        expect(violatedConstraint(r1cs, changed), `signal ${signal}`).not.toBeNull();
      }
    }
  });
});

describe("violatedConstraint", () => {
  const r1cs = readR1cs(FILE);

  it("names the first broken constraint", () => {
    expect(violatedConstraint(r1cs, [1n, 25n, 5n, 5n])).toBeNull();
    expect(violatedConstraint(r1cs, [1n, 24n, 5n, 5n])).toBe(0);
    expect(violatedConstraint(r1cs, [1n, 30n, 5n, 6n])).toBe(1);
    expect(violatedConstraint(r1cs, [1n, 31n, 5n, 6n])).toBe(0);
  });

  it("computes in the field", () => {
    // x = -7 makes the first factor of constraint 1 vanish.
    const x = FIELD_MODULUS - 7n;
    expect(violatedConstraint(r1cs, [1n, (x * 3n) % FIELD_MODULUS, x, 3n])).toBeNull();
  });

  it("refuses what is no witness", () => {
    expect(() => violatedConstraint(r1cs, [1n, 25n, 5n])).toThrow(RangeError);
    expect(() => violatedConstraint(r1cs, [2n, 25n, 5n, 5n])).toThrow(RangeError);
  });
});

function withSections(extra: readonly [number, readonly Uint8Array[]]): Uint8Array {
  return writeSections("r1cs", 1, [[1, headerSection(PARTS)], [2, constraintsSection(PARTS)], extra]);
}

function withHeader(header: readonly Uint8Array[]): Uint8Array {
  return writeSections("r1cs", 1, [
    [1, header],
    [2, constraintsSection(PARTS)],
  ]);
}

/** A file whose header announces `announced` constraints. */
function r1csFileOf(constraints: Constraint[], announced = constraints.length): Uint8Array {
  const header = headerSection({ ...PARTS, constraints }).slice(0, -1);
  return writeSections("r1cs", 1, [
    [1, [...header, uint32(announced)]],
    [2, constraintsSection({ ...PARTS, constraints })],
  ]);
}

async function calculateWitness(
  input: Parameters<typeof wtns.calculate>[0],
  wasm: Uint8Array,
): Promise<bigint[]> {
  const file: { type: "mem"; data?: Uint8Array } = { type: "mem" };
  await wtns.calculate(input, wasm, file);
  const section = readSections(file.data ?? new Uint8Array(), "wtns", 2).get(2) ?? new Uint8Array();
  const view = new DataView(section.buffer, section.byteOffset, section.byteLength);
  return Array.from({ length: section.length / 32 }, (_, i) => readWord(view, 32 * i));
}
