import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export const MAIN = fileURLToPath(new URL("../../../cli/main.ts", import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Everything any run has printed, for the tests that look for secrets in it. */
export const printed: string[] = [];

/** Runs the command line as a process of its own. */
export async function solvency(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return runNode([MAIN, ...args], options);
}

export async function runNode(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const child = spawn(process.execPath, [...args], {
    cwd: options.cwd,
    env: environment(options.env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (data: Buffer) => (stdout += data.toString()));
  child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  printed.push(stdout, stderr);
  return { code, stdout, stderr };
}

/** As a script has it: no colours, nothing of the test runner, no key by accident. */
export function environment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _, SOLVENCY_PRIVATE_KEY: __, SOLVENCY_DEBUG: ___, ...inherited } = process.env;
  return { ...inherited, NO_COLOR: "1", ...extra };
}

/** The one object on stdout. */
export function jsonOf(ran: Ran): Record<string, unknown> {
  return JSON.parse(ran.stdout) as Record<string, unknown>;
}
