import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Usd } from "../../prover/domain/usd.ts";
import {
  BUFFER_BOUND,
  describePredicate,
  MEETS_MAINTENANCE,
  type Predicate,
  packPredicate,
  parsePredicate,
  RATIO_BPS_BOUND,
  shortfall,
  slack,
  unpackPredicate,
} from "../../prover/margin/predicate.ts";

const anyPredicate: fc.Arbitrary<Predicate> = fc.record({
  kind: fc.constantFrom("maintenance", "initial"),
  ratioBps: fc.bigInt(0n, RATIO_BPS_BOUND - 1n),
  bufferUsd: fc.bigInt(0n, BUFFER_BOUND - 1n),
});

const usd = (dollars: bigint): Usd => (dollars * 10n ** 25n) as Usd;
const valuation = (equity: bigint, maintenance: bigint, initial: bigint) => ({
  equity: usd(equity),
  maintenance: usd(maintenance),
  initial: usd(initial),
  holdings: [],
});

describe("packPredicate", () => {
  it("is undone by unpackPredicate", () => {
    fc.assert(
      fc.property(anyPredicate, (one) => {
        expect(unpackPredicate(packPredicate(one))).toEqual(one);
      }),
      { seed: 3 },
    );
  });

  it("lays the fields side by side", () => {
    expect(packPredicate({ kind: "initial", ratioBps: 12_000n, bufferUsd: 5n })).toBe(
      1n + 24_000n + 5n * 2n ** 21n,
    );
  });

  it("has no bits above 85", () => {
    expect(() => unpackPredicate(2n ** 85n)).toThrow(/85 bits/);
    expect(() => unpackPredicate(-1n)).toThrow(/85 bits/);
  });
});

describe("parsePredicate", () => {
  it("reads ratio and buffer to the last digit, and refuses one more", () => {
    expect(parsePredicate("initial", "1.2001", "0.00000001")).toEqual({
      kind: "initial",
      ratioBps: 12_001n,
      bufferUsd: 1n,
    });
    expect(() => parsePredicate("initial", "1.20001", "0")).toThrow(/at most 4 decimals/);
    expect(() => parsePredicate("initial", "1", "0.000000001")).toThrow(/at most 8 decimals/);
    expect(parsePredicate("initial", "104.8575", "184467440737.09551615").bufferUsd).toBe(BUFFER_BOUND - 1n);
    expect(() => parsePredicate("initial", "104.8576", "0")).toThrow(/ratio/);
    expect(() => parsePredicate("initial", "1", "184467440737.09551616")).toThrow(/buffer/);
    expect(() => parsePredicate("initial", "-1", "0")).toThrow(/ratio/);
  });
});

describe("slack and shortfall", () => {
  it("are what is left above the predicate and what is missing below it", () => {
    const held = valuation(1_100n, 1_000n, 2_000n);
    expect(slack(MEETS_MAINTENANCE, held)).toBe(usd(100n) * 10_000n);
    expect(shortfall(MEETS_MAINTENANCE, held)).toBe(0n);
    const called: Predicate = { kind: "maintenance", ratioBps: 12_000n, bufferUsd: 7n * 10n ** 8n };
    expect(slack(called, held)).toBe(-usd(107n) * 10_000n);
    expect(shortfall(called, held)).toBe(usd(107n));
    expect(shortfall({ ...called, kind: "initial" }, held)).toBe(usd(2_400n + 7n - 1_100n));
  });

  it("turn from held to missing at one unit of equity", () => {
    const limit = valuation(1_000n, 1_000n, 1_000n);
    const below = { ...limit, equity: (limit.equity - 1n) as Usd };
    expect(slack(MEETS_MAINTENANCE, limit)).toBe(0n);
    expect(shortfall(MEETS_MAINTENANCE, limit)).toBe(0n);
    expect(slack(MEETS_MAINTENANCE, below)).toBe(-10_000n);
    expect(shortfall(MEETS_MAINTENANCE, below)).toBe(1n);
  });
});

describe("describePredicate", () => {
  it.each<[Predicate, string]>([
    [MEETS_MAINTENANCE, "equity ≥ maintenance margin"],
    [{ kind: "initial", ratioBps: 12_000n, bufferUsd: 0n }, "equity ≥ 1.2 × initial margin"],
    [
      { kind: "maintenance", ratioBps: 10_000n, bufferUsd: 500_000_000n },
      "equity ≥ maintenance margin + 5 USD",
    ],
    [{ kind: "maintenance", ratioBps: 0n, bufferUsd: 100n * 10n ** 8n }, "equity ≥ 100 USD"],
    [{ kind: "maintenance", ratioBps: 0n, bufferUsd: 0n }, "equity ≥ 0"],
    // Neither an exponent nor a lost digit.
    [
      { kind: "maintenance", ratioBps: 1n, bufferUsd: 1n },
      "equity ≥ 0.0001 × maintenance margin + 0.00000001 USD",
    ],
    [
      { kind: "maintenance", ratioBps: 0n, bufferUsd: BUFFER_BOUND - 1n },
      "equity ≥ 184467440737.09551615 USD",
    ],
  ])("says %o in words", (predicate, words) => {
    expect(describePredicate(predicate)).toBe(words);
  });
});
