import { beforeAll, describe, expect, it } from "vitest";
import type { FieldElement } from "../../../prover/domain/field.ts";
import { type Poseidon, poseidon } from "../../../prover/hash/poseidon.ts";
import {
  committedList,
  groupNumber,
  groupWord,
  listHashes,
  riskCommitment,
  scenariosCommitment,
} from "../../../prover/market/risk-commitment.ts";
import type { RowRisk, ScenarioSet } from "../../../prover/market/scenarios.ts";
import { at } from "../../support/at.ts";
import type { ConstraintSystem, Input } from "../../support/constraint-system.ts";
import { portfolioMarket } from "../../support/portfolio-market.ts";
import { compileTemplate } from "../../support/template.ts";

let hash: Poseidon;
beforeAll(async () => {
  hash = await poseidon();
});

const listCircuit = (scenarios: number) =>
  compileTemplate({
    main: `ScenarioList(${scenarios})`,
    files: ["margin/ScenarioList.circom"],
    inputs: ["value"],
  });
const dataCircuit = (scenarios: number, absolutes: number) =>
  compileTemplate({
    main: `ScenarioData(${scenarios}, ${absolutes})`,
    files: ["margin/ScenarioData.circom"],
    inputs: ["maintenanceFactor", "initialFactor", "absolute", "damp"],
  });
const riskCircuit = (scenarios: number) =>
  compileTemplate({
    main: `RowRisk(${scenarios})`,
    files: ["margin/RowRisk.circom"],
    inputs: ["word", "base", "scenarioData", "price"],
  });

const outputOf = (circuit: ConstraintSystem, input: Input, name: string): bigint =>
  at(circuit.witness(input), circuit.wire(name));

describe("ScenarioList", () => {
  it.each([3, 16, 36])(
    "of %i scenarios gives the hashes of the list filled with zeros",
    async (scenarios) => {
      const circuit = await listCircuit(scenarios);
      const value = Array.from({ length: scenarios }, (_, s) => BigInt(7 * s + 1) as FieldElement);
      const list = [...value, ...Array<FieldElement>(36 - scenarios).fill(0n as FieldElement)];
      const expected = listHashes(hash, list);
      expect(outputOf(circuit, { value }, "hash[0]")).toBe(expected[0]);
      // Up to sixteen scenarios the second is a constant, and no list with more gives it.
      if (scenarios > 16) expect(outputOf(circuit, { value }, "hash[1]")).toBe(expected[1]);
      expect(circuit.determination.undetermined).toEqual([]);
    },
  );

  it("knows the hash of no more scenarios", async () => {
    const none = at(listHashes(hash, Array<FieldElement>(36).fill(0n as FieldElement)), 1);
    const circuit = await listCircuit(36);
    expect(outputOf(circuit, { value: Array<bigint>(36).fill(0n) }, "hash[1]")).toBe(none);
    const small = await riskCircuit(16);
    const head = Array<bigint>(16).fill(5n);
    const expected = hash([1n, 2n, 3n, hash(head as FieldElement[]), none] as FieldElement[]);
    expect(outputOf(small, { word: 1n, base: 2n, scenarioData: 3n, price: head }, "risk")).toBe(expected);
  });
});

describe.each([
  { places: 16, absolutes: 1, count: 16 },
  { places: 16, absolutes: 1, count: 5 },
  { places: 36, absolutes: 2, count: 36 },
  { places: 36, absolutes: 2, count: 16 },
])("a market of $count scenarios in a circuit of $places", ({ places, absolutes, count }) => {
  const market = portfolioMarket(count);
  const set = market.portfolio as ScenarioSet;
  const risk = at(market.rows, 3).risk as RowRisk;

  it("has the commitments that were published", async () => {
    const data = await dataCircuit(places, absolutes);
    const damps = set.scenarios.map(({ damp }) => damp);
    const scenarioData = outputOf(
      data,
      {
        maintenanceFactor: set.maintenanceFactor,
        initialFactor: set.initialFactor,
        absolute: [1n, 0n].slice(0, absolutes),
        damp: committedList(set, damps).slice(0, places),
      },
      "hash",
    );
    expect(scenarioData).toBe(scenariosCommitment(hash, set));
    const row = await riskCircuit(places);
    const number = groupNumber(set, risk.group);
    const input = {
      word: groupWord(number, at(set.groups, number - 1)),
      base: risk.base,
      scenarioData,
      price: committedList(set, risk.prices).slice(0, places),
    };
    expect(outputOf(row, input, "risk")).toBe(riskCommitment(hash, set, risk));
    expect([data.determination.undetermined, row.determination.undetermined]).toEqual([[], []]);
  });
});

describe("ScenarioData", () => {
  it("refuses flags that are neither, of which 2 would pass for the next scenario's", async () => {
    const circuit = await dataCircuit(16, 1);
    const input = (flag: bigint) => ({
      maintenanceFactor: 1n,
      initialFactor: 2n,
      absolute: [flag],
      damp: Array<bigint>(16).fill(3n),
    });
    for (const flag of [0n, 1n]) expect(await circuit.accepts(input(flag))).toBe(true);
    for (const flag of [2n, 3n, -1n]) expect(await circuit.accepts(input(flag))).toBe(false);
  });
});
