import { beforeAll, describe, expect, it } from "vitest";
import { circuitById } from "../../../circuits/registry.ts";
import { FIELD_MODULUS } from "../../../prover/domain/field.ts";
import { at } from "../../support/at.ts";
import type { ConstraintSystem } from "../../support/constraint-system.ts";
import { portfolioCase, portfolioSystem, SMALL } from "../../support/portfolio-case.ts";
import { portfolioCheck, portfolioChecks } from "../../support/portfolio-checks.ts";
import { determine } from "../../support/uniqueness.ts";

let circuit: ConstraintSystem;

beforeAll(async () => {
  circuit = await portfolioSystem();
});

describe("The wires of MarginPortfolio(3, 2, 3, 1, 1)", () => {
  it("have each one value only, but for what the prover is free to choose by design (T-01, T-08)", async () => {
    const { input } = await portfolioCase();
    const witness = circuit.witness(input);
    expect(circuit.looseWires(witness).map(({ name, other }) => [name, other])).toEqual([
      // Squared, so its negative has the same square; a proof is bound to its public inputs by the verifier's equation.
      ["context", FIELD_MODULUS - input.context],
      // The perpetual neither gains nor loses by the skew, and 0 has either sign.
      ["gains[0][0]", 1n],
    ]);
  });

  it("of a book without exposures leave groups and signs open, which multiply zeros", async () => {
    const { input } = await portfolioCase({ holdings: { USDC: "1" } });
    const names = circuit.looseWires(circuit.witness(input)).map(({ name }) => name.replace(/\[.*/, ""));
    expect([...new Set(names)].toSorted()).toEqual([
      "context",
      "gains",
      "groupGain",
      "groupNumber",
      "positive",
    ]);
  });

  it("that hold intermediate results cannot be forged, all that follows adapted to them (T-01)", async () => {
    const sums = [0, 1].flatMap((g) => [0, 1, 2].map((s) => `pnl[${g}][${s}]`));
    const products = [0, 1, 2].flatMap((i) => [0, 1].map((g) => `shocked[${i}][${g}][1]`));
    const forgeable = [...sums, ...products, "scenarioData", "lossMaintenance", "leaf"].filter((name) =>
      circuit.symbols.has(name),
    );
    expect(forgeable.length).toBeGreaterThan(8);
    const forger = determine(circuit.r1cs, [
      ...circuit.inputWires,
      ...forgeable.map((name) => circuit.wire(name)),
    ]);
    expect(forger.undetermined).toEqual([]);
    const definitions = forger.checks.filter((row) => !circuit.determination.checks.includes(row));
    expect(definitions).toHaveLength(forgeable.length);

    const honest = circuit.witness((await portfolioCase()).input);
    expect(circuit.violated(honest)).toEqual([]);
    for (const name of forgeable) {
      const wire = circuit.wire(name);
      for (const by of [1n, -1n]) {
        const forged = forger.witness((each) => at(honest, each) + (each === wire ? by : 0n));
        const broken = circuit.violated(forged);
        expect(
          broken.some((row) => definitions.includes(row)),
          name,
        ).toBe(true);
      }
    }
  });
});

describe("The witness of MarginPortfolio", () => {
  it.each([SMALL, circuitById("margin-portfolio-16-4-16")])(
    "is determined by the inputs, by the constraints of $id alone (T-01)",
    async (each) => {
      const system = each === SMALL ? circuit : await portfolioSystem(each);
      const { undetermined, checks } = system.determination;
      expect(undetermined).toEqual([]);
      expect(checks.map((row) => portfolioCheck(system, each, row)).toSorted()).toEqual(
        portfolioChecks(each).toSorted(),
      );
      // Every other constraint computes one wire of its own: none is missing, none is idle.
      const inner = system.r1cs.nVars - 1 - system.inputWires.length;
      expect(system.r1cs.nConstraints).toBe(inner + checks.length);
    },
  );
});
