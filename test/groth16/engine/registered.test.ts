import { afterAll, describe, expect, it } from "vitest";
import { ALL_CIRCUITS } from "../../../circuits/registry.ts";
import { engineBackend } from "../../../prover/groth16/engine.ts";
import { verifyProof } from "../../../prover/groth16/verify.ts";
import { witnessCalculator } from "../../../prover/groth16/witness-calculator.ts";
import { loadArtefacts } from "../../../prover/keys/artefacts.ts";
import { releaseCurve } from "../../../prover/keys/curve.ts";
import { developmentSetup } from "../../../prover/keys/setup.ts";
import { registeredInput } from "../../support/registered-input.ts";
import { snarkjsProof } from "./support/snarkjs-proof.ts";

/** snarkjs takes up to a minute for the larger ones, and their keys are made first: on demand, with SOLVENCY_FULL=1. */
const FULL = process.env.SOLVENCY_FULL === "1";
const LIGHT = new Set(["margin-standard-8", "solvency-batch-8x8", "solvency-fold", "solvency-total-64"]);

const BLINDING = { r: 3n ** 150n, s: 2n ** 253n - 9n };
const engine = engineBackend({ blinding: () => BLINDING });
afterAll(async () => {
  await engine.close();
  await releaseCurve();
});

describe.each(ALL_CIRCUITS.map((circuit) => ({ id: circuit.id, circuit })))("$id", ({ id, circuit }) => {
  it.skipIf(!FULL && !LIGHT.has(id))(
    "is proved as by snarkjs, byte for byte",
    async () => {
      const { wasm, zkey, verificationKey } = await loadArtefacts(await developmentSetup(circuit));
      const wtns = await (await witnessCalculator(wasm)).wtns(await registeredInput(circuit));
      const { proof, publicSignals } = await engine.prove(zkey, wtns);
      expect(JSON.stringify(proof)).toBe(JSON.stringify(await snarkjsProof(zkey, wtns, BLINDING)));
      expect(await verifyProof(verificationKey, publicSignals, proof)).toBe(true);
    },
    1_800_000,
  );
});
