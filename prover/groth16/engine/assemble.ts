/** From the sums to the proof: the last few operations of Groth16's prover, on single points. */

import { type Core, instantiateCore } from "../../core/instance.ts";
import { invert, modulo } from "../../core/limbs.ts";
import { type AffinePoint, ProjectiveUnit } from "../../core/projective.ts";
import { SCRATCH_BYTES } from "../../core/summation.ts";
import { FIELD_MODULUS } from "../../domain/field.ts";
import { BASE_FIELD_MODULUS } from "../../keys/base-field.ts";
import { readWord } from "../../keys/little-endian.ts";
import type { Groth16Proof } from "../backend.ts";
import type { SetName } from "./layout.ts";
import type { Session } from "./servant.ts";
import type { PartialSum } from "./tasks.ts";
import type { Zkey } from "./zkey.ts";

/** The random values that make a proof reveal nothing: 0 <= r, s < FIELD_MODULUS, never used twice. */
export interface Blinding {
  readonly r: bigint;
  readonly s: bigint;
}

const INVERSE_RADIX = invert(1n << 256n, BASE_FIELD_MODULUS);

/**
 * A = alpha + sum a + r delta, B = beta + sum b + s delta, C = sum c + sum h + s A + r B - r s delta.
 * Source: J. Groth, "On the size of pairing-based non-interactive arguments", 2016, section 3.2.
 */
export function assembleProof(
  session: Session,
  zkey: Zkey,
  sums: Readonly<Record<SetName, readonly PartialSum[]>>,
  { r, s }: Blinding,
): Groth16Proof {
  const { layout, module, memory } = session;
  const core: Core = instantiateCore(module, memory);
  const scratch = layout.workspaces.at(-1)?.scratch ?? 0;
  const g1 = new ProjectiveUnit(core, "g1", scratch);
  const a = blinded(g1, sums.a, filePoint(zkey.alpha1), filePoint(zkey.delta1), r);
  const b1 = blinded(g1, sums.b1, filePoint(zkey.beta1), filePoint(zkey.delta1), s);
  const c = (() => {
    addWeighted(g1, [...sums.c, ...sums.h]);
    addMultiple(g1, a, s);
    addMultiple(g1, b1, r);
    addMultiple(g1, filePoint(zkey.delta1), modulo(-r * s, FIELD_MODULUS));
    return g1.toAffine(0);
  })();
  const g2 = new ProjectiveUnit(core, "g2", scratch);
  const b = blinded(g2, sums.b2, filePoint(zkey.beta2), filePoint(zkey.delta2), s);
  new Uint8Array(memory.buffer, scratch, SCRATCH_BYTES).fill(0);
  return {
    pi_a: coordinates(a, 1).flat(),
    pi_b: coordinates(b, 2),
    pi_c: coordinates(c, 1).flat(),
    protocol: "groth16",
    curve: "bn128",
  };
}

/** sum of parts + constant + factor * delta. */
function blinded(
  unit: ProjectiveUnit,
  parts: readonly PartialSum[],
  constant: AffinePoint,
  delta: AffinePoint,
  factor: bigint,
): AffinePoint {
  addWeighted(unit, parts);
  addMultiple(unit, constant, 1n);
  addMultiple(unit, delta, factor);
  return unit.toAffine(0);
}

/** Register 0 = sum of 2^bit * point, by doubling from the highest bit down. */
function addWeighted(unit: ProjectiveUnit, parts: readonly PartialSum[]): void {
  const byBit = new Map<number, (readonly number[][])[]>();
  for (const { bit, point } of parts) byBit.set(bit, [...(byBit.get(bit) ?? []), point]);
  unit.load(0, undefined);
  for (let bit = Math.max(-1, ...byBit.keys()); bit >= 0; bit--) {
    unit.add(0, 0, 0);
    for (const point of byBit.get(bit) ?? []) {
      unit.load(1, point);
      unit.add(0, 0, 1);
    }
  }
}

/** Register 0 += factor * point. */
function addMultiple(unit: ProjectiveUnit, point: AffinePoint, factor: bigint): void {
  unit.loadAffine(1, point);
  if (factor !== 1n) unit.scale(1, factor);
  unit.add(0, 0, 1);
}

/** A point as files have it: canonical words, Montgomery form with 2^256, infinity all 0. */
function filePoint(bytes: Uint8Array): AffinePoint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = Array.from({ length: bytes.length / 32 }, (_, i) =>
    modulo(readWord(view, 32 * i) * INVERSE_RADIX, BASE_FIELD_MODULUS),
  );
  return values.every((value) => value === 0n) ? undefined : values;
}

/** x, y and z as snarkjs writes them; infinity is (0 : 1 : 0). */
function coordinates(point: AffinePoint, components: number): string[][] {
  const values = point ?? Array.from({ length: 2 * components }, (_, i) => (i === components ? 1n : 0n));
  const z = Array.from({ length: components }, (_, i) => (i === 0 && point !== undefined ? 1n : 0n));
  const all = [...values, ...z].map(String);
  return [0, 1, 2].map((i) => all.slice(i * components, (i + 1) * components));
}
