import { beforeAll, describe, expect, it } from "vitest";
import { FIELD_MODULUS } from "../../../prover/domain/field.ts";
import type { Rate } from "../../../prover/domain/rate.ts";
import { groupWord } from "../../../prover/market/risk-commitment.ts";
import { at } from "../../support/at.ts";
import type { ConstraintSystem } from "../../support/constraint-system.ts";
import { compileTemplate } from "../../support/template.ts";

const RATE = 2n ** 32n - 1n;
const GAP = 2n ** 16n;

let circuit: ConstraintSystem;
beforeAll(async () => {
  circuit = await compileTemplate({
    main: "RiskGroups(3)",
    files: ["margin/RiskGroups.circom"],
    inputs: ["number", "gain", "loss"],
  });
});

const groups = (number: bigint[], gain = [0n, 0n, 0n], loss = [0n, 0n, 0n]) => ({ number, gain, loss });

describe("RiskGroups(3)", () => {
  it("gives the words of the TypeScript groupWord", () => {
    const input = groups([1n, 2n, 65_535n], [0n, RATE, 5n], [1n, RATE, 6n]);
    const witness = circuit.witness(input);
    for (const g of [0, 1, 2]) {
      const [gain, loss] = [at(input.gain, g) as Rate, at(input.loss, g) as Rate];
      const word = groupWord(Number(at(input.number, g)), { gain, loss });
      expect(at(witness, circuit.wire(`word[${g}]`))).toBe(word);
    }
  });

  it.each<[string, bigint[], boolean]>([
    ["in order", [1n, 2n, 3n], true],
    ["from 0 on", [0n, 1n, 2n], true],
    ["with the widest gaps", [GAP - 1n, 2n * GAP - 1n, 3n * GAP - 1n], true],
    ["the first too great", [GAP, GAP + 1n, GAP + 2n], false],
    ["a gap too wide", [0n, GAP + 1n, GAP + 2n], false],
    ["twice the same", [1n, 1n, 2n], false],
    ["falling", [2n, 1n, 3n], false],
    ["negative", [-1n, 0n, 1n], false],
  ])("accepts numbers %s or refuses them (T-43)", async (_, number, accepted) => {
    expect(await circuit.accepts(groups(number))).toBe(accepted);
  });

  it.each(["gain", "loss"] as const)(
    "refuses a %s of 2^32 and of -1, in every place (T-02, T-03)",
    async (name) => {
      for (const g of [0, 1, 2]) {
        const rates = (value: bigint) => ({ ...groups([1n, 2n, 3n]), [name]: [0n, 0n, 0n].with(g, value) });
        expect(await circuit.accepts(rates(RATE))).toBe(true);
        expect(await circuit.accepts(rates(RATE + 1n))).toBe(false);
        expect(await circuit.accepts(rates(FIELD_MODULUS - 1n))).toBe(false);
      }
    },
  );

  it("costs what its head says, and has one witness for all inputs (T-01)", () => {
    expect(circuit.products).toBe(3 * (16 + 32 + 32));
    expect(circuit.determination.undetermined).toEqual([]);
  });
});
