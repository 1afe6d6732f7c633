import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { InputError } from "../../prover/domain/errors.ts";
import { outcomeLines } from "../../prover/vectors/print.ts";
import { type Outcome, runVectors } from "../../prover/vectors/run.ts";

const PUBLISHED = readFileSync(new URL("published.json", import.meta.url), "utf8");

const run = (...vectors: object[]): readonly Outcome[] => runVectors(JSON.stringify({ vectors }), "v.json");

describe("published.json", () => {
  const outcomes = runVectors(PUBLISHED, "published.json");

  it.each(outcomes.map((outcome) => [outcome.id, outcome] as const))(
    "%s is met by the margin model",
    (_, { verdict, reason }) => {
      expect([verdict, reason]).toEqual(["passed", ""]);
    },
  );

  it("has cases of every supported model", () => {
    expect([...new Set(outcomes.map(({ model }) => model))].toSorted()).toEqual([
      "binance-bracket",
      "binance-bracket-cross",
      "binance-bracket-isolated",
      "bybit-risk-limit",
      "cme-span-scan",
      "collateral-haircut-tier",
      "deribit-xpm",
      "derive-pmrm2-riskarray",
      "derive-srm",
      "dydx-v4-funding",
      "dydx-v4-perp",
      "hyperliquid-tier",
      "okx-portfolio-margin",
      "vega-linear",
    ]);
  });
});

