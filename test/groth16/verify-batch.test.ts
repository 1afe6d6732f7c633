import { concat, id, keccak256 } from "ethers";
import { beforeAll, describe, expect, it } from "vitest";
import { FIELD_MODULUS } from "../../prover/domain/field.ts";
import { batchChallenge, batchWeights } from "../../prover/groth16/verification/challenge.ts";
import { readProof } from "../../prover/groth16/verification/proof-points.ts";
import { type ProvenSignals, verifyProofs } from "../../prover/groth16/verify-batch.ts";
import { singleThreadCurve } from "../../prover/keys/curve.ts";
import type { VerificationKey } from "../../prover/keys/verification-key.ts";
import { at } from "../support/at.ts";
import { malformed, malleated, unreduced } from "../support/points.ts";
import { snarkjsProof } from "../support/solidity-proof.ts";
import { encodedKey, type Proven, rowsOf, type Squares, squares } from "../support/squares.ts";
import { provenOf, snarkjsKeyOf } from "./support/snarkjs-form.ts";

let two: Squares;
let key: VerificationKey;
let all: ProvenSignals[];
beforeAll(async () => {
  two = await squares(2);
  key = snarkjsKeyOf(two.key);
  all = two.proofs.map(provenOf);
});

const withBadSignal = ({ proof, publicSignals }: ProvenSignals): ProvenSignals => ({
  proof,
  publicSignals: publicSignals.with(0, (at(publicSignals, 0) + 1n) % FIELD_MODULUS),
});

describe("verifyProofs", () => {
  it.each([0, 1, 2, 35])("accepts %i proofs", async (count) => {
    expect(await verifyProofs(key, all.slice(0, count))).toEqual({ valid: true, invalid: [] });
  });

  it("names the bad ones, wherever they are", async () => {
    for (const bad of [[0], [34], [17], [0, 1], [3, 4, 20, 34], all.map((_, i) => i)]) {
      const proofs = all.map((proven, i) => (bad.includes(i) ? withBadSignal(proven) : proven));
      expect(await verifyProofs(key, proofs)).toEqual({ valid: false, invalid: bad });
    }
  });

  it("judges every proof as alone, malformed ones among good ones", async () => {
    const first = at(two.proofs, 0);
    const variants = [...(await malformed(first.proof)), ...unreduced(first.proof)];
    const proofs = variants.flatMap(({ proof }) => [
      { proof: snarkjsProof(proof), publicSignals: first.signals },
      at(all, 1),
    ]);
    const verdict = await verifyProofs(key, proofs);
    expect(verdict.invalid).toEqual(variants.map((_, i) => 2 * i));
    const others = (await malleated(first.proof)).map(({ proof }) => snarkjsProof(proof));
    const accepted = others.map((proof) => ({ proof, publicSignals: first.signals }));
    expect((await verifyProofs(key, accepted)).valid).toBe(true);
  });

  it("refuses signals that are not canonical, or too few (T-06)", async () => {
    const { proof, publicSignals } = at(all, 0);
    const shifted = publicSignals.with(0, at(publicSignals, 0) + FIELD_MODULUS);
    const proofs = [
      at(all, 1),
      { proof, publicSignals: shifted },
      { proof, publicSignals: publicSignals.slice(1) },
    ];
    expect(await verifyProofs(key, proofs)).toEqual({ valid: false, invalid: [1, 2] });
  });

  it("refuses two proofs whose errors cancel out when they are added up (T-15)", async () => {
    const { G1 } = await singleThreadCurve();
    const plus = (row: Proven, factor: bigint): ProvenSignals => {
      const sum = G1.add(G1.fromObject([...row.proof.c, 1n]), G1.timesScalar(G1.g, factor));
      const [x, y] = G1.toObject(G1.toAffine(sum)) as [bigint, bigint];
      return provenOf({ ...row, proof: { ...row.proof, c: [x, y] } });
    };
    const pair = [plus(at(two.proofs, 0), 5n), plus(at(two.proofs, 1), FIELD_MODULUS - 5n)];
    expect(await verifyProofs(key, pair)).toEqual({ valid: false, invalid: [0, 1] });
  });

  it("gives the same verdict in threads", async () => {
    const many = Array.from({ length: 120 }, (_, i) =>
      i === 7 || i === 99 ? withBadSignal(at(all, 3)) : at(all, i % 35),
    );
    const shapeless = { ...at(all, 0), proof: { ...at(all, 0).proof, pi_a: ["1", "3", "1"] } };
    const proofs = many.with(50, shapeless);
    let last: readonly number[] = [];
    const threaded = await verifyProofs(key, proofs, {
      threads: 2,
      onProgress: (...progress) => {
        last = progress;
      },
    });
    expect(threaded).toEqual({ valid: false, invalid: [7, 50, 99] });
    expect(await verifyProofs(key, proofs, { threads: 1 })).toEqual(threaded);
    expect(last).toEqual([120, 120]);
  });

  it("judges nothing by a key of another circuit", async () => {
    const verdict = await verifyProofs(snarkjsKeyOf(two.foreignKey), all.slice(0, 3));
    expect(verdict.invalid).toEqual([0, 1, 2]);
  });
});

describe("the weights of a batch (T-15)", () => {
  const rows = (proofs: readonly ProvenSignals[]) =>
    proofs.map((proven) => {
      const coordinates = readProof(2, proven);
      if (coordinates === undefined) throw new Error("not a proof");
      return { coordinates, signals: proven.publicSignals };
    });

  it("are powers of the contract's challenge", () => {
    const digest = keccak256(encodedKey(two.key));
    const type = id("solvency.Groth16ProofVerifier/1 batch challenge");
    const t = BigInt(keccak256(concat([type, digest, rowsOf(two.proofs.slice(0, 4))]))) >> 3n;
    expect(batchChallenge(key, rows(all.slice(0, 4)))).toBe(t);
    const powers = [1n, t, (t * t) % FIELD_MODULUS, (((t * t) % FIELD_MODULUS) * t) % FIELD_MODULUS];
    expect(batchWeights(key, rows(all.slice(0, 4)))).toEqual(powers);
  });
});
