import { beforeAll, describe, expect, it } from "vitest";
import { FIELD_MODULUS } from "../../../prover/domain/field.ts";
import { at } from "../../support/at.ts";
import { edited } from "../../support/batch-case.ts";
import type { ConstraintSystem } from "../../support/constraint-system.ts";
import { refusedLine } from "../../support/refused-line.ts";
import { compileTemplate } from "../../support/template.ts";

const DIFFERENCE = "CellSums: difference === 0;";
const [ZETA, Y] = [0x2e7an, 0xc4a11e49en];

let circuit: ConstraintSystem;
beforeAll(async () => {
  circuit = await compileTemplate({
    main: "CellSums(5, 4)",
    files: ["liabilities/CellSums.circom"],
    inputs: ["zeta", "y", "cell", "share", "sum"],
  });
});

const CELLS = [0n, 2n, 2n, 3n, 0n];
const WEIGHTS = CELLS.map((_, i) => [
  BigInt(i + 1) ** 5n,
  -BigInt(i),
  7n ** BigInt(i + 3),
  2n ** 100n + BigInt(i),
]);

const honest = (cells: readonly bigint[] = CELLS) => ({
  zeta: ZETA,
  y: Y,
  cell: cells,
  share: WEIGHTS.map(
    (weights) => weights.reduce((sum, weight, v) => sum + weight * ZETA ** BigInt(v), 0n) % FIELD_MODULUS,
  ),
  sum: [0, 1, 2, 3].map((v) =>
    [0n, 1n, 2n, 3n].map((c) =>
      cells.reduce((sum, cell, i) => sum + (cell === c ? at(at(WEIGHTS, i), v) : 0n), 0n),
    ),
  ),
});

describe("CellSums", () => {
  it("accepts the sums, for every arrangement of holdings, and no wire is loose", async () => {
    for (const cells of [CELLS, [0n, 0n, 0n, 0n, 0n], [3n, 3n, 3n, 3n, 3n], [0n, 1n, 2n, 3n, 0n]]) {
      expect(await refusedLine(circuit, honest(cells))).toBeNull();
    }
    const witness = (await circuit.calculated(honest())) ?? [];
    expect(circuit.looseWires(witness).filter(({ input }) => !input)).toEqual([]);
    expect(circuit.products).toBe(5 + 5 * 4);
  });

  it("refuses any sum that is off by one, and one moved to another cell or another vector (T-13)", async () => {
    for (let v = 0; v < 4; v++) {
      for (let c = 0; c < 4; c++) {
        for (const by of [1n, -1n]) {
          expect(
            await refusedLine(
              circuit,
              edited(honest(), "sum", [v, c], (sum) => sum + by),
            ),
          ).toBe(DIFFERENCE);
        }
        const moved = edited(honest(), "sum", [v, c], (sum) => sum + 5n);
        expect(
          await refusedLine(
            circuit,
            edited(moved, "sum", [v, (c + 1) % 4], (sum) => sum - 5n),
          ),
        ).toBe(DIFFERENCE);
        expect(
          await refusedLine(
            circuit,
            edited(moved, "sum", [(v + 1) % 4, c], (sum) => sum - 5n),
          ),
        ).toBe(DIFFERENCE);
      }
    }
  });

  it("refuses a holding beyond the table, whatever the sums", async () => {
    for (const cell of [4n, 5n, 2n ** 18n, -1n]) {
      const input = edited(honest(), "cell", [3], () => cell);
      expect(await refusedLine(circuit, input)).toBe(DIFFERENCE);
      const without = [0, 1, 2, 3].reduce((each, v) => edited(each, "sum", [v, 3], () => 0n), input);
      expect(await refusedLine(circuit, without)).toBe(DIFFERENCE);
    }
  });

  it("refuses a challenge that is a cell, where a denominator would be 0 and a quotient free (T-15)", async () => {
    for (const y of [0n, 1n, 2n, 3n]) {
      const line = await refusedLine(circuit, { ...honest(), y });
      expect(line).toMatch(
        /^CellSums: (inverse\[c\] \* \(y - c\) === 1|quotient\[i\] \* \(y - cell\[i\]\) === share\[i\]);$/,
      );
    }
    // Cell 1 holds nothing: with y = 1 only its own inverse is there to refuse.
    expect(await refusedLine(circuit, { ...honest(), y: 1n })).toBe("CellSums: inverse[c] * (y - c) === 1;");
  });
});