/** Every number and numeric string below a value, as a path. */
function figures(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value === "number" || (typeof value === "string" && /^-?\d/.test(value))) return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    figures(child, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

/** The figure moved by one in its last printed digit; a flag flipped. */
function moved(figure: string | number): string | number {
  const text = String(figure);
  if (text === "0" || text === "1") return typeof figure === "number" ? 1 - figure : String(1 - Number(text));
  const decimals = text.split(".")[1]?.length ?? 0;
  const digits = (BigInt(text.replace(".", "")) + 1n).toString().padStart(decimals + 1, "0");
  const changed = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  return typeof figure === "number" && Number.isSafeInteger(figure) ? Number(changed) : changed;
}

/**
 * Models compared to a share of each figure, since what is published went through floating point. A figure is lowered by
 * a hundredth and by as much as its unit makes a cent: further than its rounding, and to the side of a safe margin.
 */
const LOWERED: Readonly<Record<string, (path: string) => number>> = {
  "deribit-xpm": () => 0.01,
  "derive-pmrm2-riskarray": (path) => (path.startsWith("int") ? 10 ** 6 : 0.01),
  "derive-srm": () => 10 ** 16,
};

const lowered = (figure: string | number, step: number): string | number => {
  const value = Number(figure) - Math.abs(Number(figure)) / 100 - step;
  return typeof figure === "number" ? value : String(value);
};

describe("a published figure that is off by its last digit, or by a cent where it is compared to a share", () => {
  const { vectors } = JSON.parse(PUBLISHED) as { vectors: { id: string; model: string; expected: object }[] };
  it.each(vectors.map((vector) => [vector.id, vector] as const))("is noticed, each of %s", (_, vector) => {
    const paths = figures(vector.expected);
    expect(paths.length).toBeGreaterThan(0);
    for (const path of paths) {
      const changed = structuredClone(vector);
      const last = path.at(-1) ?? "";
      const parent = path
        .slice(0, -1)
        .reduce<unknown>((at, key) => (at as Record<string | number, unknown>)[key], changed.expected);
      const holder = parent as Record<string | number, string | number>;
      const figure = holder[last] ?? "";
      const step = LOWERED[vector.model]?.(path.join("."));
      holder[last] = step === undefined ? moved(figure) : lowered(figure, step);
      // The exact integers of the largest case are beyond 2^53, so they stay text.
      const text = JSON.stringify({ vectors: [changed] }).replaceAll(
        "18446744073709552000",
        "18446744073709551615",
      );
      expect([path.join("."), runVectors(text, "v.json")[0]?.verdict]).toEqual([path.join("."), "failed"]);
    }
  });
});

describe("runVectors", () => {
  const vector = (change: object = {}) => ({
    id: "one",
    model: "bybit-risk-limit",
    inputs: {
      tiers: [
        [1000, "0.02"],
        [2000, "0.025"],
      ],
      positionValue: 1500,
    },
    expected: { maintenanceMargin: "32.5" },
    ...change,
  });

  it("passes what is met and fails what is not, with both figures", () => {
    expect(run(vector())[0]).toMatchObject({ verdict: "passed", reason: "" });
    expect(run(vector({ expected: { maintenanceMargin: "32.6" } }))[0]).toMatchObject({
      verdict: "failed",
      reason: "maintenanceMargin of position value 1500: expected 32.6, received 32.5",
    });
  });

  it("takes numbers and numeric strings alike", () => {
    expect(run(vector({ expected: { maintenanceMargin: 32.5 } }))[0]?.verdict).toBe("passed");
    const inputs = {
      tiers: [
        ["1000", 0.02],
        ["2000", 0.025],
      ],
      positionValue: "1500",
    };
    expect(run(vector({ inputs }))[0]?.verdict).toBe("passed");
  });

  it("skips a model it does not know, and a vector that expects nothing it can compare", () => {
    expect(run(vector({ model: "lognormal-es" }))[0]).toMatchObject({
      verdict: "skipped",
      reason: 'model "lognormal-es" is not supported',
    });
    expect(run(vector({ model: "constructor" }))[0]?.verdict).toBe("skipped");
    expect(run(vector({ expected: null }))[0]).toMatchObject({
      verdict: "skipped",
      reason: "nothing is expected (null)",
    });
    expect(run(vector({ expected: {} }))[0]?.verdict).toBe("skipped");
    const [unknown] = run(vector({ expected: { marginCall: "1" } }));
    expect(unknown).toMatchObject({ verdict: "skipped", notes: ["not compared: expected.marginCall"] });
    expect(run(vector({ model: "synthetix-v3-perps" }))[0]?.reason).toMatch(/quadratic in the size/);
  });

  it("judges on the keys it knows and says which it does not", () => {
    const [outcome] = run(vector({ expected: { maintenanceMargin: "32.5", marginCall: "1" } }));
    expect(outcome).toMatchObject({ verdict: "passed", notes: ["not compared: expected.marginCall"] });
    expect(run(vector({ expected: { maintenanceMargin: "32.6", marginCall: "1" } }))[0]?.verdict).toBe(
      "failed",
    );
  });

  it("fails what it cannot read, and what publication refuses", () => {
    expect(run(vector({ inputs: {} }))[0]).toMatchObject({
      verdict: "failed",
      reason: "cannot be read: inputs.tiers is missing",
    });
    expect(run(vector({ inputs: { tiers: [[1000, "x"]], positionValue: 1 } }))[0]?.reason).toMatch(
      /inputs\.tiers\[0\]\[1\] must be a number/,
    );
    expect(run(vector({ inputs: [] }))[0]?.reason).toMatch(/inputs must be an object/);
    const falling = {
      tiers: [
        [1000, "0.03"],
        [2000, "0.02"],
      ],
      positionValue: 1,
    };
    expect(run(vector({ inputs: falling }))[0]?.reason).toMatch(/^refused: .*not convex/);
    const beyond = { tiers: [[1000, "0.02"]], positionValue: 1001 };
    expect(run(vector({ inputs: beyond }))[0]?.reason).toMatch(
      /^refused: .*beyond the market's last long bracket/,
    );
  });

  it("skips what is beyond the bounds of the model, and says so", () => {
    const fine = { tiers: [[1000, "0.0200000001"]], positionValue: 1 };
    expect(run(vector({ inputs: fine }))[0]).toMatchObject({
      verdict: "skipped",
      reason: "does not fit: maintenance rate 0.0200000001 has more than 9 decimals",
    });
  });

  it.each<[string, string, RegExp]>([
    ["no JSON", "{", /not valid JSON/],
    ["a list", "[]", /vectors: must be a list of vectors/],
    ["no vectors", "{}", /vectors: must be a list of vectors/],
    ["vectors that are no list", '{"vectors": 3}', /vectors: must be a list of vectors/],
    ["a vector that is no object", '{"vectors": [1]}', /vectors\[0\]: must be an object/],
    [
      "a vector without id",
      '{"vectors": [{"model": "m", "inputs": {}, "expected": {}}]}',
      /vectors\[0\]\.id/,
    ],
    [
      "a vector without model",
      '{"vectors": [{"id": "a", "inputs": {}, "expected": {}}]}',
      /vectors\[0\]\.model: must name the model of "a"/,
    ],
    [
      "a vector without inputs",
      '{"vectors": [{"id": "a", "model": "m", "expected": {}}]}',
      /vectors\[0\]\.inputs: of "a" is missing/,
    ],
    [
      "a vector without expected",
      '{"vectors": [{"id": "a", "model": "m", "inputs": {}}]}',
      /vectors\[0\]\.expected: of "a" is missing/,
    ],
  ])("refuses a file with %s", (_, text, message) => {
    expect(() => runVectors(text, "v.json")).toThrow(InputError);
    expect(() => runVectors(text, "v.json")).toThrow(message);
  });
});

describe("outcomeLines", () => {
  it("has a line for each failure, skip and remark, and the count last", () => {
    const outcome = (
      id: string,
      verdict: Outcome["verdict"],
      reason: string,
      notes: string[] = [],
    ): Outcome => ({ id, model: "m", verdict, reason, notes });
    const lines = outcomeLines([
      outcome("a", "passed", ""),
      outcome("b", "failed", "off", ["odd"]),
      outcome("c", "skipped", "why"),
    ]);
    expect(lines).toEqual([
      "failed  b (m): off",
      "note    b (m): odd",
      "skipped c (m): why",
      "1 passed, 1 failed, 1 skipped",
    ]);
    expect(outcomeLines([])).toEqual(["0 passed, 0 failed, 0 skipped"]);
  });
});

const SHARED = new URL("../../../shared/vectors/margin.json", import.meta.url);

describe("shared/vectors/margin.json", () => {
  it.skipIf(!existsSync(SHARED))("has no failure, and skips only what is said to be unsupported", () => {
    const outcomes = runVectors(readFileSync(SHARED, "utf8"), "margin.json");
    expect(outcomes.filter(({ verdict }) => verdict === "failed")).toEqual([]);
    expect(outcomes.filter(({ verdict }) => verdict === "passed").length).toBeGreaterThanOrEqual(47);
  });
});
