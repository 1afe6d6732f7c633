/**
 * Prepares a clone: compiles every circuit, makes the development key of the one that the quickstart and the
 * end-to-end tests prove with, and builds the contracts. Everything is cached; a second run takes a second.
 *
 *   npm run setup            all of it
 *   npm run setup -- --quiet no progress
 */
import { CIRCUITS, circuitById } from "../circuits/registry.ts";
import { buildContracts } from "../cli/chain/contracts.ts";
import { compileCircuit } from "../prover/keys/compile.ts";
import { developmentSetup } from "../prover/keys/setup.ts";

const quiet = process.argv.includes("--quiet");
const say = (line: string): void => {
  if (!quiet) process.stderr.write(`${line}\n`);
};

for (const circuit of CIRCUITS) {
  say(`compiling ${circuit.id}`);
  await compileCircuit(circuit);
}
const proven = circuitById("margin-standard-8");
say(`development key of ${proven.id} (INSECURE: for tests and trying out)`);
await developmentSetup(proven);

say("building the contracts");
await buildContracts();
