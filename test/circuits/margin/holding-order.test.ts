import { describe, expect, it } from "vitest";
import { FIELD_MODULUS } from "../../../prover/domain/field.ts";
import { compileTemplate } from "../../support/template.ts";

const holdingOrder = (n: number) =>
  compileTemplate({
    main: `HoldingOrder(${n})`,
    files: ["margin/HoldingOrder.circom"],
    inputs: ["row", "used"],
  });

const GAP = 2n ** 14n;

describe("HoldingOrder", () => {
  it.each([
    { name: "no holding", row: [0n, 0n, 0n, 0n], used: [0n, 0n, 0n, 0n] },
    { name: "one holding, in the last place", row: [0n, 0n, 0n, 5n], used: [0n, 0n, 0n, 1n] },
    { name: "neighbouring rows", row: [0n, 4n, 5n, 6n], used: [0n, 1n, 1n, 1n] },
    { name: "every place used", row: [1n, 2n, 300n, 16383n], used: [1n, 1n, 1n, 1n] },
  ])("accepts $name and hands the rows on", async ({ row, used }) => {
    const circuit = await holdingOrder(4);
    expect(await circuit.accepts({ row, used })).toBe(true);
    const witness = circuit.witness({ row, used });
    expect(row.map((_, i) => witness[circuit.wire(`ordered[${i}]`)])).toEqual(row);
  });

  it.each([
    { name: "two holdings of one row", row: [0n, 0n, 7n, 7n], used: [0n, 0n, 1n, 1n] },
    { name: "a row below the one before", row: [0n, 0n, 7n, 6n], used: [0n, 0n, 1n, 1n] },
    { name: "an unused place after a used one", row: [0n, 7n, 0n, 8n], used: [0n, 1n, 0n, 1n] },
    { name: "row 0 after a used place", row: [0n, 0n, 7n, 0n], used: [0n, 0n, 1n, 1n] },
    { name: "row 0 used twice", row: [0n, 0n, 0n, 0n], used: [0n, 0n, 1n, 1n] },
    { name: "a row in a place that says it is unused", row: [0n, 0n, 7n, 8n], used: [0n, 0n, 0n, 1n] },
    { name: "used = 2", row: [0n, 0n, 0n, 8n], used: [0n, 0n, 2n, 1n] },
    { name: "used = -1, which would let a row repeat", row: [0n, 0n, 7n, 7n], used: [0n, 0n, -1n, 1n] },
    { name: "used = 1/2", row: [0n, 0n, 0n, 8n], used: [0n, 0n, (FIELD_MODULUS + 1n) / 2n, 1n] },
    { name: "row -1", row: [-1n, 0n, 1n, 2n], used: [1n, 1n, 1n, 1n] },
  ])("refuses $name (T-43)", async ({ row, used }) => {
    expect(await (await holdingOrder(4)).accepts({ row, used })).toBe(false);
  });

  it("lets a first place with row 0 call itself used: row 0 is worth nothing and still comes once", async () => {
    const circuit = await holdingOrder(4);
    expect(await circuit.accepts({ row: [0n, 0n, 7n, 8n], used: [0n, 1n, 1n, 1n] })).toBe(true);
    expect(await circuit.accepts({ row: [0n, 0n, 7n, 8n], used: [1n, 1n, 1n, 1n] })).toBe(false);
  });

  it("agrees with 'unused places first, then strictly increasing rows' on every small input (T-43)", async () => {
    const circuit = await holdingOrder(3);
    const holdings = [-1n, 0n, 1n, 2n, 3n].flatMap((row) => [-1n, 0n, 1n, 2n].map((used) => ({ row, used })));
    let accepted = 0;
    for (const x of holdings) {
      for (const y of holdings) {
        for (const z of holdings) {
          const places = [x, y, z];
          const first = places.findIndex((place) => place.used !== 0n);
          const held = first < 0 ? [] : places.slice(first);
          const expected =
            places.slice(0, first < 0 ? 3 : first).every((place) => place.row === 0n) &&
            held.every((place, i) => place.used === 1n && place.row > (held[i - 1]?.row ?? -1n));
          const input = { row: places.map(({ row }) => row), used: places.map(({ used }) => used) };
          const verdict = circuit.violated(circuit.witness(input)).length === 0;
          expect(
            verdict,
            JSON.stringify(places, (_, value) => String(value)),
          ).toBe(expected);
          accepted += verdict ? 1 : 0;
        }
      }
    }
    expect(accepted).toBe(1 + 4 + 6 + 4); // subsets of the rows 0 to 3, of at most three
  });

  it("accepts a gap of 2^14 - 1 and refuses 2^14, at the first place and between places", async () => {
    const circuit = await holdingOrder(2);
    const used = [1n, 1n];
    expect(await circuit.accepts({ row: [GAP - 1n, GAP], used })).toBe(true);
    expect(await circuit.accepts({ row: [GAP, GAP + 1n], used })).toBe(false);
    expect(await circuit.accepts({ row: [3n, 3n + 1n + GAP - 1n], used })).toBe(true);
    expect(await circuit.accepts({ row: [3n, 3n + 1n + GAP], used })).toBe(false);
  });

  it("bounds every row by 2^19 - 1 with 32 places, as the account leaf needs (B2, T-03)", async () => {
    const circuit = await holdingOrder(32);
    const used = Array<bigint>(32).fill(1n);
    const row = used.map((_, i) => GAP - 1n + BigInt(i) * GAP);
    expect(row.at(-1)).toBe(2n ** 19n - 1n);
    expect(await circuit.accepts({ row, used })).toBe(true);
    expect(await circuit.accepts({ row: row.with(31, 2n ** 19n), used })).toBe(false);
    expect(await circuit.accepts({ row: row.map((each) => each + 1n), used })).toBe(false);
  });

  it("leaves the witness no choice (T-01)", async () => {
    const circuit = await holdingOrder(4);
    expect(circuit.determination.undetermined).toEqual([]);
    expect(circuit.looseWires(circuit.witness({ row: [0n, 4n, 5n, 6n], used: [0n, 1n, 1n, 1n] }))).toEqual(
      [],
    );
  });

  it.each([1, 4, 8, 32])("costs 16 n constraints for n = %i", async (n) => {
    expect((await holdingOrder(n)).products).toBe(16 * n);
  });

  it.each([0, 33])("does not compile for %i places", async (n) => {
    await expect(holdingOrder(n)).rejects.toThrow("False assert reached");
  });
});
