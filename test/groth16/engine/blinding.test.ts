import { afterEach, expect, it, vi } from "vitest";
import { FIELD_MODULUS, randomFieldElement } from "../../../prover/domain/field.ts";
import { engineBackend } from "../../../prover/groth16/engine.ts";
import { witnessCalculator } from "../../../prover/groth16/witness-calculator.ts";
import { developmentZkey } from "../../../prover/keys/development.ts";
import { CIRCUIT_CASES } from "../../keys/support/circuit-cases.ts";
import { compileCircuit } from "../../keys/support/compile-circuit.ts";
import { at } from "../../support/at.ts";
import { snarkjsProof } from "./support/snarkjs-proof.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

/** Makes the generator of the operating system give these 254-bit numbers. */
function generatorGives(numbers: readonly bigint[]) {
  const left = [...numbers];
  return vi.spyOn(crypto, "getRandomValues").mockImplementation((words) => {
    const number = (left.shift() ?? 0n) << 2n;
    for (let i = 0; i < 4; i++) {
      (words as BigUint64Array)[i] = BigInt.asUintN(64, number >> BigInt(192 - 64 * i));
    }
    return words;
  });
}

it("random elements are drawn from the operating system's generator, again when not below r", () => {
  const generator = generatorGives([FIELD_MODULUS, 2n ** 254n - 1n, FIELD_MODULUS - 1n]);
  expect(randomFieldElement()).toBe(FIELD_MODULUS - 1n);
  expect(generator).toHaveBeenCalledTimes(3);
});

it("a proof is blinded with two numbers of that generator, new ones for each proof", async () => {
  const { source, input } = at(CIRCUIT_CASES, 0);
  const { r1cs, wasm } = await compileCircuit(source);
  const zkey = await developmentZkey(r1cs);
  const wtns = await (await witnessCalculator(wasm)).wtns(input as never);
  const chance = vi.spyOn(Math, "random");
  const generator = generatorGives([3n, 5n, 7n, 11n]);
  const engine = engineBackend({ threads: 1 });
  try {
    const proofs = [await engine.prove(zkey, wtns), await engine.prove(zkey, wtns)];
    expect(generator).toHaveBeenCalledTimes(4);
    expect(chance).not.toHaveBeenCalled();
    generator.mockRestore();
    expect(at(proofs, 0).proof).toEqual(await snarkjsProof(zkey, wtns, { r: 3n, s: 5n }));
    expect(at(proofs, 1).proof).toEqual(await snarkjsProof(zkey, wtns, { r: 7n, s: 11n }));
  } finally {
    await engine.close();
  }
});
