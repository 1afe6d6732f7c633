import { groth16 } from "snarkjs";
import { beforeAll, describe, expect, it } from "vitest";
import { FIELD_MODULUS } from "../../prover/domain/field.ts";
import type { Groth16Proof } from "../../prover/groth16/backend.ts";
import { verifyProof } from "../../prover/groth16/verify.ts";
import { withoutCurveWorkers } from "../../prover/keys/curve.ts";
import type { VerificationKey } from "../../prover/keys/verification-key.ts";
import { at } from "../support/at.ts";
import { malformed, malleated, unreduced } from "../support/points.ts";
import { snarkjsProof } from "../support/solidity-proof.ts";
import { type Squares, squares } from "../support/squares.ts";
import { snarkjsKeyOf } from "./support/snarkjs-form.ts";

let two: Squares;
let key: VerificationKey;
beforeAll(async () => {
  two = await squares(2);
  key = snarkjsKeyOf(two.key);
});

const snarkjsAccepts = (signals: readonly bigint[], proof: Groth16Proof): Promise<boolean> =>
  withoutCurveWorkers(() => groth16.verify(key as never, signals.map(String), proof as never));

describe("verifyProof", () => {
  it("accepts proofs, those of extreme signals too, as snarkjs does", async () => {
    for (const { proof, signals } of [...two.proofs.slice(0, 3), ...two.proofs.slice(-2)]) {
      expect(await verifyProof(key, signals, snarkjsProof(proof))).toBe(true);
      expect(await snarkjsAccepts(signals, snarkjsProof(proof))).toBe(true);
    }
  });

  it("accepts what anybody can make of a proof (T-07)", async () => {
    const { proof, signals } = at(two.proofs, 0);
    for (const variant of await malleated(proof)) {
      expect(await verifyProof(key, signals, snarkjsProof(variant.proof)), variant.name).toBe(true);
    }
  });

  it("refuses points that are none, not of their group, or not of a proof (T-18)", async () => {
    const { proof, signals } = at(two.proofs, 0);
    for (const variant of await malformed(proof)) {
      expect(await verifyProof(key, signals, snarkjsProof(variant.proof)), variant.name).toBe(false);
    }
  });

  it("refuses coordinates that are not reduced (T-07)", async () => {
    const { proof, signals } = at(two.proofs, 0);
    for (const variant of unreduced(proof)) {
      expect(await verifyProof(key, signals, snarkjsProof(variant.proof)), variant.name).toBe(false);
    }
  });

  it.each([
    ["a leading zero", "0"],
    ["a sign", "+"],
    ["a space", " "],
    ["a hexadecimal prefix", "0x"],
  ])("refuses a coordinate with %s", async (_, prefix) => {
    const { proof, signals } = at(two.proofs, 0);
    const { pi_a, ...rest } = snarkjsProof(proof);
    const spelled = { ...rest, pi_a: pi_a.with(0, `${prefix}${at(pi_a, 0)}`) };
    expect(await verifyProof(key, signals, spelled)).toBe(false);
  });

  it("refuses points of another shape", async () => {
    const { proof, signals } = at(two.proofs, 0);
    const good = snarkjsProof(proof);
    const shapes: Partial<Groth16Proof>[] = [
      { pi_a: [] },
      { pi_a: good.pi_a.slice(0, 2) },
      { pi_a: [...good.pi_a, "1"] },
      { pi_b: good.pi_b.slice(0, 2) },
      { pi_b: [at(good.pi_b, 0).slice(0, 1), at(good.pi_b, 1), at(good.pi_b, 2)] },
      { pi_b: [[...at(good.pi_b, 0), ...at(good.pi_b, 1)], [], at(good.pi_b, 2)] },
      { pi_c: ["0", "1", "0"] },
    ];
    for (const shape of shapes) expect(await verifyProof(key, signals, { ...good, ...shape })).toBe(false);
  });

  it("refuses changed, missing, further and unreduced signals (T-06)", async () => {
    const { proof, signals } = at(two.proofs, 0);
    const refused = [
      signals.with(0, (at(signals, 0) + 1n) % FIELD_MODULUS),
      signals.with(1, at(signals, 1) + FIELD_MODULUS),
      signals.with(1, -1n),
      signals.slice(0, 1),
      [...signals, 0n],
      signals.toReversed(),
    ];
    for (const each of refused) expect(await verifyProof(key, each, snarkjsProof(proof))).toBe(false);
  });

  it("refuses another key's proofs, whichever key was used before", async () => {
    const { proof, signals } = at(two.proofs, 0);
    const foreign = snarkjsKeyOf(two.foreignKey);
    const keys = [
      key,
      foreign,
      key,
      { ...key, vk_delta_2: foreign.vk_delta_2 },
      { ...key, IC: foreign.IC },
      key,
    ];
    const verdicts: boolean[] = [];
    for (const each of keys) verdicts.push(await verifyProof(each, signals, snarkjsProof(proof)));
    expect(verdicts).toEqual([true, false, true, false, false, true]);
  });
});
