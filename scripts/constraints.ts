/**
 * Compares the circuits' constraint counts with the committed snapshot, circuits/constraints.json.
 *
 *   npm run constraints                 exit code 1 when a count differs
 *   npm run constraints -- --write      bless the present counts
 *   npm run constraints -- ID ...       these circuits only; the batches of a venue take minutes to compile
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { BATCH_FAMILY } from "../circuits/liabilities/circuits.ts";
import { ALL_CIRCUITS, type AnyCircuit } from "../circuits/registry.ts";
import { writeJson } from "../prover/formats/json.ts";
import { constraintCount } from "../prover/keys/compile.ts";
import { compileAll } from "../prover/keys/compile-all.ts";
import { circuitsFolder } from "../prover/keys/sources.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { write: { type: "boolean", default: false } },
});
const known = new Map(ALL_CIRCUITS.map((circuit) => [circuit.id as string, circuit]));
for (const id of positionals) if (!known.has(id)) throw new RangeError(`unknown circuit "${id}"`);
const wanted = positionals.length === 0 ? [...known.keys()] : positionals;

/** A number, and for a batch what it comes to for each account. */
const entry = (circuit: AnyCircuit, constraints: number) => {
  if (circuit.family !== BATCH_FAMILY) return constraints;
  const { accounts, holdings } = circuit;
  return { constraints, accounts, holdings, perAccount: Math.ceil(constraints / accounts) };
};

const snapshot = join(circuitsFolder(), "constraints.json");
const blessed = JSON.parse(await readFile(snapshot, "utf8")) as Record<string, unknown>;
const found: Record<string, unknown> = {};
await compileAll(
  wanted.flatMap((id) => known.get(id) ?? []),
  async (circuit, compiled) => {
    found[circuit.id] = entry(circuit, await constraintCount(compiled));
  },
);

if (values.write) {
  // In the registry's order; a circuit that is gone goes from the snapshot too.
  const merged = { ...blessed, ...found };
  await writeJson(
    snapshot,
    Object.fromEntries([...known.keys()].flatMap((id) => (id in merged ? [[id, merged[id]]] : []))),
  );
} else {
  const compared = positionals.length === 0 ? new Set([...Object.keys(blessed), ...wanted]) : new Set(wanted);
  for (const id of compared) {
    const [before, now] = [blessed[id], found[id]].map((each) => JSON.stringify(each));
    if (before !== now) process.exitCode = 1;
    console.log(
      `${before === now ? "same" : "CHANGED"}  ${id}: ${before ?? "none"} in the snapshot, ${now ?? "none"} now`,
    );
  }
}
