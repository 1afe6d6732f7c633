/**
 * Runs the contracts' tests on contracts that report what they run, and fails where less than 95 % of the lines or of
 * the branches were run.
 *
 *   npm run coverage:contracts             all of it, some minutes
 *   npm run coverage:contracts -- --report only the report, of the last run
 */
import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import Table from "cli-table3";
import { packageFolder } from "../prover/keys/cache.ts";
import { branchesOf, type RunStatement } from "../test/contracts/instrumented/branches.ts";

const LEAST_PERCENT = 95;

const require = createRequire(import.meta.url);
const inPackage = (...parts: string[]): string => join(packageFolder(), ...parts);

if (!process.argv.includes("--report")) {
  const vitest = join(require.resolve("vitest/package.json"), "..", "vitest.mjs");
  const { status } = spawnSync(
    process.execPath,
    [vitest, "run", "--config", inPackage("vitest.coverage.config.ts")],
    { cwd: packageFolder(), stdio: "inherit", env: { ...process.env, HARDHAT_COVERAGE: "true" } },
  );
  if (status !== 0) process.exit(status ?? 1);
}

interface Part {
  readonly line: number;
  readonly run: boolean;
}

/** Lines of a file from Hardhat's lcov report. */
async function linesByFile(): Promise<Map<string, Part[]>> {
  const files = new Map<string, Part[]>();
  const report = await readFile(inPackage("coverage", "lcov.info"), "utf8");
  let lines: Part[] = [];
  for (const record of report.split("\n")) {
    const [key, value = ""] = record.split(":");
    if (key === "SF") {
      lines = [];
      files.set(value, lines);
    }
    const [line, count] = value.split(",").map(Number);
    if (key === "DA") lines.push({ line: line ?? 0, run: (count ?? 0) > 0 });
  }
  return files;
}

const percentOf = (parts: readonly Part[]): number =>
  parts.length === 0 ? 100 : (100 * parts.filter(({ run }) => run).length) / parts.length;
const missing = (parts: readonly Part[]): string =>
  [...new Set(parts.filter(({ run }) => !run).map(({ line }) => line))].sort((a, b) => a - b).join(", ");

const table = new Table({
  style: { head: [], border: [], compact: true },
  head: ["contract", "lines %", "branches %", "lines not run", "branches not taken"],
});
const all: { lines: Part[]; branches: Part[] } = { lines: [], branches: [] };
const files = JSON.parse(await readFile(inPackage("build", "coverage", "statements.json"), "utf8")) as {
  path: string;
  statements: RunStatement[];
}[];
const reported = await linesByFile();
for (const { path, statements } of files.sort((a, b) => a.path.localeCompare(b.path))) {
  if (!path.startsWith("verifier-contracts/") || path.startsWith("verifier-contracts/quickstart/")) continue;
  const lines = reported.get(path) ?? [];
  const source = await readFile(inPackage(path), "utf8");
  const branches = branchesOf(path, source, statements).map(({ line, taken }) => ({ line, run: taken }));
  if (lines.length === 0) continue; // interfaces
  all.lines.push(...lines);
  all.branches.push(...branches);
  const figures = [percentOf(lines), percentOf(branches)].map((percent) => percent.toFixed(1));
  table.push([path.replace("verifier-contracts/", ""), ...figures, missing(lines), missing(branches)]);
}
const totals = [percentOf(all.lines), percentOf(all.branches)] as const;
table.push(["all", ...totals.map((percent) => percent.toFixed(1)), "", `of ${all.branches.length}`]);
process.stdout.write(`${table.toString()}\n`);
if (Math.min(...totals) < LEAST_PERCENT) {
  process.stderr.write(`less than ${LEAST_PERCENT} %\n`);
  process.exitCode = 1;
}
