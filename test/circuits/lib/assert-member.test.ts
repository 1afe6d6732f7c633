import { describe, expect, it } from "vitest";
import { FIELD_MODULUS } from "../../../prover/domain/field.ts";
import { compileTemplate } from "../../support/template.ts";

const assertMember = (n: number) =>
  compileTemplate({
    main: `AssertMember(${n})`,
    files: ["lib/AssertMember.circom"],
    inputs: ["value", "set"],
  });

describe("AssertMember", () => {
  it.each([2, 3, 4, 8, 64])("accepts each of %i members and refuses their neighbours (T-12)", async (n) => {
    const circuit = await assertMember(n);
    const set = Array.from({ length: n }, (_, i) => 1000n + 10n * BigInt(i));
    for (const value of set) {
      expect(await circuit.accepts({ value, set }), `${value}`).toBe(true);
      expect(await circuit.accepts({ value: value + 1n, set }), `${value + 1n}`).toBe(false);
      expect(await circuit.accepts({ value: value - 1n, set }), `${value - 1n}`).toBe(false);
    }
  });

  it("refuses what is not there: zero, a negated member, a sum and a product of members", async () => {
    const circuit = await assertMember(4);
    const set = [3n, 5n, 7n, 11n];
    for (const value of [0n, FIELD_MODULUS - 3n, 8n, 26n, 15n, 1155n, FIELD_MODULUS - 1n]) {
      expect(await circuit.accepts({ value, set }), `${value}`).toBe(false);
    }
  });

  it("takes duplicates and an all-equal set", async () => {
    const circuit = await assertMember(4);
    expect(await circuit.accepts({ value: 5n, set: [5n, 9n, 5n, 9n] })).toBe(true);
    expect(await circuit.accepts({ value: 9n, set: [9n, 9n, 9n, 9n] })).toBe(true);
    expect(await circuit.accepts({ value: 8n, set: [9n, 9n, 9n, 9n] })).toBe(false);
  });

  it("counts zero as a member only where the set holds it (EMPTY places, T-12)", async () => {
    const circuit = await assertMember(8);
    expect(await circuit.accepts({ value: 0n, set: [1n, 2n, 3n, 4n, 5n, 6n, 7n, 0n] })).toBe(true);
    expect(await circuit.accepts({ value: 0n, set: [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n] })).toBe(false);
  });

  it("leaves the products no choice: neither alone nor all forged to zero (T-01)", async () => {
    const circuit = await assertMember(8);
    const set = [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n];
    expect(circuit.determination.undetermined).toEqual([]);
    const honest = circuit.witness({ value: 3n, set });
    expect(circuit.violated(honest)).toEqual([]);
    const products = [...circuit.symbols.keys()].filter((name) => name.startsWith("product["));
    expect(products).toHaveLength(6); // the last is zero, and simplified away
    for (const name of products) {
      const changed = (honest[circuit.wire(name)] ?? 0n) + 1n;
      expect(circuit.violated(circuit.edited(honest, { [name]: changed })), name).not.toEqual([]);
    }
    const absent = circuit.witness({ value: 9n, set });
    for (let from = 0; from < products.length; from++) {
      const zeros = Object.fromEntries(products.slice(from).map((name) => [name, 0n]));
      expect(circuit.violated(circuit.edited(absent, zeros)), `zero from ${from}`).not.toEqual([]);
    }
  });

  it.each([2, 4, 8, 64])("costs n - 1 constraints for n = %i", async (n) => {
    const circuit = await assertMember(n);
    expect(circuit.products).toBe(n - 1);
    expect(circuit.determination.checks).toHaveLength(1);
  });

  it("does not compile for a set of one", async () => {
    await expect(assertMember(1)).rejects.toThrow("False assert reached");
  });
});
