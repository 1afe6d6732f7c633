import { beforeAll, describe, expect, it } from "vitest";
import { FIELD_MODULUS } from "../../../prover/domain/field.ts";
import { at } from "../../support/at.ts";
import type { ConstraintSystem } from "../../support/constraint-system.ts";
import { compileTemplate } from "../../support/template.ts";

const MOST = 2n ** 156n - 1n;

let circuit: ConstraintSystem;
beforeAll(async () => {
  circuit = await compileTemplate({
    main: "AbsolutePnl(156)",
    files: ["margin/AbsolutePnl.circom"],
    inputs: ["pnl", "absolute", "gains"],
  });
});

const countedOf = (input: { pnl: bigint; absolute: bigint; gains: bigint }): bigint => {
  const value = at(circuit.witness(input), circuit.wire("counted"));
  return value > FIELD_MODULUS / 2n ? value - FIELD_MODULUS : value;
};

describe("AbsolutePnl(156)", () => {
  it.each([0n, 1n, -1n, 12_345n, -12_345n, MOST, -MOST])(
    "of %i is itself, or minus its absolute value",
    async (pnl) => {
      const gains = pnl > 0n ? 1n : 0n;
      for (const absolute of [0n, 1n]) {
        const input = { pnl, absolute, gains };
        expect(await circuit.accepts(input)).toBe(true);
        expect(countedOf(input)).toBe(absolute === 1n && pnl > 0n ? -pnl : pnl);
        // The other sign is refused, but for 0, which has both and counts the same with either.
        const other = { ...input, gains: 1n - gains };
        expect(await circuit.accepts(other)).toBe(pnl === 0n);
        if (pnl === 0n) expect(countedOf(other)).toBe(0n);
      }
    },
  );

  it.each([MOST + 1n, -MOST - 1n, FIELD_MODULUS / 2n])(
    "refuses %i, beyond its bound, with either sign (T-02)",
    async (pnl) => {
      for (const gains of [0n, 1n]) expect(await circuit.accepts({ pnl, absolute: 1n, gains })).toBe(false);
    },
  );

  it("refuses a sign that is neither", async () => {
    for (const gains of [2n, -1n]) {
      expect(await circuit.accepts({ pnl: 0n, absolute: 1n, gains })).toBe(false);
    }
  });

  it("costs what its head says, and has one witness for all inputs (T-01)", () => {
    expect(circuit.products).toBe(156 + 3);
    expect(circuit.determination.undetermined).toEqual([]);
  });
});
