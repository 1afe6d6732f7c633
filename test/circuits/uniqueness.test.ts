import { describe, expect, it } from "vitest";
import { FIELD_MODULUS } from "../../prover/domain/field.ts";
import { compileTemplate, type TemplateMain } from "../support/template.ts";
import { determine } from "../support/uniqueness.ts";

/** A template of the test's own. */
const own = (name: string, inputs: readonly string[], source: string) =>
  compileTemplate({ main: `${name}()`, files: [], inputs, source });

/** Digits of `in`, `n` of them, of which `unbounded` are not made boolean. */
const digits = (name: string, n: number, weight: string, unbounded = 0): string => `
template ${name}() {
    signal input in;
    signal output digit[${n}];
    var sum = 0;
    for (var i = 0; i < ${n}; i++) {
        digit[i] <-- (in >> i) & 1;
        if (i >= ${unbounded}) { digit[i] * (digit[i] - 1) === 0; }
        sum += digit[i] * (${weight});
    }
    sum === in;
}`;

describe("determine, on templates with known faults (T-01)", () => {
  it("finds a signal that is assigned and not constrained", async () => {
    const source = `
template Assigned() {
    signal input a;
    signal input b;
    signal output product;
    signal output used;
    product <-- a * b;
    used <== product * product;
}`;
    const circuit = await own("Assigned", ["a", "b"], source);
    expect(circuit.determination.undetermined).toEqual(
      [circuit.wire("product"), circuit.wire("used")].toSorted(),
    );
  });

  it("finds the half of an inverse: in * inverse = 1 - isZero alone decides nothing", async () => {
    const source = `
template IsZeroHalf() {
    signal input in;
    signal output isZero;
    signal inverse;
    inverse <-- in != 0 ? 1 / in : 0;
    isZero <== 1 - in * inverse; // and in * isZero === 0 is missing
}`;
    const half = await own("IsZeroHalf", ["in"], source);
    expect(half.determination.undetermined).toContain(half.wire("isZero"));
  });

  it("finds a digit that nobody made boolean", async () => {
    const whole = await own("AllDigits", ["in"], digits("AllDigits", 8, "2 ** i"));
    expect(whole.determination.undetermined).toEqual([]);
    const loose = await own("OneLooseDigit", ["in"], digits("OneLooseDigit", 8, "2 ** i", 1));
    expect(loose.determination.undetermined).not.toEqual([]);
  });

  it("finds digits that may overflow the field: 254 of them have two readings of a small number (T-02)", async () => {
    const circuit = await own("Overflowing", ["in"], digits("Overflowing", 254, "2 ** i"));
    expect(circuit.determination.undetermined).not.toEqual([]);
    const honest = (await circuit.calculated({ in: 5n })) ?? [];
    const other = Array.from({ length: 254 }, (_, i) => [
      `digit[${i}]`,
      ((FIELD_MODULUS + 5n) >> BigInt(i)) & 1n,
    ]);
    expect(circuit.violated(honest)).toEqual([]);
    expect(circuit.violated(circuit.edited(honest, Object.fromEntries(other)))).toEqual([]);
    const fitting = await own("Fitting", ["in"], digits("Fitting", 253, "2 ** i"));
    expect(fitting.determination.undetermined).toEqual([]);
  });

  it("finds digits whose weights overlap: 1, 2 and 3 write 3 in two ways", async () => {
    const circuit = await own("Overlapping", ["in"], digits("Overlapping", 3, "i + 1"));
    expect(circuit.determination.undetermined).not.toEqual([]);
  });

  it("finds a quotient by a signal that may be zero", async () => {
    const source = `
template Quotient() {
    signal input a;
    signal input b;
    signal output quotient;
    quotient <-- a / b;
    quotient * b === a;
}`;
    const circuit = await own("Quotient", ["a", "b"], source);
    expect(circuit.determination.undetermined).toEqual([circuit.wire("quotient")]);
  });

  it("finds a square root, which has two signs", async () => {
    const source = `
template Root() {
    signal input square;
    signal output root;
    root <-- square == 4 ? 2 : 0;
    root * root === square;
}`;
    const circuit = await own("Root", ["square"], source);
    expect(circuit.determination.undetermined).toEqual([circuit.wire("root")]);
  });
});

describe("determine, on the project's templates with a constraint left out (T-01)", () => {
  const templates: readonly (TemplateMain & { readonly every: number })[] = [
    { main: "AssertBits(8)", files: ["lib/AssertBits.circom"], inputs: ["in"], every: 1 },
    { main: "AssertMember(4)", files: ["lib/AssertMember.circom"], inputs: ["value", "set"], every: 1 },
    { main: "HoldingOrder(4)", files: ["margin/HoldingOrder.circom"], inputs: ["row", "used"], every: 1 },
    {
      main: "Placement()",
      files: ["margin/Placement.circom"],
      inputs: ["quantity", "lower", "upper"],
      every: 1,
    },
    {
      main: "Predicate(1, 179)",
      files: ["margin/Predicate.circom"],
      inputs: ["predicate", "kind", "ratioBps", "equity", "maintenance", "initial"],
      every: 1,
    },
    {
      main: "GroupPnl(8)",
      files: ["margin/GroupPnl.circom"],
      inputs: ["shocked", "base", "gain", "loss", "positive"],
      every: 1,
    },
    {
      main: "AbsolutePnl(8)",
      files: ["margin/AbsolutePnl.circom"],
      inputs: ["pnl", "absolute", "gains"],
      every: 1,
    },
    {
      main: "RiskGroups(2)",
      files: ["margin/RiskGroups.circom"],
      inputs: ["number", "gain", "loss"],
      every: 1,
    },
    {
      main: "GroupShare(3)",
      files: ["margin/GroupShare.circom"],
      inputs: ["quantity", "exposed", "word", "slot", "share"],
      every: 1,
    },
    { main: "TreePath(1)", files: ["tree/TreePath.circom"], inputs: ["leaf", "children"], every: 17 },
  ];

  it.each(templates)(
    "notices that of $main, any one (of a Poseidon, every 17th)",
    async ({ every, ...template }) => {
      const circuit = await compileTemplate(template);
      const { undetermined, checks } = circuit.determination;
      expect(undetermined).toEqual([]);
      const unnoticed: number[] = [];
      for (let row = 0; row < circuit.r1cs.nConstraints; row += every) {
        const rest = determine(circuit.r1cs, circuit.inputWires, { without: row });
        // A constraint that computes leaves a wire open; a check is one check fewer.
        const noticed = rest.undetermined.length > 0 || rest.checks.length < checks.length;
        if (!noticed) unnoticed.push(row);
      }
      expect(unnoticed).toEqual([]);
    },
  );
});
