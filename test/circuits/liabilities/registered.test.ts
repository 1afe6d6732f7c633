import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import {
  BATCH_FAMILY,
  FOLD_FAMILY,
  LIABILITY_CIRCUITS,
  type LiabilityCircuit,
  TABLE_FAMILY,
  TABLE_STEP,
} from "../../../circuits/liabilities/circuits.ts";
import { ALL_CIRCUITS, CIRCUITS } from "../../../circuits/registry.ts";
import { cacheFolder, completeFolder } from "../../../prover/keys/cache.ts";
import { compileCircuit, constraintCount } from "../../../prover/keys/compile.ts";
import { readR1cs } from "../../../prover/keys/r1cs.ts";
import { circuitsFolder, sourcesDigest } from "../../../prover/keys/sources.ts";
import { batchSystem, SMALL } from "../../support/batch-case.ts";
import { batchCost, foldCost, tableCost, totalCost } from "../../support/batch-cost.ts";
import { COMPILING } from "../../support/patience.ts";
import { circom, fromPackage } from "../../support/template.ts";

const snapshot = JSON.parse(await readFile(join(circuitsFolder(), "constraints.json"), "utf8")) as Record<
  string,
  unknown
>;

function costOf(circuit: LiabilityCircuit): number {
  if (circuit.family === BATCH_FAMILY) return batchCost(circuit);
  if (circuit.family === FOLD_FAMILY) return foldCost();
  return circuit.family === TABLE_FAMILY ? tableCost(TABLE_STEP) : totalCost(circuit.rows);
}

/** Compiling the registered sizes takes minutes: on demand, with SOLVENCY_FULL=1. The formula is held to small ones here. */
const FULL = process.env.SOLVENCY_FULL === "1";

describe.each(
  LIABILITY_CIRCUITS.map((circuit) => ({ id: circuit.id, circuit: circuit as LiabilityCircuit })),
)("$id", ({ id, circuit }) => {
  it("has the cost of SPEC's formula in the snapshot", () => {
    const constraints = costOf(circuit);
    const { accounts, holdings } = circuit.family === BATCH_FAMILY ? circuit : { accounts: 0, holdings: 0 };
    expect(snapshot[id]).toEqual(
      circuit.family === BATCH_FAMILY
        ? { constraints, accounts, holdings, perAccount: Math.ceil(constraints / accounts) }
        : constraints,
    );
  });

  it.runIf(FULL)(
    "costs that, compiled, and has the public signals of the registry",
    async () => {
      const compiled = await compileCircuit(circuit);
      expect(await constraintCount(compiled)).toBe(costOf(circuit));
      const r1cs = readR1cs(await readFile(join(compiled.folder, "circuit.r1cs")));
      expect(r1cs.nPublic).toBe(circuit.publicSignals.length);
    },
    1_200_000,
  );
});

describe("Batches of 64 accounts of 8 holdings", () => {
  const perAccount = (id: string) => (snapshot[id] as { perAccount: number }).perAccount;

  it("stay within their budget: 2,000 an account by flat table, 4,000 by pieces and margin", () => {
    expect(perAccount("solvency-batch-64x8")).toBeLessThanOrEqual(2000);
    expect(perAccount("solvency-batch-margin-64x8")).toBeLessThanOrEqual(4000);
  });

  it("fit domains of 2^17 and 2^18", () => {
    const constraints = (id: string) => (snapshot[id] as { constraints: number }).constraints;
    expect(constraints("solvency-batch-64x8")).toBeLessThan(2 ** 17 - 2);
    expect(constraints("solvency-batch-margin-64x8")).toBeLessThan(2 ** 18 - 2);
  });
});

describe("The cost formula", () => {
  it.each(["flat", "equity", "margin"] as const)(
    "is exact for a small batch of kind %s",
    async (kind) => {
      const { products } = await batchSystem(SMALL[kind]);
      // Compiled alone all inputs are public; then live[0] = 1 and the rest of the first account's products are not folded away.
      expect(products).toBeGreaterThanOrEqual(batchCost(SMALL[kind]));
      expect(products - batchCost(SMALL[kind])).toBeLessThanOrEqual(2);
    },
    COMPILING,
  );
});

/** What circom says when it inspects a template; asked once per version of the sources. */
async function inspection(main: string): Promise<string> {
  const digest = await sourcesDigest(CIRCUITS[0]);
  const name = main.replace(/\W+/g, "-");
  const folder = join(cacheFolder(), "inspections", `${name}${digest.slice(0, 16)}`);
  await completeFolder(folder, async (work) => {
    await mkdir(work, { recursive: true });
    const file = join(work, "circuit.circom");
    const template = main.replace(/\(.*/, "");
    const include = relative(work, join(circuitsFolder(), "liabilities", `${template}.circom`));
    await writeFile(file, `pragma circom 2.2.0;\ninclude "${include}";\ncomponent main = ${main};\n`);
    const said = await circom(file, ["--inspect", "--O2", "--r1cs", "-o", fromPackage(work)]);
    await writeFile(join(work, "said.txt"), said);
  });
  return readFile(join(folder, "said.txt"), "utf8");
}

describe("The templates", () => {
  it.each([
    "SolvencyBatch(1, 2, 3)",
    "SolvencyBatchPieces(1, 2, 3, 0)",
    "SolvencyBatchPieces(1, 2, 3, 1)",
    "SolvencyFold()",
    "SolvencyTable(2)",
    "SolvencyTotal(2, 2)",
  ])(
    "%s: circom --inspect gives no warning",
    async (main) => {
      const said = await inspection(main);
      expect(said).toContain("Everything went okay");
      expect(said).not.toMatch(/warning/i);
    },
    COMPILING,
  );
});

describe("ALL_CIRCUITS", () => {
  it("holds every circuit once", () => {
    const ids = ALL_CIRCUITS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual([...CIRCUITS, ...LIABILITY_CIRCUITS].map(({ id }) => id));
  });
});
