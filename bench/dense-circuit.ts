import { FIELD_MODULUS } from "../prover/domain/field.ts";
import { writeSections } from "../prover/keys/iden3-file.ts";
import { toWords } from "../prover/keys/little-endian.ts";

export interface DenseCircuit {
  readonly r1cs: Uint8Array;
  readonly wtns: Uint8Array;
}

/**
 * A circuit without small values: x_(i+1) = (x_i + (i + 2) x_(i-1)) * x_i, as many constraints as make a domain of
 * 2^logDomain points, and its witness. Wires: 1, the public last x, then x_0, x_1, ...
 */
export function denseCircuit(logDomain: number): DenseCircuit {
  const constraints = 2 ** logDomain - 2;
  const nVars = constraints + 3;
  const wire = (i: number): number => (i === constraints + 1 ? 1 : i + 2);
  const values = [0x1234567890abcdefn ** 3n, 0xfedcba0987654321n ** 3n];
  const words: Uint8Array[] = [];
  for (let i = 1; i <= constraints; i++) {
    const [before = 0n, here = 0n] = [values[i - 1], values[i]];
    const factor = BigInt(i + 2);
    values.push(((here + factor * before) * here) % FIELD_MODULUS);
    const terms = [
      [2, [wire(i), 1n], [wire(i - 1), factor]],
      [1, [wire(i), 1n]],
      [1, [wire(i + 1), 1n]],
    ] as const;
    for (const [count, ...entries] of terms) {
      words.push(uint32(count));
      for (const [signal, value] of entries) words.push(uint32(signal), toWords([value]));
    }
  }
  const witness = new Array<bigint>(nVars).fill(1n);
  for (const [i, value] of values.entries()) witness[wire(i)] = value;
  const [prime, n8] = [toWords([FIELD_MODULUS]), uint32(32)];
  // nVars, outputs, public inputs, private inputs, labels (64 bits), constraints
  const header = [n8, prime, ...[nVars, 1, 0, 2, nVars, 0, constraints].map(uint32)];
  return {
    r1cs: writeSections("r1cs", 1, [
      [1, header],
      [2, words],
      [3, [new Uint8Array(8 * nVars)]],
    ]),
    wtns: writeSections("wtns", 2, [
      [1, [n8, prime, uint32(nVars)]],
      [2, [toWords(witness)]],
    ]),
  };
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}
