import { parseArgs } from "node:util";
import { EnvironmentError, SolvencyError } from "../prover/domain/errors.ts";
import { readText } from "../prover/formats/json.ts";
import { outcomeLines } from "../prover/vectors/print.ts";
import { runVectors } from "../prover/vectors/run.ts";

const USAGE = `usage: npm run vectors -- FILE

Runs published margin vectors against the margin model. One line for each vector that fails or is
skipped; the last line counts. Exit code: 0 all well, 1 a vector failed, 2 usage, 3 malformed file,
5 the file cannot be read.`;

const EXIT = { failed: 1, usage: 2, badInput: 3, environment: 5 } as const;

async function main(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { help: { type: "boolean", short: "h" } },
  });
  const [file] = positionals;
  if (values.help === true) {
    console.log(USAGE);
    return 0;
  }
  if (file === undefined || positionals.length > 1) {
    console.error(USAGE);
    return EXIT.usage;
  }
  const outcomes = runVectors(await readText(file), file);
  for (const line of outcomeLines(outcomes)) console.log(line);
  return outcomes.some(({ verdict }) => verdict === "failed") ? EXIT.failed : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (error instanceof SolvencyError) {
    console.error(`error: ${error.message}`);
    process.exitCode = error instanceof EnvironmentError ? EXIT.environment : EXIT.badInput;
  } else if ((error as NodeJS.ErrnoException).code?.startsWith("ERR_PARSE_ARGS") === true) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    process.exitCode = EXIT.usage;
  } else {
    throw error;
  }
}
