/** Verification of proofs of six public signals: one by one, and many together. */
import { bn254 } from "@noble/curves/bn254.js";
import { groth16 } from "snarkjs";
import { verifyProof } from "../../prover/groth16/verify.ts";
import { type ProvenSignals, verifyProofs } from "../../prover/groth16/verify-batch.ts";
import { withoutCurveWorkers } from "../../prover/keys/curve.ts";
import { provenOf, snarkjsKeyOf } from "../../test/groth16/support/snarkjs-form.ts";
import { squares } from "../../test/support/squares.ts";
import type { Contender, Section } from "../contender.ts";

const SIGNALS = 6;
const SINGLE = 10;
const MANY = 512;

async function materials(count: number) {
  const { key, proofs } = await squares(SIGNALS);
  const all = proofs.map(provenOf);
  const chosen = Array.from({ length: count }, (_, i) => all[i % all.length]).filter(
    (each) => each !== undefined,
  );
  return { key: snarkjsKeyOf(key), proofs: chosen };
}

type Materials = Awaited<ReturnType<typeof materials>>;

async function oneByOne(
  count: number,
  verify: (key: Materials["key"], proven: ProvenSignals) => Promise<boolean>,
): Promise<Contender> {
  const { key, proofs } = await materials(count);
  return {
    units: count,
    async run() {
      for (const proven of proofs) if (!(await verify(key, proven))) throw new Error("a proof does not hold");
    },
  };
}

const snarkjs = (count: number) => () =>
  oneByOne(count, (key, { proof, publicSignals }) =>
    withoutCurveWorkers(() => groth16.verify(key as never, publicSignals.map(String), proof as never)),
  );

const batch = (threads: number) => async (): Promise<Contender> => {
  const { key, proofs } = await materials(MANY);
  return {
    units: MANY,
    async run() {
      if (!(await verifyProofs(key, proofs, { threads })).valid) throw new Error("a proof does not hold");
    },
  };
};

/** The pairings of a verification alone, to compare libraries. */
async function noblePairings(): Promise<Contender> {
  const [g1, g2] = [bn254.G1.Point.BASE, bn254.G2.Point.BASE];
  const pairs = [1n, 2n, 3n, 4n].map((k) => ({ g1: g1.multiply(k), g2 }));
  return {
    units: SINGLE,
    run() {
      for (let i = 0; i < SINGLE; i++) bn254.pairingBatch(pairs);
    },
  };
}

export const section: Section = {
  cases: (_, { threads }) => [
    {
      name: "one by one",
      unit: "proof",
      peer: "snarkjs",
      contenders: {
        ours: () =>
          oneByOne(SINGLE, (key, { proof, publicSignals }) => verifyProof(key, publicSignals, proof)),
        "@noble/curves, pairings alone": noblePairings,
        snarkjs: snarkjs(SINGLE),
      },
    },
    {
      name: `${MANY} together`,
      unit: "proof",
      peer: "snarkjs, one by one",
      contenders: {
        "ours, 1 thread": batch(1),
        [`ours, ${threads} threads`]: batch(threads),
        "snarkjs, one by one": snarkjs(4 * SINGLE),
      },
    },
  ],
};
