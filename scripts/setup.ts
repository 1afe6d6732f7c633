/**
 * Prepares a clone: compiles the circuits of cross and isolated accounts, makes the development key of the one that the
 * quickstart and most end-to-end tests prove with, and builds the contracts. Everything is cached; a second run takes a
 * second. Whatever else is needed is compiled when it is needed.
 *
 *   npm run setup            all of it
 *   npm run setup -- --tests every circuit of claims and the small ones of attestations, so that tests running side by side do not compile the same one
 *   npm run setup -- --quiet no progress
 */
import { CIRCUITS, circuitById, liabilityCircuitById } from "../circuits/registry.ts";
import { buildContracts } from "../cli/chain/contracts.ts";
import { compileAll } from "../prover/keys/compile-all.ts";
import { developmentSetup } from "../prover/keys/setup.ts";

/** What many tests attest with. */
const ATTESTED = ["solvency-batch-8x8", "solvency-fold", "solvency-table", "solvency-total-64"] as const;

const quiet = process.argv.includes("--quiet");
const say = (line: string): void => {
  if (!quiet) process.stderr.write(`${line}\n`);
};

const every = process.argv.includes("--tests");
const attested = every ? ATTESTED.map(liabilityCircuitById) : [];
const circuits = [...CIRCUITS.filter(({ margin }) => every || margin === "standard"), ...attested];
say(`compiling ${circuits.length} circuits`);
await compileAll(circuits, ({ id }, _, done) => say(`  ${done}/${circuits.length} ${id}`));
const proven = circuitById("margin-standard-8");
say(`development key of ${proven.id} (INSECURE: for tests and trying out)`);
await developmentSetup(proven);

for (const circuit of attested) await developmentSetup(circuit);

say("building the contracts");
await buildContracts();
