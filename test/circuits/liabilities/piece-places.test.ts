import { describe, expect, it } from "vitest";
import { appendPlaces } from "../../../prover/liabilities/opening.ts";
import { at } from "../../support/at.ts";
import { edited } from "../../support/batch-case.ts";
import { BitList } from "../../support/bits.ts";
import { compileTemplate } from "../../support/template.ts";

/** Three places on a table of up to 8,192 cells. */
const places = () =>
  compileTemplate({
    main: "PiecePlaces(3, 13)",
    files: ["liabilities/PiecePlaces.circom"],
    inputs: ["cell", "ordinal", "offset", "room"],
  });

// Cells 1 to 4 are pieces of one row, 5 and 6 of the next, 7 of a third.
const HONEST = {
  cell: [2n, 5n, 7n],
  ordinal: [2n, 1n, 1n],
  offset: [0n, 2n ** 65n - 1n, 12n],
  room: [2n ** 65n - 1n, 0n, 3n],
};

describe("PiecePlaces", () => {
  it("takes holdings of different rows in order, and unused places before them", async () => {
    const circuit = await places();
    expect(await circuit.accepts(HONEST)).toBe(true);
    expect(await circuit.accepts({ ...HONEST, cell: [0n, 5n, 7n], ordinal: [0n, 1n, 1n] })).toBe(true);
    expect(await circuit.accepts({ ...HONEST, cell: [0n, 0n, 0n], ordinal: [0n, 0n, 0n] })).toBe(true);
    expect(await circuit.accepts({ ...HONEST, cell: [1n, 6n, 7n], ordinal: [1n, 2n, 1n] })).toBe(true);
  });

  it.each([
    { name: "the same piece twice", cell: [2n, 2n, 7n], ordinal: [2n, 2n, 1n] },
    { name: "two pieces of one row", cell: [2n, 3n, 7n], ordinal: [2n, 3n, 1n] },
    { name: "two pieces of one row, at its ends", cell: [1n, 4n, 7n], ordinal: [1n, 4n, 1n] },
    { name: "rows out of order", cell: [5n, 2n, 7n], ordinal: [1n, 2n, 1n] },
    { name: "an unused place after a used one", cell: [2n, 0n, 7n], ordinal: [2n, 0n, 1n] },
  ])("refuses $name (T-43)", async ({ cell, ordinal }) => {
    const circuit = await places();
    expect(await circuit.accepts({ ...HONEST, cell, ordinal })).toBe(false);
  });

  it("reaches the last cell of the table from none, and not one further", async () => {
    const circuit = await places();
    expect(await circuit.accepts({ ...HONEST, cell: [0n, 0n, 8192n], ordinal: [0n, 0n, 1n] })).toBe(true);
    expect(await circuit.accepts({ ...HONEST, cell: [0n, 0n, 8193n], ordinal: [0n, 0n, 1n] })).toBe(false);
    expect(await circuit.accepts({ ...HONEST, cell: [0n, 0n, 63n], ordinal: [0n, 0n, 63n] })).toBe(true);
    expect(await circuit.accepts({ ...HONEST, cell: [0n, 0n, 64n], ordinal: [0n, 0n, 64n] })).toBe(false);
  });

  it("bounds what lies on either side of a quantity: 0 and 2^65 - 1 pass, -1 and 2^65 do not (T-02, T-44)", async () => {
    const circuit = await places();
    for (const name of ["offset", "room"]) {
      for (const [value, passes] of [
        [0n, true],
        [2n ** 65n - 1n, true],
        [-1n, false],
        [2n ** 65n, false],
      ] as const) {
        expect(await circuit.accepts(edited(HONEST, name, [2], () => value)), `${name} ${value}`).toBe(
          passes,
        );
      }
    }
  });

  it("gives out every bit in the transcript's order, and leaves the witness no choice (T-01)", async () => {
    const circuit = await places();
    const witness = circuit.witness(HONEST);
    const bits = Array.from({ length: 3 * 149 }, (_, b) => at(witness, circuit.wire(`bits[${b}]`)));
    const placed = HONEST.cell.map((cell, i) => ({
      cell: Number(cell),
      ordinal: Number(at(HONEST.ordinal, i)),
      quantity: 0n,
      offset: at(HONEST.offset, i),
      room: at(HONEST.room, i),
    }));
    const list = new BitList();
    appendPlaces(list, { kind: "equity" }, placed);
    expect(bits).toEqual(list.bits);
    expect(circuit.determination.undetermined).toEqual([]);
    expect(circuit.looseWires(witness)).toEqual([]);
    expect(circuit.products).toBe(3 * (13 + 136));
  });
});
