/** Times this project against its peers. `npm run bench -- --help` says how. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { packageFolder } from "../prover/keys/cache.ts";
import type { BenchOptions } from "./contender.ts";
import { describeMachine } from "./machine.ts";
import { measureCase, type Result } from "./measure.ts";
import { NOTES, type Report, reportText } from "./report.ts";
import { SECTIONS } from "./sections/index.ts";

interface Options extends BenchOptions {
  readonly json: boolean;
  readonly only: readonly string[];
  readonly rounds: number;
  readonly save?: string;
}

const list = (text: string): string[] => text.split(",");

function sections(text: string): string[] {
  const names = list(text);
  const unknown = names.find((name) => !(name in SECTIONS));
  if (unknown !== undefined)
    throw new InvalidArgumentError(`sections are ${Object.keys(SECTIONS).join(", ")}.`);
  return names;
}

const atLeast =
  (minimum: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < minimum) throw new InvalidArgumentError(`at least ${minimum}.`);
    return value;
  };

const options = new Command("bench")
  .description("Times this project against its peers, in turn.")
  .option("--json", "print JSON instead of tables", false)
  .option("--only <sections>", Object.keys(SECTIONS).join(","), sections, Object.keys(SECTIONS))
  .option("--rounds <n>", "runs of each contender; the first does not count", atLeast(2), 4)
  .option(
    "--circuits <names>",
    "of the section prove: a margin circuit, a flat batch, or dense-N with 2^N constraints",
    list,
    ["dense-16", "margin-standard-8"],
  )
  .option("--leaves <n>", "of the section tree", atLeast(1), 20_000)
  .option("--threads <n>", "threads of ours", atLeast(1), availableParallelism())
  .option("--rapidsnark <path>", "a rapidsnark executable, to compare with")
  .option("--profile", "milliseconds by phase, of all threads", false)
  .option("--save <name>", "write bench/results/NAME.json and NAME.txt")
  .parse()
  .opts<Options>();

const machine = await describeMachine();
const results: Result[] = [];
for (const name of options.only) {
  const section = await SECTIONS[name]?.();
  if (section === undefined) continue;
  const folder = await mkdtemp(join(tmpdir(), `bench-${name}-`));
  try {
    await section.prepare?.(folder, options);
    for (const each of section.cases(folder, options)) {
      results.push(...(await measureCase(name, folder, each, options, options.rounds)));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const date = new Date().toISOString();
const report: Report = { date, machine, rounds: options.rounds, results, notes: NOTES };
const [json, text] = [`${JSON.stringify(report, null, 2)}\n`, `${reportText(report)}\n`];
if (options.save !== undefined) {
  const folder = join(packageFolder(), "bench", "results");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${options.save}.json`), json);
  await writeFile(join(folder, `${options.save}.txt`), text);
}
process.stdout.write(options.json ? json : text);
