import { describe, expect, it } from "vitest";
import { FIELD_MODULUS } from "../../../prover/domain/field.ts";
import { compileTemplate } from "../../support/template.ts";

const assertBits = (n: number) =>
  compileTemplate({ main: `AssertBits(${n})`, files: ["lib/AssertBits.circom"], inputs: ["in"] });

describe("AssertBits", () => {
  it.each([1, 14, 64, 65, 179, 252])("accepts 0 and 2^%i - 1 and nothing just outside (T-02)", async (n) => {
    const circuit = await assertBits(n);
    const end = 2n ** BigInt(n);
    for (const value of [0n, 1n, end / 2n, end - 1n]) {
      expect(await circuit.accepts({ in: value }), `${value}`).toBe(true);
      expect(circuit.witness({ in: value })[circuit.wire("out")], `${value}`).toBe(value);
    }
    const outside = [
      end,
      end + 1n,
      2n * end,
      FIELD_MODULUS - 1n,
      FIELD_MODULUS - end,
      FIELD_MODULUS - end / 2n,
    ];
    for (const value of outside.filter((each) => each >= end)) {
      expect(await circuit.accepts({ in: value }), `${value}`).toBe(false);
    }
  });

  it("refuses every witness but the binary digits, tried exhaustively (T-01)", async () => {
    const circuit = await assertBits(3);
    const base = circuit.witness({ in: 0n });
    const digits = ["bit[0]", "bit[1]", "bit[2]"].filter((name) => circuit.symbols.has(name));
    expect(digits).toHaveLength(2); // the third is simplified away, into the constraint that makes it boolean
    const inverseOfTwo = (FIELD_MODULUS + 1n) / 2n;
    const choices = [-2n, -1n, 0n, 1n, 2n, 3n, 4n, inverseOfTwo];
    const accepted: string[] = [];
    for (let value = -9n; value <= 16n; value++) {
      for (const x of choices) {
        for (const y of choices) {
          const [first = "", second = ""] = digits;
          const witness = circuit.edited(base, { in: value, out: value, [first]: x, [second]: y });
          if (circuit.violated(witness).length === 0) accepted.push(`${value}`);
        }
      }
    }
    expect(accepted).toEqual(["0", "1", "2", "3", "4", "5", "6", "7"]);
  });

  it("leaves no wire another value (T-01)", async () => {
    const circuit = await assertBits(64);
    for (const value of [0n, 1n, 0xdeadbeefn, 2n ** 64n - 1n]) {
      expect(circuit.looseWires(circuit.witness({ in: value }))).toEqual([]);
    }
  });

  it("needs each of its constraints: without any one of them a forged decomposition passes (T-01)", async () => {
    const circuit = await assertBits(8);
    // A digit that is no bit makes up for a value out of range; only that digit's own constraint objects.
    const base = circuit.witness({ in: 0n });
    const objections = new Set<number>();
    for (let i = 0; i < 8; i++) {
      const name = `bit[${i}]`;
      const value = 2n ** 8n * 2n ** BigInt(i);
      const digit = circuit.symbols.has(name) ? { [name]: 2n ** 8n } : {};
      const broken = circuit.violated(circuit.edited(base, { in: value, out: value, ...digit }));
      expect(broken).toHaveLength(1);
      objections.add(broken[0] ?? -1);
    }
    expect(objections.size).toBe(8);
    expect(circuit.products).toBe(8);
  });

  it.each([1, 8, 64, 179, 252])("costs n constraints for n = %i", async (n) => {
    expect((await assertBits(n)).products).toBe(n);
  });

  it.each([0, 253, 254])(
    "does not compile for n = %i, where digits would not be unique (T-02)",
    async (n) => {
      await expect(assertBits(n)).rejects.toThrow("False assert reached");
    },
  );
});
