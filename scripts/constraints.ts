/**
 * Compares the circuits' constraint counts with the committed snapshot, circuits/constraints.json.
 *
 *   npm run constraints            exit code 1 when a count differs
 *   npm run constraints -- --write bless the present counts
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CIRCUITS } from "../circuits/registry.ts";
import { writeJson } from "../prover/formats/json.ts";
import { compileCircuit, constraintCount } from "../prover/keys/compile.ts";
import { circuitsFolder } from "../prover/keys/sources.ts";

const snapshot = join(circuitsFolder(), "constraints.json");
const counts: Record<string, number> = {};
for (const circuit of CIRCUITS) counts[circuit.id] = await constraintCount(await compileCircuit(circuit));

if (process.argv.includes("--write")) {
  await writeJson(snapshot, counts);
} else {
  const blessed = JSON.parse(await readFile(snapshot, "utf8")) as Record<string, number>;
  for (const id of new Set([...Object.keys(blessed), ...Object.keys(counts)])) {
    const same = blessed[id] === counts[id];
    if (!same) process.exitCode = 1;
    console.log(
      `${same ? "same" : "CHANGED"}  ${id}: ${blessed[id] ?? "none"} in the snapshot, ${counts[id] ?? "none"} now`,
    );
  }
}
