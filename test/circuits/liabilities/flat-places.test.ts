import { describe, expect, it } from "vitest";
import { appendPlaces } from "../../../prover/liabilities/opening.ts";
import { at } from "../../support/at.ts";
import { edited } from "../../support/batch-case.ts";
import { BitList } from "../../support/bits.ts";
import { compileTemplate } from "../../support/template.ts";

/** Three places on a table of up to 8,192 rows. */
const places = () =>
  compileTemplate({
    main: "FlatPlaces(3, 13)",
    files: ["liabilities/FlatPlaces.circom"],
    inputs: ["cell", "used", "quantity"],
  });

const HONEST = { cell: [0n, 4n, 9n], used: [0n, 1n, 1n], quantity: [0n, -12n, 2n ** 64n - 1n] };

describe("FlatPlaces", () => {
  it("takes holdings of different rows in order, and unused places before them", async () => {
    const circuit = await places();
    expect(await circuit.accepts(HONEST)).toBe(true);
    expect(await circuit.accepts({ cell: [1n, 2n, 3n], used: [1n, 1n, 1n], quantity: [1n, 0n, -1n] })).toBe(
      true,
    );
    expect(await circuit.accepts({ cell: [0n, 0n, 0n], used: [0n, 0n, 0n], quantity: [0n, 0n, 0n] })).toBe(
      true,
    );
  });

  it.each([
    { name: "a row twice", cell: [0n, 4n, 4n], used: [0n, 1n, 1n] },
    { name: "a row twice, one of them marked unused", cell: [0n, 4n, 4n], used: [0n, 1n, 0n] },
    { name: "rows out of order", cell: [0n, 9n, 4n], used: [0n, 1n, 1n] },
    { name: "an unused place after a used one", cell: [0n, 4n, 0n], used: [0n, 1n, 0n] },
    { name: "a used place on row 0", cell: [0n, 0n, 9n], used: [0n, 1n, 1n] },
    { name: "a place used twice over", cell: [0n, 4n, 9n], used: [0n, 2n, 1n] },
    { name: "a row beyond the table", cell: [0n, 0n, 8193n], used: [0n, 0n, 1n] },
  ])("refuses $name (T-43)", async ({ cell, used }) => {
    const circuit = await places();
    const quantity = used.map((each) => (each === 0n ? 0n : 5n));
    expect(await circuit.accepts({ cell, used, quantity })).toBe(false);
  });

  it("refuses a quantity in an unused place, and one that makes up for its row", async () => {
    const circuit = await places();
    for (const quantity of [1n, -1n, 2n ** 64n - 1n]) {
      expect(await circuit.accepts(edited(HONEST, "quantity", [0], () => quantity))).toBe(false);
    }
    const hidden = { cell: [0n, 0n, 2n], used: [0n, 0n, 0n], quantity: [0n, 0n, 0n] };
    expect(await circuit.accepts(hidden)).toBe(false);
    for (const quantity of [-2n, 2n]) {
      expect(await circuit.accepts(edited(hidden, "quantity", [2], () => quantity))).toBe(false);
    }
  });

  it("bounds quantities to [-2^64, 2^64) (T-02), and tells what is held from what is owed", async () => {
    const circuit = await places();
    for (const [quantity, passes] of [
      [2n ** 64n - 1n, true],
      [2n ** 64n, false],
      [-(2n ** 64n), true],
      [-(2n ** 64n) - 1n, false],
    ] as const) {
      expect(await circuit.accepts(edited(HONEST, "quantity", [2], () => quantity))).toBe(passes);
    }
    for (const [quantity, long] of [
      [0n, 0n],
      [1n, 1n],
      [-1n, 0n],
      [2n ** 64n - 1n, 2n ** 64n - 1n],
    ] as const) {
      const witness = circuit.witness(edited(HONEST, "quantity", [2], () => quantity));
      expect(at(witness, circuit.wire("long[2]"))).toBe(long);
    }
  });

  it("gives out every bit in the transcript's order, and leaves the witness no choice (T-01)", async () => {
    const circuit = await places();
    const witness = circuit.witness(HONEST);
    const bits = Array.from({ length: 3 * 79 }, (_, b) => at(witness, circuit.wire(`bits[${b}]`)));
    const placed = HONEST.cell.map((cell, i) => ({
      cell: Number(cell),
      ordinal: Number(at(HONEST.used, i)),
      quantity: at(HONEST.quantity, i),
      offset: at(HONEST.quantity, i) + 2n ** 64n,
      room: 0n,
    }));
    const list = new BitList();
    appendPlaces(list, { kind: "flat" }, placed);
    expect(bits).toEqual(list.bits);
    expect(circuit.determination.undetermined).toEqual([]);
    expect(circuit.looseWires(witness)).toEqual([]);
    expect(circuit.products).toBe(3 * (13 + 68));
  });
});
