/**
 * Writes a Groth16 proving key in snarkjs 0.7.6's format, straight from a circuit and a known trapdoor.
 *
 * Sections (see snarkjs/src/zkey_utils.js): 1 protocol, 2 header with the verification key's points, 3 IC,
 * 4 coefficients of A and B, 5 A, 6 B in G1, 7 B in G2, 8 C, 9 H, 10 contributions.
 */
import { createHash } from "node:crypto";
import { FIELD_MODULUS } from "../domain/field.ts";
import { BASE_FIELD_MODULUS } from "./base-field.ts";
import { type FixedBaseOptions, fixedBaseMultiples } from "./fixed-base.ts";
import { POINT_BYTES } from "./fixed-base-engine.ts";
import { writeSections } from "./iden3-file.ts";
import { toWords, WORD_BYTES } from "./little-endian.ts";
import { evaluateQap } from "./qap.ts";
import { type R1cs, readR1cs, type SparseMatrix } from "./r1cs.ts";
import { inverse, reduce } from "./scalar-field.ts";
import type { Trapdoor } from "./trapdoor.ts";

const GROTH16 = 1;
const COEFFICIENT_BYTES = 3 * 4 + WORD_BYTES;

/**
 * The key's bytes; they depend on the circuit and the trapdoor only, not on the number of threads.
 * gamma = 1, as snarkjs has it. Section 10 holds the BLAKE2b-512 digest of the .r1cs file as the circuit hash
 * and no contributions: snarkjs reads it, and `snarkjs zkey verify` refuses the key, as it should.
 *
 * @param r1csBytes an .r1cs file over bn254, without custom gates
 * @throws EnvironmentError for a damaged or foreign file, RangeError for another field or too many constraints
 */
export async function zkeyFromTrapdoor(
  r1csBytes: Uint8Array,
  trapdoor: Trapdoor,
  options: FixedBaseOptions = {},
): Promise<Uint8Array> {
  const r1cs = readR1cs(r1csBytes);
  const { nVars, nPublic } = r1cs;
  const { alpha, beta, delta } = trapdoor;
  const { logDomain, a, b, c, h } = evaluateQap(r1cs, trapdoor.tau);

  // beta*A + alpha*B + C: over gamma (= 1) for public signals, over delta for private ones.
  const inverseDelta = inverse(delta);
  const combined = a.map((value, s) => reduce(beta * value + alpha * (b[s] ?? 0n) + (c[s] ?? 0n)));
  const ic = combined.slice(0, nPublic + 1);
  const privateC = combined.slice(nPublic + 1).map((value) => reduce(value * inverseDelta));
  const quotient = h.map((value) => reduce(value * inverseDelta));

  const points = await fixedBaseMultiples(
    {
      g1: toWords([alpha, beta, delta, ...ic, ...a, ...b, ...privateC, ...quotient]),
      g2: toWords([beta, 1n, delta, ...b]),
    },
    options,
  );
  const g1 = reader(points.g1, POINT_BYTES.g1);
  const g2 = reader(points.g2, POINT_BYTES.g2);
  const [alpha1, beta1, delta1] = [g1(1), g1(1), g1(1)];
  const [beta2, gamma2, delta2] = [g2(1), g2(1), g2(1)];

  return writeSections("zkey", 1, [
    [1, [uint32(GROTH16)]],
    [
      2,
      [
        ...[uint32(WORD_BYTES), toWords([BASE_FIELD_MODULUS]), uint32(WORD_BYTES), toWords([FIELD_MODULUS])],
        ...[uint32(nVars), uint32(nPublic), uint32(2 ** logDomain)],
        ...[alpha1, beta1, beta2, gamma2, delta1, delta2],
      ],
    ],
    [3, [g1(nPublic + 1)]],
    [4, [coefficientSection(r1cs)]],
    [5, [g1(nVars)]],
    [6, [g1(nVars)]],
    [7, [g2(nVars)]],
    [8, [g1(nVars - nPublic - 1)]],
    [9, [g1(2 ** logDomain)]],
    [10, [createHash("blake2b512").update(r1csBytes).digest(), uint32(0)]],
  ]);
}

/** Returns the next `count` points of a buffer at each call. */
function reader(points: Uint8Array, pointBytes: number): (count: number) => Uint8Array {
  let offset = 0;
  return (count) => {
    const taken = points.subarray(offset, offset + count * pointBytes);
    offset += count * pointBytes;
    return taken;
  };
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

/**
 * Section 4: a count, then [matrix (0 = A, 1 = B), constraint, signal, value] of every entry of A and B and of
 * the rows that evaluateQap adds for the public signals.
 */
function coefficientSection(r1cs: R1cs): Uint8Array {
  const { a, b, nConstraints, nPublic } = r1cs;
  // Values are stored times R^2, R = 2^256, so that a Montgomery product of a value and a plain witness
  // element is the product in Montgomery form.
  const rSquared = 2n ** 512n % FIELD_MODULUS;
  const values = toWords([...r1cs.coefficients, 1n].map((value) => (value * rSquared) % FIELD_MODULUS));
  const one = r1cs.coefficients.length;

  const count = a.signals.length + b.signals.length + nPublic + 1;
  const bytes = new Uint8Array(4 + count * COEFFICIENT_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, count, true);
  let offset = 4;
  const write = (matrix: 0 | 1, constraint: number, signal: number, value: number): void => {
    view.setUint32(offset, matrix, true);
    view.setUint32(offset + 4, constraint, true);
    view.setUint32(offset + 8, signal, true);
    bytes.set(values.subarray(value * WORD_BYTES, (value + 1) * WORD_BYTES), offset + 12);
    offset += COEFFICIENT_BYTES;
  };
  const writeRow = (matrix: 0 | 1, { rowStarts, signals, values }: SparseMatrix, row: number): void => {
    const end = rowStarts[row + 1] ?? 0;
    for (let i = rowStarts[row] ?? 0; i < end; i++) write(matrix, row, signals[i] ?? 0, values[i] ?? 0);
  };
  for (let row = 0; row < nConstraints; row++) {
    writeRow(0, a, row);
    writeRow(1, b, row);
  }
  for (let s = 0; s <= nPublic; s++) write(0, nConstraints + s, s, one);
  return bytes;
}
