import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { CIRCUITS, type Circuit, mainSource } from "../../circuits/registry.ts";
import { cacheFolder, completeFolder } from "../../prover/keys/cache.ts";
import { compileCircuit } from "../../prover/keys/compile.ts";
import { circuitsFolder } from "../../prover/keys/sources.ts";
import { marginSystem } from "../support/margin-case.ts";
import { circom, fromPackage } from "../support/template.ts";

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

/** SPEC, section 9. */
const costOf = ({ holdings, sharedLevels }: Circuit): number => {
  const shared = 8 ** sharedLevels;
  const pieceLeaf = 417;
  const path = 300 + 409 * (4 - sharedLevels) + shared - 1;
  const placement = 130;
  const order = 16;
  const products = 3;
  const accountLeaf = { 8: 381, 32: 573 }[holdings] ?? Number.NaN;
  const once = (402 * (shared - 1)) / 7 + 8 * 409 + accountLeaf + 237 + 294 + 266 + 1 + 1;
  return holdings * (pieceLeaf + path + placement + order + products) + once;
};

describe.each(CIRCUITS.map((circuit) => ({ id: circuit.id, circuit })))("$id", ({ id, circuit }) => {
  it("gives no warning under circom --inspect", async () => {
    const said = await inspection(circuit);
    expect(said).toContain("Everything went okay");
    expect(said).not.toMatch(/warning/i);
  });

  it("costs what SPEC and the snapshot say, to the last constraint, and has no linear ones", async () => {
    const { r1cs, products } = await marginSystem(id);
    const snapshot = JSON.parse(await readFile(join(circuitsFolder(), "constraints.json"), "utf8"));
    expect(r1cs.nConstraints).toBe(costOf(circuit));
    expect(snapshot[id]).toBe(costOf(circuit));
    expect(products).toBe(r1cs.nConstraints);
    expect(r1cs.nPublic).toBe(circuit.publicSignals.length);
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
