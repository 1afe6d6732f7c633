import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { CIRCUITS, type Circuit, mainSource } from "../../circuits/registry.ts";
import { cacheFolder, completeFolder } from "../../prover/keys/cache.ts";
import { compileCircuit } from "../../prover/keys/compile.ts";
import { circuitsFolder } from "../../prover/keys/sources.ts";
import { marginSystem } from "../support/margin-case.ts";
import { portfolioSystem, SMALL } from "../support/portfolio-case.ts";
import { circom, fromPackage } from "../support/template.ts";

const systemOf = (circuit: Circuit) =>
  circuit.margin === "portfolio" ? portfolioSystem(circuit) : marginSystem(circuit.id);

/** What circom says when it inspects a circuit; asked once per version of the sources (10 to 25 s). */
async function inspection(circuit: Circuit): Promise<string> {
  const compiled = await compileCircuit(circuit);
  const folder = join(cacheFolder(), "inspections", `${circuit.id}-${compiled.sources.slice(0, 16)}`);
  await completeFolder(folder, async (work) => {
    await mkdir(work, { recursive: true });
    const main = join(work, "circuit.circom");
    await writeFile(main, mainSource(circuit, relative(work, join(circuitsFolder(), circuit.file))));
    await writeFile(
      join(work, "said.txt"),
      await circom(main, ["--inspect", "--O2", "--r1cs", "-o", fromPackage(work)]),
    );
  });
  return readFile(join(folder, "said.txt"), "utf8");
}

/** Opening pieces, of both margins (SPEC, section 9). */
function openingCost({ holdings, sharedLevels }: Circuit): number {
  const shared = 8 ** sharedLevels;
  const pieceLeaf = 417;
  const path = 300 + 409 * (4 - sharedLevels) + shared - 1;
  const placement = 130;
  const order = 16;
  const products = 3;
  return holdings * (pieceLeaf + path + placement + order + products) + (402 * (shared - 1)) / 7;
}

/** SPEC, section 9. */
function standardCost(circuit: Circuit): number {
  const accountLeaf = { 8: 381, 32: 573 }[circuit.holdings] ?? Number.NaN;
  return openingCost(circuit) + 8 * 409 + accountLeaf + 237 + 294 + 266 + 1 + 1;
}

/** SPEC, section 10, "Cost". */
function portfolioCost(circuit: Circuit): number {
  const { holdings, groups, scenarios, absolutes } = circuit;
  const rowRisk = { 16: 927, 36: 1860 }[scenarios] ?? Number.NaN;
  const accountLeaf = { 16: 555, 32: 570 }[holdings] ?? Number.NaN;
  const sumBits = 118 + Math.ceil(Math.log2(holdings));
  const pnlBits = sumBits + 33;
  const lossBits = pnlBits + 30;
  const perHolding = rowRisk + 3 + (groups + 1) + groups + groups * scenarios;
  const perGroup = 80 + scenarios * (sumBits + 4) + absolutes * (pnlBits + 3);
  const once = rowRisk + absolutes + lossBits + scenarios * (lossBits + 2) + 2;
  const account = 8 * 409 + accountLeaf + 237 + 294 + 326 + 1;
  return openingCost(circuit) + holdings * perHolding + groups * perGroup + once + account;
}

const costOf = (circuit: Circuit): number =>
  circuit.margin === "portfolio" ? portfolioCost(circuit) : standardCost(circuit);

// Of MarginPortfolio a small instance, which has the same templates and takes seconds.
const inspected: readonly Circuit[] = [...CIRCUITS.filter(({ margin }) => margin === "standard"), SMALL];

describe.each(inspected.map((circuit) => ({ id: circuit.id, circuit })))("$id", ({ circuit }) => {
  it("gives no warning under circom --inspect", { timeout: 600_000 }, async () => {
    const said = await inspection(circuit);
    expect(said).toContain("Everything went okay");
    expect(said).not.toMatch(/warning/i);
  });
});

describe.each(CIRCUITS.map((circuit) => ({ id: circuit.id, circuit })))("$id", ({ id, circuit }) => {
  it("costs what SPEC and the snapshot say, has no linear constraints, and fits the domain it is meant for", async () => {
    const { r1cs, products } = await systemOf(circuit);
    const snapshot = JSON.parse(await readFile(join(circuitsFolder(), "constraints.json"), "utf8"));
    expect(r1cs.nConstraints).toBe(costOf(circuit));
    expect(snapshot[id]).toBe(costOf(circuit));
    expect(products).toBe(r1cs.nConstraints);
    expect(r1cs.nPublic).toBe(circuit.publicSignals.length);
    const bits = Math.ceil(Math.log2(r1cs.nConstraints + r1cs.nPublic + 1));
    const meant = { "margin-standard-8": 15, "margin-standard-32": 16, "margin-portfolio-16-4-16": 16 };
    expect(bits).toBe({ ...meant, "margin-portfolio-32-8-36": 18 }[id]);
  });
});

describe("circom --inspect, as asked here", () => {
  it("does warn of a signal that nothing constrains", async () => {
    const folder = join(cacheFolder(), "inspections", "unconstrained");
    await mkdir(folder, { recursive: true });
    const main = join(folder, "circuit.circom");
    const source = `pragma circom 2.2.0;
template Unconstrained() {
    signal input a;
    signal input b;
    signal output c;
    c <-- a * b;
}
component main = Unconstrained();
`;
    await writeFile(main, source);
    expect(await circom(main, ["--inspect", "--O2", "--r1cs", "-o", fromPackage(folder)])).toMatch(
      /warning/i,
    );
  });
});
