import type { Bn128 } from "ffjavascript";
import { type Groth16Proof, groth16 } from "snarkjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SolvencyError } from "../../prover/domain/errors.ts";
import { BASE_FIELD_MODULUS } from "../../prover/keys/base-field.ts";
import { releaseCurve, singleThreadCurve } from "../../prover/keys/curve.ts";
import { developmentZkey } from "../../prover/keys/development.ts";
import { assertSoundKey, UnsafeKeyError, type UnsafeKeyReason } from "../../prover/keys/gate.ts";
import {
  exportVerificationKey,
  type G1Point,
  type G2Point,
  type VerificationKey,
} from "../../prover/keys/verification-key.ts";
import { r1csFile } from "./support/r1cs-file.ts";
import { twistPoint } from "./support/twist-point.ts";

const G1_INFINITY: G1Point = ["0", "1", "0"];
const G2_INFINITY: G2Point = [
  ["0", "0"],
  ["1", "0"],
  ["0", "0"],
];

let curve: Bn128;
let key: VerificationKey;

beforeAll(async () => {
  curve = await singleThreadCurve();
  // x * x = out with x, out public.
  const constraints = [[[[2, 1n]], [[2, 1n]], [[1, 1n]]]] as const;
  const file = r1csFile({ nVars: 3, nOutputs: 1, nPublicInputs: 1, constraints });
  key = await exportVerificationKey(await developmentZkey(file));
});
afterAll(releaseCurve);

describe("assertSoundKey", () => {
  it("accepts a sound key, also after a round trip through JSON", () => {
    expect(() => assertSoundKey(key)).not.toThrow();
    expect(() => assertSoundKey(JSON.parse(JSON.stringify(key)))).not.toThrow();
  });

  const g1 = (k: bigint): G1Point => strings(curve.G1.toObject(curve.G1.toAffine(times("G1", k)))) as G1Point;
  const g2 = (k: bigint): G2Point => strings(curve.G2.toObject(curve.G2.toAffine(times("G2", k)))) as G2Point;
  const times = (group: "G1" | "G2", k: bigint) => curve[group].timesScalar(curve[group].g, k);
  const outsideG2 = () => strings(curve.G2.toObject(twistPoint(curve, 5n))) as G2Point;
  const offCurve = (): G1Point => [key.vk_alpha_1[0], key.vk_alpha_1[0], "1"];
  const offTwist = (): G2Point => [key.vk_beta_2[0], key.vk_beta_2[0], ["1", "0"]];
  const ic = (point: unknown) => [key.IC[0], point, key.IC[2]];

  const refusals: ReadonlyArray<[string, UnsafeKeyReason, () => object, RegExp]> = [
    [
      "gamma = delta = G2, an untouched phase 2",
      "gamma-equals-delta",
      () => ({ vk_delta_2: g2(1n) }),
      /gamma/,
    ],
    ["gamma = delta elsewhere", "gamma-equals-delta", () => ({ vk_gamma_2: key.vk_delta_2 }), /gamma/],
    ["gamma = -delta", "gamma-equals-delta", () => ({ vk_delta_2: g2(curve.r - 1n) }), /up to sign/],
    [
      "delta = G2 under another gamma",
      "delta-is-generator",
      () => ({ vk_gamma_2: g2(7n), vk_delta_2: g2(1n) }),
      /delta_2 is the generator/,
    ],
    [
      "delta = -G2 under another gamma",
      "delta-is-generator",
      () => ({ vk_gamma_2: g2(7n), vk_delta_2: g2(curve.r - 1n) }),
      /delta_2 is the generator/,
    ],
    ["delta at infinity", "point-at-infinity", () => ({ vk_delta_2: G2_INFINITY }), /vk_delta_2/],
    ["gamma at infinity", "point-at-infinity", () => ({ vk_gamma_2: G2_INFINITY }), /vk_gamma_2/],
    ["beta at infinity", "point-at-infinity", () => ({ vk_beta_2: G2_INFINITY }), /vk_beta_2/],
    ["alpha at infinity", "point-at-infinity", () => ({ vk_alpha_1: G1_INFINITY }), /vk_alpha_1/],
    ["an input without effect", "point-at-infinity", () => ({ IC: ic(G1_INFINITY) }), /IC\[1\]/],
    ["alpha off the curve", "point-off-curve", () => ({ vk_alpha_1: offCurve() }), /vk_alpha_1/],
    ["an IC point off the curve", "point-off-curve", () => ({ IC: ic(offCurve()) }), /IC\[1\]/],
    ["beta off the curve", "point-off-curve", () => ({ vk_beta_2: offTwist() }), /vk_beta_2/],
    ["gamma off the curve", "point-off-curve", () => ({ vk_gamma_2: offTwist() }), /vk_gamma_2/],
    ["delta off the curve", "point-off-curve", () => ({ vk_delta_2: offTwist() }), /vk_delta_2/],
    ["beta outside G2", "point-outside-subgroup", () => ({ vk_beta_2: outsideG2() }), /vk_beta_2/],
    ["gamma outside G2", "point-outside-subgroup", () => ({ vk_gamma_2: outsideG2() }), /vk_gamma_2/],
    ["delta outside G2", "point-outside-subgroup", () => ({ vk_delta_2: outsideG2() }), /vk_delta_2/],
    ["another protocol", "wrong-protocol", () => ({ protocol: "plonk" }), /"plonk"/],
    ["no protocol", "wrong-protocol", () => ({ protocol: undefined }), /undefined/],
    ["another curve", "wrong-curve", () => ({ curve: "bls12381" }), /"bls12381"/],
    [
      "too few IC points",
      "wrong-input-count",
      () => ({ IC: key.IC.slice(1) }),
      /2 points, nPublic = 2 needs 3/,
    ],
    ["too many IC points", "wrong-input-count", () => ({ IC: [...key.IC, g1(5n)] }), /4 points/],
    ["a wrong nPublic", "wrong-input-count", () => ({ nPublic: 1 }), /nPublic = 1 needs 2/],
    ["nPublic as text", "malformed", () => ({ nPublic: "2" }), /nPublic/],
    ["a negative nPublic", "malformed", () => ({ nPublic: -1, IC: [] }), /nPublic/],
    ["IC missing", "malformed", () => ({ IC: undefined }), /IC/],
    ["delta missing", "malformed", () => ({ vk_delta_2: undefined }), /vk_delta_2/],
    [
      "a projective point",
      "malformed",
      () => ({ vk_alpha_1: [...key.vk_alpha_1.slice(0, 2), "2"] }),
      /vk_alpha_1/,
    ],
    ["a G1 point for a G2 point", "malformed", () => ({ vk_delta_2: key.vk_alpha_1 }), /vk_delta_2/],
    ["a number for text", "malformed", () => ({ vk_alpha_1: [1, 2, 1] }), /vk_alpha_1/],
    ["a leading zero", "malformed", () => ({ vk_alpha_1: ["01", "2", "1"] }), /vk_alpha_1/],
    [
      "an unreduced coordinate",
      "malformed",
      () => ({ vk_alpha_1: [String(1n + BASE_FIELD_MODULUS), "2", "1"] }),
      /vk_alpha_1/,
    ],
  ];

  it.each(refusals)("refuses %s", (_, reason, change, message) => {
    const changed = { ...key, ...change() };
    const error = refusal(changed);
    expect(error).toBeInstanceOf(UnsafeKeyError);
    expect(error).toBeInstanceOf(SolvencyError);
    expect(error).toMatchObject({ code: "unsafe-key", reason, message: expect.stringMatching(message) });
  });

  it.each([[null], [undefined], ["key"], [[]], [5]])("refuses %j", (value) => {
    expect(refusal(value)).toMatchObject({ reason: "malformed" });
  });
});

