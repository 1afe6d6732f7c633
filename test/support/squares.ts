import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { concat, toBeHex } from "ethers";
import { groth16 } from "snarkjs";
import { FIELD_MODULUS } from "../../prover/domain/field.ts";
import type { Groth16Proof } from "../../prover/groth16/backend.ts";
import { witnessCalculator } from "../../prover/groth16/witness-calculator.ts";
import { sha256 } from "../../prover/keys/artefacts.ts";
import { cacheFolder, completeFolder } from "../../prover/keys/cache.ts";
import { withoutCurveWorkers } from "../../prover/keys/curve.ts";
import {
  developmentZkey,
  exportVerificationKey,
  type VerificationKey,
} from "../../prover/keys/development.ts";
import { compileCircuit } from "../keys/support/compile-circuit.ts";
import { at } from "./at.ts";
import { type SolidityProof, solidityProof } from "./claims.ts";
import { coordinatesOf } from "./points.ts";

/**
 * Many real proofs of a circuit as small as can be, for contracts that verify proofs of any circuit. Circuit, keys and
 * proofs are made once and kept in the cache folder under a hash of all that they depend on.
 */
export interface Proven {
  readonly proof: SolidityProof;
  readonly signals: readonly bigint[];
}

/** A verification key as the constructor of Groth16ProofVerifier takes it. */
export interface SolidityKey {
  readonly alpha: readonly bigint[];
  readonly beta: readonly bigint[];
  readonly gamma: readonly bigint[];
  readonly delta: readonly bigint[];
  readonly ic: readonly (readonly bigint[])[];
}

export interface Squares {
  readonly key: SolidityKey;
  /** A key of the same circuit from another seed. */
  readonly foreignKey: SolidityKey;
  /** As many as PROOFS, of signals without pattern; then one of zeros, and one of r - 1. */
  readonly proofs: readonly Proven[];
}

/** How many proofs have signals without pattern. */
export const PROOFS = 33;

const CIRCUIT = (signals: number): string => `
template Squares(n) {
    signal input s[n];
    signal input secret;
    signal square <== secret * secret;
    signal squares[n];
    for (var i = 0; i < n; i++) squares[i] <== s[i] * s[i];
}
component main { public [s] } = Squares(${signals});`;

const SEEDS = ["squares, for tests", "squares, another"] as const;

interface Kept {
  readonly keys: readonly [VerificationKey, VerificationKey];
  readonly proofs: readonly { readonly proof: Groth16Proof; readonly signals: readonly string[] }[];
}

/** Proofs and keys of the circuit with so many public signals. */
export async function squares(signals: number): Promise<Squares> {
  const name = sha256(JSON.stringify([CIRCUIT(signals), SEEDS, PROOFS])).slice(0, 32);
  const folder = join(cacheFolder(), "test-squares", name);
  await completeFolder(folder, async (work) => {
    await writeFile(join(work, "squares.json"), JSON.stringify(await make(signals)));
  });
  const { keys, proofs } = JSON.parse(await readFile(join(folder, "squares.json"), "utf8")) as Kept;
  return {
    key: solidityKey(keys[0]),
    foreignKey: solidityKey(keys[1]),
    proofs: proofs.map((kept) => ({ proof: solidityProof(kept.proof), signals: kept.signals.map(BigInt) })),
  };
}

async function make(signals: number): Promise<Kept> {
  const { r1cs, wasm } = await compileCircuit(CIRCUIT(signals));
  const zkey = await developmentZkey(r1cs, { seed: SEEDS[0] });
  const foreign = await developmentZkey(r1cs, { seed: SEEDS[1] });
  const calculator = await witnessCalculator(wasm);
  const columns = Array.from({ length: signals }, (_, column) => column);
  const statements = [
    ...Array.from({ length: PROOFS }, (_, row) =>
      columns.map((column) => BigInt(`0x${sha256(`signal ${row} ${column}`)}`) >> 3n),
    ),
    columns.map(() => 0n),
    columns.map(() => FIELD_MODULUS - 1n),
  ];
  const proofs: Kept["proofs"][number][] = [];
  for (const s of statements) {
    const witness = await calculator.wtns({ s, secret: 7n });
    const { proof, publicSignals } = await withoutCurveWorkers(() => groth16.prove(zkey, witness));
    proofs.push({ proof: proof as unknown as Groth16Proof, signals: publicSignals.map(String) });
  }
  return { keys: [await exportVerificationKey(zkey), await exportVerificationKey(foreign)], proofs };
}

/** From snarkjs's form: affine, and the precompile wants the imaginary part of G2's coordinates first. */
export function solidityKey(key: VerificationKey): SolidityKey {
  const g1 = (point: readonly string[]) => point.slice(0, 2).map(BigInt);
  const g2 = (point: readonly (readonly string[])[]) =>
    point.slice(0, 2).flatMap(([real, imaginary]) => [BigInt(imaginary ?? 0), BigInt(real ?? 0)]);
  return {
    alpha: g1(key.vk_alpha_1),
    beta: g2(key.vk_beta_2),
    gamma: g2(key.vk_gamma_2),
    delta: g2(key.vk_delta_2),
    ic: key.IC.map(g1),
  };
}

/** Words as the EVM has them. */
export const words = (...values: readonly bigint[]): string =>
  concat(values.map((value) => toBeHex(value, 32)));

/** The key's encoding, of which keyDigest is the hash. */
export const encodedKey = ({ alpha, beta, gamma, delta, ic }: SolidityKey): string =>
  words(BigInt(ic.length - 1), ...alpha, ...beta, ...gamma, ...delta, ...ic.flat());

/** The argument of verifyBatch. */
export const rowsOf = (batch: readonly Proven[]): string =>
  words(...batch.flatMap(({ proof, signals }) => [...coordinatesOf(proof), ...signals]));

/** The arguments of verify. */
export const wordsOf = ({ proof, signals }: Proven): readonly unknown[] => [coordinatesOf(proof), signals];

/** The same with one signal changed. */
export const withSignalAt = (proven: Proven, index: number, value: bigint): Proven => ({
  ...proven,
  signals: proven.signals.with(index, value),
});

/** The same list with one place changed. */
export const replaced = <T>(list: readonly T[], index: number, change: (item: T) => T): T[] =>
  list.with(index, change(at(list, index)));
