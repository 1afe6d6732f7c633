import { FIELD_MODULUS } from "../../../prover/domain/field.ts";
import { writeSections } from "../../../prover/keys/iden3-file.ts";
import { toWords } from "../../../prover/keys/little-endian.ts";

/** Signal and coefficient of each term. */
export type LinearCombination = ReadonlyArray<readonly [signal: number, coefficient: bigint]>;
export type Constraint = readonly [a: LinearCombination, b: LinearCombination, c: LinearCombination];

export interface R1csParts {
  readonly nVars: number;
  readonly nOutputs: number;
  readonly nPublicInputs: number;
  readonly constraints: readonly Constraint[];
  readonly prime?: bigint;
}

export function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

export function headerSection(parts: R1csParts): Uint8Array[] {
  const { nVars, nOutputs, nPublicInputs, constraints } = parts;
  const counts = [nVars, nOutputs, nPublicInputs, 0].map(uint32);
  const labels = [uint32(nVars), uint32(0)];
  return [
    uint32(32),
    toWords([parts.prime ?? FIELD_MODULUS]),
    ...counts,
    ...labels,
    uint32(constraints.length),
  ];
}

export function constraintsSection({ constraints }: R1csParts): Uint8Array[] {
  return constraints.flatMap((constraint) =>
    constraint.flatMap((terms) => [
      uint32(terms.length),
      ...terms.flatMap(([signal, coefficient]) => [uint32(signal), toWords([coefficient])]),
    ]),
  );
}

/** An .r1cs file as circom would write it. */
export function r1csFile(parts: R1csParts): Uint8Array {
  return writeSections("r1cs", 1, [
    [2, constraintsSection(parts)],
    [1, headerSection(parts)],
    [3, [new Uint8Array(8 * parts.nVars)]],
  ]);
}
