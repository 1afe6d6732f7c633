/** Hashes in one thread: of nodes of binary trees, of our trees' nodes, and of leaves. */
import { buildPoseidon } from "circomlibjs";
import type { FieldElement } from "../../prover/domain/field.ts";
import { poseidon } from "../../prover/hash/poseidon.ts";
import { toWords } from "../../prover/keys/little-endian.ts";
import type { Contender, Section } from "../contender.ts";

const HASHES = 4000;

const inputsOf = (arity: number): FieldElement[] =>
  Array.from({ length: arity }, (_, i) => (BigInt(i + 3) ** 90n % 2n ** 250n) as FieldElement);

async function many(arity: number): Promise<Contender> {
  const hash = await poseidon();
  const words = toWords(Array.from({ length: HASHES }, () => inputsOf(arity)).flat());
  const results = new Uint8Array(HASHES * 32);
  return { units: HASHES, run: () => hash.packed(arity, words, results) };
}

async function single(arity: number): Promise<Contender> {
  const hash = await poseidon();
  const inputs = inputsOf(arity);
  return {
    units: HASHES,
    run() {
      for (let i = 0; i < HASHES; i++) hash(inputs);
    },
  };
}

/** From bigint to bigint, as the tree needs it. */
async function circomlibjs(arity: number): Promise<Contender> {
  const hash = await buildPoseidon();
  const inputs = inputsOf(arity);
  return {
    units: HASHES,
    run() {
      for (let i = 0; i < HASHES; i++) hash.F.toObject(hash(inputs));
    },
  };
}

export const section: Section = {
  cases: () =>
    [2, 8, 15].map((arity) => ({
      name: `${arity} inputs`,
      unit: "hash",
      peer: "circomlibjs",
      contenders: {
        "ours, many": () => many(arity),
        "ours, single": () => single(arity),
        circomlibjs: () => circomlibjs(arity),
      },
    })),
};
