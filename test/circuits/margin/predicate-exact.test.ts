import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { EXACT_PER_USD, type ExactUsd } from "../../../prover/domain/scenario-usd.ts";
import { USD_ZERO, type Usd } from "../../../prover/domain/usd.ts";
import { packPredicate, slack } from "../../../prover/margin/predicate.ts";
import type { ConstraintSystem } from "../../support/constraint-system.ts";
import { compileTemplate } from "../../support/template.ts";

/** The predicate of portfolio accounts, in 1e-43 USD. Packing and unpacking are those of predicate.test.ts. */
let circuit: ConstraintSystem;
beforeAll(async () => {
  circuit = await compileTemplate({
    main: "Predicate(10 ** 18, 239)",
    files: ["margin/Predicate.circom"],
    inputs: ["predicate", "kind", "ratioBps", "equity", "maintenance", "initial"],
  });
});

const EQUITY = 2n ** 165n - 1n;
const REQUIREMENT = 2n ** 225n - 1n;

interface Asked {
  readonly ratioBps: bigint;
  readonly bufferUsd: bigint;
}

/** @param equity in 1e-25 USD, as sums of values are; the circuit scales it */
const accepts = (asked: Asked, equity: bigint, requirement: bigint): Promise<boolean> =>
  circuit.accepts({
    predicate: packPredicate({ kind: "initial", ...asked }),
    kind: 1n,
    ratioBps: asked.ratioBps,
    equity: EXACT_PER_USD * equity,
    maintenance: 0n,
    initial: requirement,
  });

describe("Predicate(10^18, 239)", () => {
  it("is decided by 1e-43 USD of requirement, and by 1e-8 USD of buffer", async () => {
    const one = { ratioBps: 10_000n, bufferUsd: 0n };
    expect(await accepts(one, 1n, EXACT_PER_USD)).toBe(true);
    expect(await accepts(one, 1n, EXACT_PER_USD + 1n)).toBe(false);
    const buffer = { ratioBps: 0n, bufferUsd: 7n };
    expect(await accepts(buffer, 7n * 10n ** 17n, 0n)).toBe(true);
    expect(await accepts(buffer, 7n * 10n ** 17n - 1n, 0n)).toBe(false);
  });

  it("holds the greatest equity, and refuses the most negative slack without wrapping (B13, T-13)", async () => {
    const least = { ratioBps: 0n, bufferUsd: 0n };
    const most = { ratioBps: 2n ** 20n - 1n, bufferUsd: 2n ** 64n - 1n };
    expect(await accepts(least, EQUITY, REQUIREMENT)).toBe(true);
    expect(await accepts(least, 0n, REQUIREMENT)).toBe(true);
    for (const equity of [-1n, -EQUITY]) {
      expect(await accepts(least, equity, 0n)).toBe(false);
      expect(await accepts(most, equity, REQUIREMENT)).toBe(false);
    }
    expect(await accepts(most, EQUITY, REQUIREMENT)).toBe(false);
  });

  it("decides as the reference model's slack does, near the limit (T-39)", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 2n ** 20n - 1n }),
        fc.nat(64).chain((bits) => fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n })),
        fc.nat(200).chain((bits) => fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n })),
        fc.bigInt({ min: -1n, max: 1n }),
        (ratioBps, bufferUsd, requirement, offset) => {
          const predicate = { kind: "initial" as const, ratioBps, bufferUsd };
          const exact = { maintenance: 0n as ExactUsd, initial: requirement as ExactUsd };
          const valued = (equity: bigint) => ({
            equity: equity as Usd,
            maintenance: USD_ZERO,
            initial: USD_ZERO,
            exact,
          });
          const unit = EXACT_PER_USD * 10_000n;
          const equity = (-slack(predicate, valued(0n)) + unit - 1n) / unit + offset;
          fc.pre(equity <= EQUITY);
          const witness = circuit.witness({
            predicate: packPredicate(predicate),
            kind: 1n,
            ratioBps,
            equity: EXACT_PER_USD * equity,
            maintenance: 0n,
            initial: requirement,
          });
          const holds = slack(predicate, valued(equity)) >= 0n;
          expect(circuit.violated(witness).length === 0).toBe(holds);
          expect(holds).toBe(offset >= 0n);
        },
      ),
      { numRuns: 300, seed: 5 },
    );
  });

  it("costs 1 + 20 + 64 + 239 + 2 = 326 constraints, and has no choice (T-01)", () => {
    expect(circuit.products).toBe(326);
    expect(circuit.determination.undetermined).toEqual([]);
  });
});
