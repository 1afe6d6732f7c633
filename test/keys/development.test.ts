import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Bn128 } from "ffjavascript";
import { groth16, type PublicSignals, zKey } from "snarkjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { singleThreadCurve } from "../../prover/keys/curve.ts";
import {
  developmentZkey,
  exportVerificationKey,
  INSECURE_PUBLIC_SEED,
  releaseCurve,
  type VerificationKey,
} from "../../prover/keys/development.ts";
import { trapdoorFromSeed } from "../../prover/keys/trapdoor.ts";
import { CIRCUIT_CASES } from "./support/circuit-cases.ts";
import { type CompiledCircuit, compileCircuit } from "./support/compile-circuit.ts";
import { r1csFile } from "./support/r1cs-file.ts";

const ROOT = new URL("../../", import.meta.url);

let curve: Bn128;
beforeAll(async () => {
  curve = await singleThreadCurve();
});
afterAll(releaseCurve);

describe.each(CIRCUIT_CASES)("a development key for $name", ({ source, input, nPublic }) => {
  let circuit: CompiledCircuit;
  let zkey: Uint8Array;
  let verificationKey: VerificationKey;

  beforeAll(async () => {
    circuit = await compileCircuit(source);
    zkey = await developmentZkey(circuit.r1cs);
    verificationKey = await exportVerificationKey(zkey);
  });

  it("proves what snarkjs verifies, and binds every public signal", async () => {
    const { proof, publicSignals } = await groth16.fullProve(input, circuit.wasm, zkey);
    expect(publicSignals).toHaveLength(nPublic);
    const verify = (signals: PublicSignals) => groth16.verify(verificationKey, signals, proof);
    expect(await verify(publicSignals)).toBe(true);
    for (const [i, signal] of publicSignals.entries()) {
      const mutated = publicSignals.with(i, String(BigInt(signal) + 1n));
      expect(await verify(mutated), `public signal ${i}`).toBe(false);
    }
  });

  it("is the same, byte for byte, on every run and with any number of threads", async () => {
    for (const options of [{}, { seed: INSECURE_PUBLIC_SEED, threads: 1 }]) {
      expect(Buffer.compare(await developmentZkey(circuit.r1cs, options), zkey)).toBe(0);
    }
  });

  it("differs for another seed, and the proofs with it", async () => {
    const other = await developmentZkey(circuit.r1cs, { seed: "another" });
    expect(other).toHaveLength(zkey.length);
    expect(Buffer.compare(other, zkey)).not.toBe(0);
    const { proof, publicSignals } = await groth16.fullProve(input, circuit.wasm, other);
    expect(await groth16.verify(await exportVerificationKey(other), publicSignals, proof)).toBe(true);
    expect(await groth16.verify(verificationKey, publicSignals, proof)).toBe(false);
  });

  it("holds the trapdoor's points, consistent under the pairing", async () => {
    const { alpha, beta, delta } = trapdoorFromSeed(INSECURE_PUBLIC_SEED);
    const { G1, G2, Gt } = curve;
    expect(G1.toObject(G1.toAffine(G1.timesScalar(G1.g, alpha)))).toEqual(
      bigints(verificationKey.vk_alpha_1),
    );
    expect(G2.toObject(G2.toAffine(G2.timesScalar(G2.g, beta)))).toEqual(bigints(verificationKey.vk_beta_2));
    expect(G2.toObject(G2.toAffine(G2.timesScalar(G2.g, delta)))).toEqual(
      bigints(verificationKey.vk_delta_2),
    );
    expect(G2.toObject(G2.g)).toEqual(bigints(verificationKey.vk_gamma_2));
    const alphaBeta = curve.pairing(G1.toAffine(G1.timesScalar(G1.g, (alpha * beta) % curve.r)), G2.g);
    expect(Gt.toObject(alphaBeta)).toEqual(bigints(verificationKey.vk_alphabeta_12));
  });

  it("is read by snarkjs to its end", async () => {
    const json = JSON.stringify(await zKey.exportJson({ type: "mem", data: zkey }));
    expect(JSON.parse(json)).toMatchObject({ protocol: "groth16", nPublic });
  });
});

describe("trapdoorFromSeed", () => {
  it("never changes for a given seed: published development keys depend on it", () => {
    // Computed with Python's hmac after RFC 5869.
    expect(trapdoorFromSeed("vector")).toEqual({
      tau: 6124561028321818894903343735255436887276397507942789785834467850420136026850n,
      alpha: 1548101341606809973699777507013555719510773033349688238037611535984136662477n,
      beta: 2968200377959425582452735881071146116740310924592429012021431595144367955633n,
      delta: 5579706901426794487143247533431801350086480443111646404055013246795430898727n,
    });
  });

  it("gives four different secrets, none of them 0 or 1", () => {
    for (const seed of ["", "a", INSECURE_PUBLIC_SEED]) {
      const secrets = Object.values(trapdoorFromSeed(seed));
      expect(new Set(secrets).size).toBe(4);
      expect(secrets.every((secret) => secret > 1n && secret < curve.r)).toBe(true);
    }
  });

  it("says in the default seed that it protects nothing", () => {
    expect(INSECURE_PUBLIC_SEED).toMatch(/INSECURE/);
  });
});

describe("failures", () => {
  it("refuses a truncated circuit and a truncated key", async () => {
    const file = r1csFile({ nVars: 2, nOutputs: 0, nPublicInputs: 1, constraints: [] });
    await expect(developmentZkey(file.subarray(0, -1))).rejects.toThrow(/r1cs file: truncated/);
    const zkey = await developmentZkey(file);
    await expect(exportVerificationKey(zkey.subarray(0, -1))).rejects.toThrow(/zkey file: truncated/);
    await expect(exportVerificationKey(file)).rejects.toThrow(/zkey file: foreign file/);
  });
});

describe("threads", () => {
  it("are gone afterwards: a process that makes a key exits by itself", async () => {
    const script = `
      import { developmentZkey, exportVerificationKey } from "./prover/keys/development.ts";
      import { r1csFile } from "./test/keys/support/r1cs-file.ts";
      const constraints = Array.from({ length: 3000 }, (_, i) => [[[i + 1, 1n]], [[i + 1, 1n]], [[i + 2, 1n]]]);
      const file = r1csFile({ nVars: 3002, nOutputs: 0, nPublicInputs: 1, constraints });
      const zkey = await developmentZkey(file, { threads: 2 });
      console.log((await exportVerificationKey(zkey)).IC.length);
    `;
    const node = promisify(execFile);
    const { stdout } = await node(process.execPath, ["--input-type=module", "--eval", script], {
      cwd: ROOT,
      timeout: 60_000,
    });
    expect(stdout.trim()).toBe("2");
  });
});

/** The coordinates of snarkjs's JSON as ffjavascript has them. */
function bigints(value: unknown): unknown {
  return Array.isArray(value) ? value.map(bigints) : BigInt(value as string);
}
