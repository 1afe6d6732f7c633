import { describe, expect, it } from "vitest";
import { InvalidProofError } from "../../prover/domain/errors.ts";
import { assertShown } from "../../prover/reserves/attested.ts";

const report = {
  amounts: new Map([
    [1, { verified: 100n, unverified: 50n }],
    [2, { verified: 0n, unverified: 10n }],
  ]),
  holdings: [],
  limits: [],
};

describe("assertShown", () => {
  it("accepts what was verified, to the unit", () => {
    assertShown(report, [{ row: 1, amount: 100n }]);
    assertShown(report, [{ row: 3, amount: 0n }]);
    assertShown(report, []);
  });

  it.each([
    ["a unit more than was verified (T-41)", { row: 1, amount: 101n }],
    ["what was not verified", { row: 2, amount: 1n }],
    ["what was not shown", { row: 3, amount: 1n }],
  ])("refuses %s", (_, amount) => {
    expect(() => assertShown(report, [{ row: 1, amount: 100n }, amount])).toThrow(InvalidProofError);
    expect(() => assertShown(report, [amount])).toThrow(
      `reserves of row ${amount.row}: less was shown than attested`,
    );
  });
});
