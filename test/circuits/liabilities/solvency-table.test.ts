import { beforeAll, describe, expect, it } from "vitest";
import { FIELD_MODULUS, type FieldElement } from "../../../prover/domain/field.ts";
import { poseidon } from "../../../prover/hash/poseidon.ts";
import { readingCommitment } from "../../../prover/liabilities/reading.ts";
import { CellTable } from "../../../prover/market/cells/table.ts";
import { at } from "../../support/at.ts";
import { edited, openedBatch, randomAccounts, SMALL } from "../../support/batch-case.ts";
import { type LaidOutEpoch, layOutEpoch } from "../../support/batch-epoch.ts";
import { manyRows } from "../../support/batch-market.ts";
import type { ConstraintSystem, Input } from "../../support/constraint-system.ts";
import { tableSystem } from "../../support/liability-systems.ts";
import { COMPILING } from "../../support/patience.ts";
import { refusedLine } from "../../support/refused-line.ts";
import { determine } from "../../support/uniqueness.ts";

const AFTER = "SolvencyTable: reached === after;";
const BEFORE = "SolvencyTable: before === (1 - begins) * opened;";

let circuit: ConstraintSystem;
let epoch: LaidOutEpoch;
let steps: readonly Input[];

/** A market of 150 rows, read in two steps against one batch. */
beforeAll(async () => {
  circuit = await tableSystem();
  const table = await CellTable.build(manyRows(150), "flat");
  const accounts = randomAccounts(table, { seed: 8, count: 8, most: 8, worth: 3n });
  epoch = await layOutEpoch(table, [await openedBatch(SMALL.flat, table, accounts)], { rows: 512 });
  steps = epoch.readings.map(({ input }) => input as Input);
}, COMPILING);

const refused = (step: number, name: string, path: readonly number[] = []): Promise<string | null> =>
  refusedLine(
    circuit,
    edited(at(steps, step), name, path, (value) => (value + 1n) % FIELD_MODULUS),
  );

describe("SolvencyTable", () => {
  it("reads a table step by step, to both sides that the accounts have", async () => {
    expect(steps.length).toBe(2);
    for (const step of steps) expect(await refusedLine(circuit, step)).toBeNull();
    const { reading } = at(epoch.readings, 1);
    expect(reading).toMatchObject({ quotients: epoch.all.quotients, claims: epoch.all.claims, cells: 256 });
    const { z } = epoch.drawn;
    const nets = epoch.net.toReversed().reduce((sum, net) => ((sum + net) * z) % FIELD_MODULUS, 0n);
    expect(reading.nets).toBe((nets + FIELD_MODULUS) % FIELD_MODULUS);
  });

  it("leaves the witness no choice (T-01)", async () => {
    // Whether two rows are the same is unique as a whole; where they are, the inverse of their difference may be anything. A product
    // that is 1 makes its factors unique, which no rule here sees.
    const short = await tableSystem(2);
    const whole = [...short.symbols]
      .filter(([name]) => /\.inv$|^inverse\[/.test(name))
      .map(([, wire]) => wire);
    const follow = new Set(["before", "after"].map((name) => short.wire(name)));
    const given = short.inputWires.filter((wire) => !follow.has(wire));
    expect(determine(short.r1cs, [...given, ...whole]).undetermined).toEqual([]);
    const witness = (await circuit.calculated(at(steps, 1))) ?? [];
    const loose = circuit.looseWires(witness).filter(({ input }) => !input);
    expect(loose.every(({ name }) => name.endsWith("inv"))).toBe(true);
  });
});

describe("SolvencyTable refuses", () => {
  it("to begin with anything but nothing", async () => {
    for (const name of [
      "cells",
      "lastRow",
      "lastWeight",
      "tableSoFar",
      "sumsSoFar",
      "quotientsSoFar",
      "claimsSoFar",
      "netsSoFar",
    ]) {
      expect(await refused(0, name), name).toMatch(/^SolvencyTable: begins \* /);
    }
    expect(await refused(0, "before")).toBe(BEFORE);
  });

  it("to begin again in the middle, or to go on from nowhere", async () => {
    expect(await refusedLine(circuit, { ...at(steps, 1), begins: 1n })).toBe(BEFORE);
    expect(await refusedLine(circuit, { ...at(steps, 1), begins: 1n, before: 0n })).toMatch(
      /^SolvencyTable: begins \* /,
    );
    expect(await refusedLine(circuit, { ...at(steps, 0), begins: 0n })).toBe(BEFORE);
    expect(await refusedLine(circuit, { ...at(steps, 1), begins: 2n })).toBe(
      "SolvencyTable: begins * (begins - 1) === 0;",
    );
  });

  it("to go on from anything but what was read before", async () => {
    for (const name of [
      "cells",
      "lastRow",
      "lastWeight",
      "tableSoFar",
      "sumsSoFar",
      "quotientsSoFar",
      "claimsSoFar",
      "netsSoFar",
      "blindBefore",
      "before",
      "accounts",
    ]) {
      expect(await refused(1, name), name).toBe(BEFORE);
    }
  });

  it("other challenges, kind, epoch or table than those of the reading before", async () => {
    for (const name of ["kind", "epoch", "table"]) expect(await refused(1, name), name).toBe(BEFORE);
    for (const i of [0, 1, 2, 3, 4]) expect(await refused(1, "drawn", [i]), `${i}`).toBe(BEFORE);
  });

  it("another number of any cell, of any sum, and the blind of another reading (T-13, T-44)", async () => {
    for (const name of [
      "row",
      "lower",
      "span",
      "base",
      "rate",
      "codes",
      "scales",
      "measures",
      "offsets",
      "counts",
    ]) {
      for (const c of [0, 60, 127]) expect(await refused(0, name, [c]), `${name} ${c}`).toBe(AFTER);
    }
    expect(await refused(0, "blindAfter")).toBe(AFTER);
    expect(await refused(0, "after")).toBe(AFTER);
  });

  it("a challenge that is the place of a cell, where a quotient would be free (T-15)", async () => {
    for (const [step, y] of [
      [0, 0n],
      [0, 127n],
    ] as const) {
      const line = await refusedLine(
        circuit,
        edited(at(steps, step), "drawn", [3], () => y),
      );
      expect(line).toBe("SolvencyTable: inverse[c] * (drawn.y - cells - c) === 1;");
    }
  });

  it("a step that skips cells or reads some twice: the chain over the table is another", async () => {
    const hash = await poseidon();
    const { reading } = at(epoch.readings, 0);
    const again = { ...at(steps, 0), begins: 0n, before: readingCommitment(hash, reading) };
    expect(await refusedLine(circuit, again)).toBe(BEFORE);
    const skipped = readingCommitment(hash, { ...reading, cells: 256 });
    expect(
      await refusedLine(circuit, { ...at(steps, 1), before: skipped as FieldElement, cells: 256n }),
    ).toBe(AFTER);
  });
});
