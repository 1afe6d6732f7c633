/** Witnesses of margin-standard-8: the calculator that proofs use, and snarkjs's command. */
import { wtns } from "snarkjs";
import { circuitById } from "../../circuits/registry.ts";
import { witnessCalculator } from "../../prover/groth16/witness-calculator.ts";
import { loadArtefacts } from "../../prover/keys/artefacts.ts";
import { developmentSetup } from "../../prover/keys/setup.ts";
import { prepareClaim } from "../../prover/margin/witness.ts";
import { testRequest } from "../../test/support/request.ts";
import type { Section } from "../contender.ts";

const CIRCUIT = "margin-standard-8";

async function materials() {
  const { wasm } = await loadArtefacts(await developmentSetup(circuitById(CIRCUIT)));
  const { input } = await prepareClaim(await testRequest());
  return { wasm, input };
}

export const section: Section = {
  cases: () => [
    {
      name: CIRCUIT,
      unit: "witness",
      peer: "snarkjs",
      contenders: {
        ours: async () => {
          const { wasm, input } = await materials();
          const calculator = await witnessCalculator(wasm);
          return { units: 1, run: async () => void (await calculator.wtns(input)) };
        },
        snarkjs: async () => {
          const { wasm, input } = await materials();
          return {
            units: 1,
            run: async () => wtns.calculate(input as never, wasm as never, { type: "mem" } as never),
          };
        },
      },
    },
  ],
};
