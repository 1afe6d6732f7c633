import { beforeAll, describe, expect, it } from "vitest";
import { CIRCUITS } from "../../../circuits/registry.ts";
import { FIELD_MODULUS } from "../../../prover/domain/field.ts";
import { violatedConstraint } from "../../../prover/keys/violated-constraint.ts";
import { at } from "../../support/at.ts";
import type { ConstraintSystem } from "../../support/constraint-system.ts";
import { marginCase, marginSystem } from "../../support/margin-case.ts";
import { marginCheck, marginChecks } from "../../support/margin-checks.ts";
import { HOLDINGS } from "../../support/request.ts";
import { determine } from "../../support/uniqueness.ts";

let circuit: ConstraintSystem;

beforeAll(async () => {
  circuit = await marginSystem("margin-standard-8");
});

describe("The wires of MarginStandard(8, 1)", () => {
  it("have each one value only: no wire of a witness can be changed alone, to any other value (T-01, T-08)", async () => {
    for (const margin of [
      await marginCase(),
      await marginCase({
        mode: "isolated",
        holdings: { "PNL-BTC": "2.1", "PNL-USD": "-100000", "BTC/USD:BTC": "100000" },
        predicate: { kind: "initial", ratioBps: 12_345n, bufferUsd: 678n },
      }),
    ]) {
      const witness = (await circuit.calculated(margin.input)) ?? [];
      const loose = circuit.looseWires(witness);
      // The context is squared, so its negative has the same square. That is no weakness: the square is there to keep the
      // signal in the circuit, and a proof is bound to its public inputs by the verifier's equation.
      const context = FIELD_MODULUS - margin.input.context;
      expect(loose).toEqual([
        { wire: circuit.wire("context"), name: "context", input: true, other: context },
      ]);
    }
  });

  it("of an empty account too, but for one flag that means nothing there", async () => {
    const { input } = await marginCase({ holdings: {} });
    const loose = circuit.looseWires(circuit.witness(input));
    // Row 0 with quantity 0, "used" or not: the last place has no successor that would have to differ from it.
    expect(loose.map(({ name, other }) => [name, other])).toEqual([
      ["context", FIELD_MODULUS - input.context],
      ["used[7]", 1n],
    ]);
  });

  it("are seen by violatedConstraint when they change by one (a sample against the exact method)", async () => {
    const witness = circuit.witness((await marginCase()).input);
    for (let wire = 1; wire < circuit.r1cs.nVars; wire += 401) {
      const changed = witness.with(wire, at(witness, wire) + 1n);
      expect(violatedConstraint(circuit.r1cs, changed), `wire ${wire}`).not.toBeNull();
    }
  });

  it("that hold intermediate results cannot be forged, all that follows adapted to them (T-01)", async () => {
    const amounts = ["value", "maintains", "initiates"].flatMap((name) =>
      Array.from({ length: 8 }, (_, i) => `${name}[${i}]`),
    );
    const forgeable = [...amounts, "owner", "leaf", "contextSquared"];
    // As if these wires were the prover's to choose: everything else then follows from them.
    const forger = determine(circuit.r1cs, [
      ...circuit.inputWires,
      ...forgeable.map((name) => circuit.wire(name)),
    ]);
    expect(forger.undetermined).toEqual([]);
    const definitions = forger.checks.filter((row) => !circuit.determination.checks.includes(row));
    expect(definitions).toHaveLength(forgeable.length);

    // Equity is short of 1e-8 USD; a forged amount makes up for it.
    const { request, valuation } = await marginCase({ holdings: HOLDINGS });
    const spare = (valuation.equity - valuation.maintenance) / 10n ** 17n;
    const short = await marginCase({ predicate: { ...request.predicate, bufferUsd: spare + 1n } });
    const honest = circuit.witness(short.input);
    const refusing = (rows: readonly number[]): string[] =>
      rows.map((row) => (definitions.includes(row) ? "definition" : marginCheck(circuit, row))).toSorted();
    expect(refusing(circuit.violated(honest))).toEqual(["slack"]);

    const forge = (name: string, by: bigint): string[] => {
      const wire = circuit.wire(name);
      return refusing(
        circuit.violated(forger.witness((each) => at(honest, each) + (each === wire ? by : 0n))),
      );
    };
    const cent = 10n ** 17n;
    for (const name of amounts) {
      if (name.startsWith("value")) expect(forge(name, cent), name).toEqual(["definition"]);
      if (name.startsWith("maintains")) expect(forge(name, -cent), name).toEqual(["definition"]);
      // The predicate asks about maintenance; a forged initial margin does not even help.
      if (name.startsWith("initiates")) expect(forge(name, -cent), name).toEqual(["definition", "slack"]);
    }
    expect(forge("owner", 1n)).toEqual(["definition", "definition", "slack"]); // its own, and the leaf's
    expect(forge("leaf", 1n)).toEqual(["accounts level 0", "definition", "slack"]);
    expect(forge("contextSquared", 1n)).toEqual(["definition", "slack"]);
  });
});

describe("The witness of a registered circuit", () => {
  it.each(
    CIRCUITS.filter(({ margin }) => margin === "standard").map(({ id, holdings, sharedLevels }) => {
      return { id, holdings, sharedLevels };
    }),
  )(
    "is determined by the inputs, by the constraints of $id alone (T-01)",
    async ({ id, holdings, sharedLevels }) => {
      const system = id === "margin-standard-8" ? circuit : await marginSystem(id);
      const { undetermined, checks } = system.determination;
      expect(undetermined).toEqual([]);
      expect(checks.map((row) => marginCheck(system, row)).toSorted()).toEqual(
        marginChecks(holdings, 4 - sharedLevels, 8).toSorted(),
      );
      // Every other constraint computes one wire of its own: none is missing, none is idle.
      const inner = system.r1cs.nVars - 1 - system.inputWires.length;
      expect(system.r1cs.nConstraints).toBe(inner + checks.length);
    },
  );
});
