import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { FIELD_MODULUS } from "../../../prover/domain/field.ts";
import { at } from "../../support/at.ts";
import type { ConstraintSystem } from "../../support/constraint-system.ts";
import { compileTemplate } from "../../support/template.ts";

const BITS = 123;
const MOST = 2n ** 123n - 1n;
const RATE = 2n ** 32n - 1n;
const ONE = 10n ** 9n;

let circuit: ConstraintSystem;
beforeAll(async () => {
  circuit = await compileTemplate({
    main: `GroupPnl(${BITS})`,
    files: ["margin/GroupPnl.circom"],
    inputs: ["shocked", "base", "gain", "loss", "positive"],
  });
});

const given = (shocked: bigint, positive: bigint, base = 0n, gain = 1n, loss = 2n) => ({
  shocked,
  base,
  gain,
  loss,
  positive,
});
const pnlOf = (input: ReturnType<typeof given>): bigint => {
  const value = at(circuit.witness(input), circuit.wire("pnl"));
  return value > FIELD_MODULUS / 2n ? value - FIELD_MODULUS : value;
};

describe("GroupPnl(123)", () => {
  it("is the lesser of gain and loss rate times the sum, less the base", async () => {
    const sum = fc.bigInt({ min: -MOST, max: MOST });
    const rates = fc.tuple(fc.bigInt(0n, RATE), fc.bigInt(0n, RATE));
    await fc.assert(
      fc.asyncProperty(sum, sum, rates, async (shocked, base, [x, y]) => {
        const [gain, loss] = x < y ? [x, y] : [y, x];
        const input = given(shocked, shocked > 0n ? 1n : 0n, base, gain, loss);
        expect(await circuit.accepts(input)).toBe(true);
        const [gained, lost] = [gain * shocked, loss * shocked];
        expect(pnlOf(input)).toBe((gained < lost ? gained : lost) - ONE * base);
      }),
      { seed: 21, numRuns: 40 },
    );
  });

  it.each<[shocked: bigint, positive: bigint, accepted: boolean]>([
    [0n, 0n, true],
    [0n, 1n, true],
    [1n, 1n, true],
    [1n, 0n, false],
    [-1n, 0n, true],
    [-1n, 1n, false],
    [MOST, 1n, true],
    [MOST, 0n, false],
    [-MOST, 0n, true],
    [-MOST, 1n, false],
    [MOST + 1n, 1n, false],
    [MOST + 1n, 0n, false],
    [-MOST - 1n, 0n, false],
    [-MOST - 1n, 1n, false],
    [1n, 2n, false],
    [-1n, -1n, false],
    [FIELD_MODULUS / 2n, 1n, false],
    [FIELD_MODULUS / 2n, 0n, false],
  ])("of a sum of %i called positive %i is accepted: %s (T-02)", async (shocked, positive, accepted) => {
    expect(await circuit.accepts(given(shocked, positive))).toBe(accepted);
  });

  it("costs what its head says, and has one witness for all inputs (T-01)", () => {
    expect(circuit.products).toBe(BITS + 4);
    expect(circuit.determination.undetermined).toEqual([]);
  });
});
