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
import { type SolidityKey, solidityKey } from "../../prover/keys/solidity-key.ts";
import { compileCircuit } from "../keys/support/compile-circuit.ts";
import { at } from "./at.ts";
import { coordinatesOf } from "./points.ts";
import { type SolidityProof, solidityProof } from "./solidity-proof.ts";

/**
 * Many real proofs of a circuit as small as can be, for contracts that verify proofs of any circuit. Circuit, keys and
 * proofs are made once and kept in the cache folder under a hash of all that they depend on.
 */
export interface Proven {
  readonly proof: SolidityProof;
  readonly signals: readonly bigint[];
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
    proofs.push({ proof: await prove(wasm, zkey, s), signals: s.map(String) });
  }
  return { keys: [await exportVerificationKey(zkey), await exportVerificationKey(foreign)], proofs };
}

async function prove(wasm: Uint8Array, zkey: Uint8Array, s: readonly bigint[]): Promise<Groth16Proof> {
  const witness = await (await witnessCalculator(wasm)).wtns({ s, secret: 7n });
  const { proof } = await withoutCurveWorkers(() => groth16.prove(zkey, witness));
  return proof as unknown as Groth16Proof;
}

/** Proves any signals, true or not: under `key`, in 40 ms each; each list of signals once. */
export interface SquaresProver {
  readonly key: SolidityKey;
  prove(signals: readonly bigint[]): Promise<SolidityProof>;
}

/** The prover of the key of `squares`: a stand-in for that of a circuit with the same number of signals. */
export async function squaresProver(signals: number): Promise<SquaresProver> {
  const { key } = await squares(signals);
  const name = sha256(JSON.stringify([CIRCUIT(signals), SEEDS[0], "prover"])).slice(0, 32);
  const folder = join(cacheFolder(), "test-squares", name);
  await completeFolder(folder, async (work) => {
    const { r1cs, wasm } = await compileCircuit(CIRCUIT(signals));
    await writeFile(join(work, "circuit.wasm"), wasm);
    await writeFile(join(work, "circuit.zkey"), await developmentZkey(r1cs, { seed: SEEDS[0] }));
  });
  const [wasm, zkey] = (await Promise.all(
    ["circuit.wasm", "circuit.zkey"].map(async (file) => new Uint8Array(await readFile(join(folder, file)))),
  )) as [Uint8Array, Uint8Array];
  const made = new Map<string, Promise<SolidityProof>>();
  return {
    key,
    prove: (list) => {
      const id = list.join();
      const proof = made.get(id) ?? prove(wasm, zkey, list).then(solidityProof);
      made.set(id, proof);
      return proof;
    },
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
