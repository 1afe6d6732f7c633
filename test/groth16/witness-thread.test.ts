import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RuleError } from "../../prover/domain/errors.ts";
import { witnessCalculator } from "../../prover/groth16/witness-calculator.ts";
import { WitnessThread } from "../../prover/groth16/witness-thread.ts";
import { compileCircuit } from "../keys/support/compile-circuit.ts";

const SOURCE = `template Root() { signal input square; signal input root; root * root === square; }
component main {public [square]} = Root();`;

const thread = new WitnessThread();
let wasm: Uint8Array;
beforeAll(async () => {
  wasm = (await compileCircuit(SOURCE)).wasm;
});
afterAll(() => thread.close());

describe("WitnessThread", () => {
  it("gives the witnesses of the calculator, asked for at once", async () => {
    const calculator = await witnessCalculator(wasm);
    const inputs = [3n, 4n, -5n].map((root) => ({ square: root * root, root }));
    const made = await Promise.all(inputs.map((input) => thread.wtns("root", wasm, input)));
    for (const [k, input] of inputs.entries()) {
      expect(Buffer.compare(made[k] ?? new Uint8Array(), await calculator.wtns(input))).toBe(0);
    }
  });

  it("tells what a circuit refuses, and goes on", async () => {
    const refused = thread.wtns("root", wasm, { square: 10n, root: 3n });
    const next = thread.wtns("root", wasm, { square: 9n, root: 3n });
    await expect(refused).rejects.toBeInstanceOf(RuleError);
    await expect(refused).rejects.toThrow("a constraint does not hold");
    expect((await next).length).toBeGreaterThan(100);
  });
});
