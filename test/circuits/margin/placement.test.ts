import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FIELD_MODULUS } from "../../../prover/domain/field.ts";
import { compileTemplate } from "../../support/template.ts";

const placement = () =>
  compileTemplate({
    main: "Placement()",
    files: ["margin/Placement.circom"],
    inputs: ["quantity", "lower", "upper"],
  });

const SHIFT = 2n ** 64n;
const END = 2n ** 65n;

describe("Placement", () => {
  it.each([
    { name: "zero alone, the unused piece", lower: SHIFT, upper: SHIFT + 1n },
    { name: "one unit", lower: SHIFT + 12345n, upper: SHIFT + 12346n },
    { name: "from zero up", lower: SHIFT, upper: SHIFT + 5_000_000n },
    { name: "below zero", lower: SHIFT - 700n, upper: SHIFT - 3n },
    { name: "across zero", lower: SHIFT - 700n, upper: SHIFT + 700n },
    { name: "all quantities a market may admit", lower: 1n, upper: END },
    { name: "the whole axis", lower: 0n, upper: END },
  ])("accepts first and last quantity of $name, refuses the next ones (T-44)", async ({ lower, upper }) => {
    const circuit = await placement();
    const place = (shifted: bigint) => ({ quantity: shifted - SHIFT, lower, upper });
    expect(await circuit.accepts(place(lower))).toBe(true);
    expect(await circuit.accepts(place(upper - 1n))).toBe(true);
    expect(await circuit.accepts(place(lower - 1n))).toBe(false);
    expect(await circuit.accepts(place(upper))).toBe(false);
    expect(circuit.witness(place(lower))[circuit.wire("shifted")]).toBe(lower);
  });

  it("bounds the quantity although it has no range check: ±(2^64 - 1) accepted, ±2^64 refused (B3, T-02)", async () => {
    const circuit = await placement();
    const published = { lower: 1n, upper: END };
    expect(await circuit.accepts({ quantity: SHIFT - 1n, ...published })).toBe(true);
    expect(await circuit.accepts({ quantity: 1n - SHIFT, ...published })).toBe(true);
    for (const quantity of [SHIFT, -SHIFT, END, -END, 2n ** 128n, FIELD_MODULUS / 2n, -FIELD_MODULUS / 2n]) {
      expect(await circuit.accepts({ quantity, ...published }), `${quantity}`).toBe(false);
    }
  });

  it("accepts exactly lower <= quantity + 2^64 < upper (1,000 random pieces)", async () => {
    const circuit = await placement();
    const shifted = fc.bigInt({ min: -END, max: 2n * END });
    const bound = fc.bigInt({ min: 0n, max: END });
    const near = fc.bigInt({ min: -2n, max: 2n });
    fc.assert(
      fc.property(bound, bound, shifted, near, fc.nat(2), (x, y, anywhere, offset, where) => {
        fc.pre(x !== y);
        const [lower, upper] = x < y ? [x, y] : [y, x];
        const s = where === 0 ? anywhere : (where === 1 ? lower : upper) + offset;
        const accepted =
          circuit.violated(circuit.witness({ quantity: s - SHIFT, lower, upper })).length === 0;
        expect(accepted).toBe(lower <= s && s < upper);
      }),
      { numRuns: 1000, seed: 1 },
    );
  });

  it("refuses a lower bound carried into the row's bits of row * 2^67 + lower (B4, T-03)", async () => {
    const circuit = await placement();
    const [lower, upper] = [SHIFT, SHIFT + 1000n];
    for (const carry of [1n, -1n, 2n, -2n, 2n ** 19n - 1n, 1n - 2n ** 19n]) {
      const forged = lower + carry * 2n ** 67n;
      for (const quantity of [0n, 500n, 999n]) {
        expect(await circuit.accepts({ quantity, lower: forged, upper }), `${carry}`).toBe(false);
      }
    }
  });

  it("accepts no lower bound below upper - 2^66, so the packing has one reading (B4)", async () => {
    const circuit = await placement();
    const upper = END;
    // The farthest that both range checks allow: s = upper - 2^65, lower = s - (2^65 - 1).
    const quantity = upper - END - SHIFT;
    const farthest = upper - END - (END - 1n);
    expect(await circuit.accepts({ quantity, lower: farthest, upper })).toBe(true);
    expect(await circuit.accepts({ quantity, lower: farthest - 1n, upper })).toBe(false);
    expect(await circuit.accepts({ quantity: quantity - 1n, lower: farthest - 1n, upper })).toBe(false);
  });

  it("leaves the witness no choice (T-01)", async () => {
    const circuit = await placement();
    expect(circuit.determination.undetermined).toEqual([]);
    const witness = circuit.witness({ quantity: 500n, lower: SHIFT, upper: SHIFT + 1000n });
    expect(circuit.looseWires(witness).filter(({ input }) => !input)).toEqual([]);
  });

  it("costs 130 constraints", async () => {
    expect((await placement()).products).toBe(130);
  });
});