describe("the forgery behind the gate", () => {
  /** Closed form: A = alpha, B = beta, C = -+V; needs no witness, no trapdoor and no true statement. */
  function forge(inputs: readonly bigint[], sign: 1 | -1): Groth16Proof {
    const { G1 } = curve;
    let v = G1.fromObject(bigints(key.IC[0]));
    for (const [i, input] of inputs.entries()) {
      v = G1.add(v, G1.timesScalar(G1.fromObject(bigints(key.IC[i + 1])), input));
    }
    const c = G1.toAffine(sign < 0 ? G1.neg(v) : v);
    return {
      pi_a: [...key.vk_alpha_1],
      pi_b: key.vk_beta_2.map((coordinate) => [...coordinate]),
      pi_c: strings(G1.toObject(c)) as string[],
      protocol: "groth16",
      curve: "bn128",
    };
  }
  // False: 3 * 3 is not 10.
  const inputs = [10n, 3n];
  const signals = inputs.map(String);

  it("convinces snarkjs of a false statement when gamma = delta, so the gate refuses that key", async () => {
    const unsafe = { ...key, vk_delta_2: key.vk_gamma_2 };
    expect(await groth16.verify(unsafe, signals, forge(inputs, -1))).toBe(true);
    expect(refusal(unsafe)).toMatchObject({ reason: "gamma-equals-delta" });
  });

  it("works as well when gamma = -delta", async () => {
    const gamma = curve.G2.fromObject(bigints(key.vk_gamma_2));
    const unsafe = { ...key, vk_delta_2: strings(curve.G2.toObject(curve.G2.toAffine(curve.G2.neg(gamma)))) };
    expect(await groth16.verify(unsafe, signals, forge(inputs, 1))).toBe(true);
    expect(refusal(unsafe)).toMatchObject({ reason: "gamma-equals-delta" });
  });

  it("fails against the sound key", async () => {
    expect(await groth16.verify(key, signals, forge(inputs, -1))).toBe(false);
    expect(await groth16.verify(key, signals, forge(inputs, 1))).toBe(false);
    expect(refusal(key)).toBeUndefined();
  });
});

function refusal(value: unknown): unknown {
  try {
    assertSoundKey(value);
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Between the coordinates of ffjavascript and those of snarkjs's JSON. */
function strings(value: unknown): unknown {
  return Array.isArray(value) ? value.map(strings) : String(value);
}

function bigints(value: unknown): unknown {
  return Array.isArray(value) ? value.map(bigints) : BigInt(value as string);
}
